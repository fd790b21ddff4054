"""What each permission is called for whoever wonders who sees what."""

from __future__ import annotations

from app.domain.permissions import GRANTS, Permission, Role
from app.domain.text import _

ROLE_WORDS = {
    Role.EMPLOYEE: _("Ansatt"),
    Role.LEADER: _("Leder og stedfortreder"),
    Role.SAFETY_REP: _("Verneombud"),
    Role.ADMIN: _("Administrator"),
}

PERMISSION_WORDS = {
    Permission.BE_SIGNED_IN: _("Se sin egen side, og hvem som har sett på det som er ens eget"),
    Permission.ASSESS: _("Vurdere sine egne møter, og se sine egne vurderinger"),
    Permission.READ_FLAGGED: _("Se forhøyede og høye vurderinger og varsler i enheten og under den"),
    Permission.DECIDE: _("Svare på vurderinger, og lede enheten og det som er under den"),
    Permission.COMMENT: _("Kommentere vurderinger i enheten"),
    Permission.SEE_CLIENT_REFERENCE: _("Se saksnummer og tekst om møtet; hver gang blir skrevet i innsynsloggen"),
    Permission.SEE_COUNTS: _("Se hvor mange møter, varsler og tiltak egen enhet har hatt, uten små tall"),
    Permission.SEE_FIGURES: _("Se alle tall for enheten og under den, uten små tall, og hente dem som fil og rapport"),
    Permission.RAISE: _("Varsle, og se varsler om fare i egen enhet"),
    Permission.REVIEW_ACCESS: _("Se innsynsloggen; en administrator ser ikke hvem det gjelder"),
    Permission.ADMINISTER: _("Styre enheter, folk og roller, uten å se innholdet"),
}


def who_may() -> list[tuple[str, list[bool]]]:
    """Each permission in words, and whether each of ROLE_WORDS has it, in their order."""
    return [
        (PERMISSION_WORDS[permission], [role in granted for role in ROLE_WORDS])
        for permission, granted in GRANTS.items()
        if permission in PERMISSION_WORDS
    ]

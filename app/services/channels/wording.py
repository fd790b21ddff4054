"""What a notice says: one sentence in the receiver's own language, with nobody's name and nothing about a client."""

from __future__ import annotations

from flask_babel import force_locale, gettext

from app.domain.escalation import Source
from app.domain.text import _

ALARMS = {
    Source.ABORT: _("Avbrutt møte ved %(unit)s. Åpne Trygt møte."),
    Source.THREAT: _("Trussel ved %(unit)s. Åpne Trygt møte."),
    Source.OVERDUE: _("Noen ved %(unit)s har ikke meldt seg ferdig. Åpne Trygt møte."),
    Source.UNDECIDED: _("Et møte ved %(unit)s venter på svar. Åpne Trygt møte."),
}
SIGN_DUE = _("Er alt bra? Meld deg ferdig, eller be om mer tid. Åpne Trygt møte.")
MEASURES_OVERDUE = _("Du har tiltak som er over fristen. Åpne Trygt møte.")
TRIAL = _("Dette er et prøvevarsel. Du trenger ikke gjøre noe.")
DRILL = _("ØVELSE: %(sentence)s")


def of_alarm(source: str, unit: str, *, is_drill: bool, locale: str) -> str:
    """The sentence about an alarm at a unit."""
    with force_locale(locale):
        sentence = str(gettext(ALARMS[Source(source)], unit=unit))
        return str(gettext(DRILL, sentence=sentence)) if is_drill else sentence


def of_reminder(locale: str) -> str:
    """The sentence to an employee from whom a sign is due."""
    with force_locale(locale):
        return str(gettext(SIGN_DUE))


def of_measures(locale: str) -> str:
    """The sentence to whoever is responsible for measures that are overdue."""
    with force_locale(locale):
        return str(gettext(MEASURES_OVERDUE))


def of_trial(locale: str) -> str:
    """The sentence that tries an address out."""
    with force_locale(locale):
        return str(gettext(TRIAL))

"""Why the organisation's own sign-in let nobody in."""

from __future__ import annotations

from app.domain.text import _
from app.services.refusals import Refused


class NotThisBrowser(Refused):
    """What came back was not sent from this browser, has been used, or took too long."""

    status = 400
    sentence = _("Innloggingen tok for lang tid, eller ble ikke fullført i den nettleseren den startet i. Prøv igjen.")


class ProviderDown(Refused):
    """The provider does not answer, or answers with what cannot be read."""

    status = 503
    sentence = _("Virksomhetens pålogging svarer ikke akkurat nå. Vent litt og prøv igjen.")


class NotProven(Refused):
    """What the provider sent does not prove who this is."""

    status = 403
    sentence = _("Vi kunne ikke bekrefte hvem du er. Prøv igjen. Skjer det flere ganger, si fra til administratoren.")


class Declined(Refused):
    """The provider, or the person there, said no."""

    status = 403
    sentence = _("Virksomhetens pålogging slapp deg ikke inn, eller du avbrøt. Prøv igjen, eller spør IT-hjelpen.")


class NoGroupFits(Refused):
    """This account is in no group that works anywhere."""

    status = 403
    sentence = _("Kontoen din står ikke i noen gruppe som har tilgang. Be lederen din om å melde deg inn i en.")


class TooManyGroups(Refused):
    """The provider left the groups out, because there were too many of them."""

    status = 403
    sentence = _("Kontoen din står i så mange grupper at vi ikke fikk vite hvilke. Si fra til administratoren.")


class NoAddress(Refused):
    """The provider told no address, or one that holds an identity number."""

    status = 403
    sentence = _("Kontoen din mangler e-postadresse i virksomhetens pålogging. Si fra til IT-hjelpen.")


class AddressOfAnother(Refused):
    """Somebody else is registered here with this address."""

    sentence = _("En annen konto er registrert med e-postadressen din. Si fra til administratoren.")


class AccessEnded(Refused):
    """An administrator has ended this person's access."""

    status = 403
    sentence = _("Tilgangen din til Trygt møte er avsluttet. Snakk med lederen din hvis det ikke stemmer.")


class GroupDecides(Refused):
    """A role that follows from a group is changed in the directory."""

    sentence = _("Rollen følger av en gruppe i virksomhetens pålogging, og endres der.")


class KeyNotTaken(Refused):
    """A passkey that cannot be read, is somebody's already, is not this person's, or may be a copy."""

    status = 422
    sentence = _("Passnøkkelen ble ikke godtatt. Prøv igjen, eller bruk en annen.")

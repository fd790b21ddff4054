"""Why a verb said no to an administrator."""

from __future__ import annotations

from app.domain.text import _
from app.services.refusals import Refused


class NameTaken(Refused):
    """Another unit has this name."""

    status = 422
    sentence = _("En annen enhet har dette navnet. Velg et annet.")


class AddressTaken(Refused):
    """Another person signs in with this address."""

    status = 422
    sentence = _("En annen person er registrert med denne e-postadressen.")


class BelowItself(Refused):
    """A unit cannot stand below itself."""

    status = 422
    sentence = _("Enheten kan ikke ligge under seg selv. Velg en annen.")


class HasPeople(Refused):
    """A unit where people work is not closed."""

    sentence = _("Enheten har ansatte. Flytt dem til en annen enhet først.")


class HasUnitsBelow(Refused):
    """A unit with open units below it is not closed."""

    sentence = _("Enheten har enheter under seg. Flytt eller legg ned dem først.")


class HasOpenAlarms(Refused):
    """A unit with alarms that have not been closed is not closed."""

    sentence = _("Enheten har varsler som ikke er avsluttet. Vent til de er avsluttet.")


class UnitIsClosed(Refused):
    """Nobody works in a unit that is closed."""

    sentence = _("Enheten er lagt ned. Velg en annen.")


class OwnLastRole(Refused):
    """Nobody takes the last role from themselves."""

    sentence = _("Du kan ikke fjerne din egen siste rolle. Be en annen administrator gjøre det.")


class OwnAccess(Refused):
    """Nobody ends their own access."""

    sentence = _("Du kan ikke avslutte din egen tilgang. Be en annen administrator gjøre det.")


class LastAdministrator(Refused):
    """Somebody must be able to administer."""

    sentence = _("Dette er den siste administratoren. Gi rollen til en annen først.")


class LeaderNeedsPhone(Refused):
    """A leader who cannot be called is no link of a chain."""

    sentence = _("En leder må ha telefonnummer, for at varsler skal nå fram. Registrer det først.")


class IsDeactivated(Refused):
    """This person has no access."""

    sentence = _("Personen har ikke tilgang lenger. Gi tilgangen tilbake først.")


class MovesNowhere(Refused):
    """The person works there already."""

    status = 422
    sentence = _("Personen er allerede ved denne enheten. Velg en annen.")


class MovePlanned(Refused):
    """One move at a time."""

    sentence = _("Det er allerede planlagt at personen skal flytte. Avlys den flyttingen først.")


class PastMove(Refused):
    """Nobody moves in the past."""

    status = 422
    sentence = _("Velg en dato fra i dag og framover.")

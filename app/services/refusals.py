"""Why a verb said no. Each refusal carries a bokmål sentence that says what to do; views translate it."""

from __future__ import annotations

from app.domain.text import _


class Refused(Exception):
    """A verb did nothing, and `sentence` says why. `status` is what HTTP calls it."""

    status = 409
    sentence = _("Dette gikk ikke.")


class Missing(Refused):
    """There is no such thing, or it is not this person's to see: the answer is the same."""

    status = 404
    sentence = _("Vi fant ikke dette.")


class ChangedElsewhere(Refused):
    """Another tab, device or person changed the same thing after this page was drawn."""

    sentence = _("Svarene er endret et annet sted etter at du åpnet siden. Se over begge før du lagrer.")


class NewRound(Refused):
    """The employee has begun to judge the meeting anew; what was seen no longer stands."""

    sentence = _("Den ansatte vurderer møtet på nytt. Vent til den nye vurderingen er logget, og svar på den.")


class AlreadyLogged(Refused):
    """The assessment is logged and therefore frozen."""

    sentence = _("Vurderingen er allerede logget. Velg «Vurder på nytt» hvis noe har endret seg.")


class NotLogged(Refused):
    """There is no logged assessment to do this with."""

    sentence = _("Vurderingen er ikke logget ennå. Logg den først.")


class Incomplete(Refused):
    """Something must be answered first; `what` maps fields to bokmål sentences."""

    status = 422
    sentence = _("Noe mangler før vurderingen kan logges.")

    def __init__(self, what: dict[str, str]) -> None:
        super().__init__(what)
        self.what = what


class Withdrawn(Refused):
    """The meeting has been called off."""

    sentence = _("Møtet er avlyst. Du trenger ikke gjøre noe mer.")


class MeetingOver(Refused):
    """The meeting has ended; there is nothing left to decide or plan."""

    sentence = _("Møtet er over. Du kan ikke endre planen for det.")


class AlreadyDecided(Refused):
    """Another leader answered first."""

    sentence = _("Noen andre har allerede svart på denne vurderingen. Se svaret på siden til møtet.")


class NotForDecision(Refused):
    """This assessment does not wait for a decision, or not for this answer."""

    sentence = _("Denne vurderingen venter ikke på et slikt svar.")


class MayNotStart(Refused):
    """The meeting may not be held as it stands, so there is nothing to confirm just before it."""

    sentence = _("Dette møtet kan ikke holdes slik det står nå. Se hva som gjelder på siden til møtet.")


class OwnMeeting(Refused):
    """Nobody decides on their own meeting."""

    status = 403
    sentence = _("Du kan ikke avgjøre ditt eget møte. Stedfortreder eller leder over deg må svare.")


class UsedKey(Refused):
    """The same form was sent again with another content."""

    sentence = _("Dette skjemaet er allerede sendt, med et annet innhold. Last siden på nytt og prøv igjen.")


class Replayed(Exception):
    """The same form was sent again: nothing is done twice, and `outcome` is what the first one led to."""

    def __init__(self, outcome: int) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class OwnAlarm(Refused):
    """Nobody acknowledges their own alarm."""

    status = 403
    sentence = _("Du kan ikke kvittere på ditt eget varsel. Ring den som står øverst, eller 112.")


class AlreadyOwned(Refused):
    """Somebody else has the alarm: the first one owns it."""

    sentence = _("Noen andre har allerede tatt dette varselet. Se hvem på siden.")


class AlarmClosed(Refused):
    """The alarm is closed and at rest."""

    sentence = _("Varselet er avsluttet. Du trenger ikke gjøre noe mer.")


class NotOwner(Refused):
    """Only whoever owns the alarm can do this."""

    status = 403
    sentence = _("Bare den som har tatt varselet, kan gjøre dette.")


class NotReported(Refused):
    """An alarm is closed after a status from the place, not before."""

    sentence = _("Skriv en status fra stedet før du avslutter varselet.")


class NotPossibleNow(Refused):
    """The alarm is in a status where this cannot be done."""

    sentence = _("Dette er ikke mulig nå. Last siden på nytt og se hva som har skjedd.")


class DeputyMissing(Refused):
    """A leader would be away with nobody standing in."""

    sentence = _("Lederen kan ikke være borte uten stedfortreder. Registrer en stedfortreder for alle dagene først.")


class DeputyOverlaps(Refused):
    """Somebody stands in already on one of the dates."""

    sentence = _("Noen er allerede stedfortreder på en av disse dagene. Endre datoene, eller avslutt den andre først.")


class DeputyNeedsPhone(Refused):
    """A deputy who cannot be called is no deputy."""

    sentence = _("Personen har ikke telefonnummer. Be administratoren registrere det først.")


class LeaderStandsIn(Refused):
    """The leader of a unit cannot stand in for themselves."""

    sentence = _("Lederen kan ikke være sin egen stedfortreder. Velg en annen.")


class PastDates(Refused):
    """The dates lie behind us, or end before they begin."""

    sentence = _("Velg datoer fra i dag og framover, der den siste ikke er før den første.")


class UploadGone(Refused):
    """An uploaded table has been imported already, was left alone for too long, or is somebody else's."""

    status = 404
    sentence = _("Tabellen er importert allerede, eller den har ligget for lenge. Last den opp på nytt.")


class PlaceNamed(Refused):
    """There is a place of this name in the unit already."""

    sentence = _("Enheten har allerede et sted med dette navnet. Velg et annet navn, eller endre det som finnes.")


class TooManyPlaces(Refused):
    """The unit keeps as many places as anybody can choose among."""

    sentence = _("Enheten har så mange steder som det er plass til. Ta et sted ut av bruk først.")


class NotThatDay(Refused):
    """A training taken in the future, or that ends before it was taken."""

    status = 422
    sentence = _("Opplæringen må være tatt senest i dag, og kan ikke gå ut før den ble tatt.")


class FellAway(Refused):
    """A measure of a meeting that has been judged anew or called off."""

    sentence = _("Møtet er vurdert på nytt eller avlyst, så dette tiltaket gjelder ikke lenger.")


class NotOverYet(Refused):
    """How a meeting went can be told when it is over."""

    sentence = _("Møtet er ikke over ennå. Svar når det er ferdig.")


class AlreadyHeld(Refused):
    """Somebody has decided already that this is kept."""

    sentence = _("Det er allerede bestemt at denne saken skal beholdes.")


class NotPrinted(Refused):
    """The press gave no PDF. Nothing is lost: what should have been printed is where it was."""

    status = 503
    sentence = _("Vi klarte ikke å lage PDF-en nå. Prøv igjen om litt. Si fra til administratoren hvis det fortsetter.")


class TooManyExports(Refused):
    """Somebody has asked for as many files as are made for one person at a time."""

    sentence = _("Du har allerede bedt om flere filer som ikke er ferdige. Vent til en av dem er klar.")


class ExportGone(Refused):
    """A file that was asked for is gone, because its hours are over, or it is somebody else's."""

    status = 404
    sentence = _("Filen finnes ikke lenger. Vi sletter filer etter noen timer. Be om den på nytt.")

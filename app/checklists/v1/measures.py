"""Version 1: the catalogue of measures (krav 2.3)."""

from app.domain.checklist import Effect, Measure
from app.domain.text import _

PROBABILITY, CONSEQUENCE = Effect.PROBABILITY, Effect.CONSEQUENCE

MEASURES = (
    Measure("prep_call", _("Ring brukeren på forhånd"), PROBABILITY),
    Measure("inform_client", _("Forklar brukeren på forhånd hva samtalen gjelder"), PROBABILITY),
    Measure("gather_information", _("Finn ut mer før møtet"), PROBABILITY),
    Measure("check_notice", _("Sjekk om det er registrert sikkerhetstiltak"), PROBABILITY),
    Measure("check_case_status", _("Sjekk status for utbetalinger i saken"), PROBABILITY),
    Measure("two_staff", _("Vær to ansatte i møtet"), PROBABILITY, "leader"),
    Measure("guard", _("Ha vekter til stede"), PROBABILITY, "leader"),
    Measure("change_place", _("Bytt til et tryggere møtested"), PROBABILITY),
    Measure("change_form", _("Bytt til en annen møteform"), PROBABILITY),
    Measure("change_time", _("Flytt møtet til bemannet tid"), PROBABILITY),
    Measure("training_first", _("Gjennomfør opplæring før møtet"), PROBABILITY, "leader"),
    Measure("leader_takes_over", _("La leder eller en erfaren kollega ta møtet"), PROBABILITY, "leader"),
    Measure("leader_nearby", _("Ha leder eller kollega i nærheten under møtet"), CONSEQUENCE),
    Measure("support_agreed", _("Avtal hvem som støtter deg under samtalen"), CONSEQUENCE),
    Measure("exit_seat", _("Sett deg nærmest utgangen"), CONSEQUENCE),
    Measure("clear_room", _("Rydd rommet for løse gjenstander"), CONSEQUENCE),
    Measure("test_alarm", _("Test alarmen før møtet"), CONSEQUENCE),
    Measure("bring_alarm", _("Ta med bærbar alarm"), CONSEQUENCE),
    Measure("code_word", _("Avtal et kodeord med en kollega"), CONSEQUENCE),
    Measure("check_in_agreed", _("Avtal når du skal gi lyd fra deg, og til hvem"), CONSEQUENCE),
    Measure("review_routines", _("Gå gjennom alarm og evakuering før møtet"), CONSEQUENCE),
)

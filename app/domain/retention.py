"""How long what is kept, and what is never removed: the classes of the record and their terms."""

from __future__ import annotations

import dataclasses
import enum

from app.domain.text import _


class Kept(enum.StrEnum):
    """The classes, in the order in which they are gone through."""

    DRAFT = "draft"
    ASSESSMENT = "assessment"
    ALARM = "alarm"
    NOTICE = "notice"
    SIGN_IN = "sign_in"
    SUBMISSION = "submission"
    ACCESS_LINE = "access_line"


@dataclasses.dataclass(frozen=True)
class Term:
    """How many days a class is kept, counted from what; `shortest` is the least that a setting may say."""

    days: int
    shortest: int
    what: str
    counted_from: str
    why: str


TERMS = {
    Kept.DRAFT: Term(
        30,
        7,
        _("Utkast som aldri ble logget"),
        _("møtet og siste endring"),
        _("Et utkast er til hjelp før møtet. Etterpå trengs det ikke."),
    ),
    Kept.ASSESSMENT: Term(
        365,
        330,
        _("Vurdering av et møte der ingenting skjedde"),
        _("møtet"),
        _("Et år er nok til å følge opp tiltak og lære. Etterpå er bare antall igjen, uten navn."),
    ),
    Kept.ALARM: Term(
        1826,
        1826,
        _("Varsel, med møtet det gjaldt og oppfølgingen"),
        _("varselet ble avsluttet"),
        _("Den som ble utsatt for noe, kan trenge det i en sak om yrkesskade eller erstatning."),
    ),
    Kept.NOTICE: Term(
        365,
        30,
        _("Hvem som fikk beskjed om et varsel, og når"),
        _("varselet ble avsluttet"),
        _("Viser at beskjedene kom fram. De inneholder ingen personopplysninger om brukeren."),
    ),
    Kept.SIGN_IN: Term(
        90,
        7,
        _("Innlogginger på telefon og pc"),
        _("sist brukt"),
        _("Til å logge ut en mistet telefon og oppdage misbruk."),
    ),
    Kept.SUBMISSION: Term(
        30, 7, _("Merke på at et skjema er sendt"), _("det ble sendt"), _("Hindrer at det samme blir gjort to ganger.")
    ),
    Kept.ACCESS_LINE: Term(
        1096,
        366,
        _("Innsynsloggen: hvem som så på hva"),
        _("innsynet"),
        _("Til å oppdage og avklare urettmessig innsyn."),
    ),
}

# What is never removed, whatever the terms say.
NEVER = (
    _("Åpne varsler, og varsler med oppfølging som ikke er gjort"),
    _("Møter det er varslet om, så lenge varselet finnes"),
    _("Det som en leder eller administrator har bestemt skal beholdes til en sak er ferdig"),
)


def terms(setting: str) -> dict[Kept, int]:
    """Days by class, from a setting such as "draft=14 assessment=180"; what it does not name has its own term.

    Raises ValueError for what cannot be read, and for a term that is shorter than the law or the work needs.
    """
    found = {kept: term.days for kept, term in TERMS.items()}
    for word in setting.replace(",", " ").split():
        name, _equals, days = word.partition("=")
        if name not in list(Kept) or not days.isdecimal():
            raise ValueError(f"{word!r}: write class=days, with a class of {', '.join(Kept)}")
        if int(days) < TERMS[Kept(name)].shortest:
            raise ValueError(f"{name} is kept for at least {TERMS[Kept(name)].shortest} days")
        found[Kept(name)] = int(days)
    return found

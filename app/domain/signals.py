"""Signs that something may not be told: worked out from figures that are shown, and said in plain words."""

from __future__ import annotations

import dataclasses
from typing import Protocol

from app.domain.escalation import Source
from app.domain.insight import Subject
from app.domain.text import _

MANY_MEETINGS = 100
POINTS = 5
MOSTLY_SPOKEN, NEARLY_ALL = 15, 98


class Told(Protocol):
    """The figures of a year."""

    def number(self, subject: str, key: str = "") -> int | None: ...

    def percent(self, subject: str, keys: tuple[str, ...]) -> int | None: ...

    @property
    def judged(self) -> int | None: ...

    @property
    def spoken(self) -> int | None: ...


@dataclasses.dataclass(frozen=True)
class Signal:
    """A sentence for the reader, to be translated and filled in."""

    sentence: str
    facts: tuple[tuple[str, int], ...] = ()


NO_ALARMS = _(
    "%(meetings)s møter, men ingen avbrudd og ingen trusler er meldt. Det kan være et godt år, eller et tegn på at"
    " folk ikke melder fra. Spør de ansatte."
)
FALLING = _(
    "Andelen møter som er vurdert, har falt fra %(before)s til %(after)s prosent. Møter uten vurdering er møter vi"
    " ikke vet noe om."
)
SPOKEN_OFTEN = _(
    "%(spoken)s prosent av møtene er bare vurdert muntlig. Da vet ingen i ettertid hva som ble sett og avtalt."
)
ALL_LOW = _(
    "%(low)s prosent av møtene er vurdert som lav risiko. Gå gjennom noen av dem sammen: stemmer svarene med det folk"
    " opplever?"
)


def signals(this: Told, before: Told) -> list[Signal]:
    """What is worth a question, from a year and the year before."""
    meetings = this.number(Subject.MEETINGS)
    if meetings is None or meetings < MANY_MEETINGS:
        return []
    found = []
    if all(this.number(Subject.ALARM, source) == 0 for source in (Source.ABORT, Source.THREAT)):
        found.append(Signal(NO_ALARMS, (("meetings", meetings),)))
    if this.judged is not None and before.judged is not None and before.judged - this.judged >= POINTS:
        found.append(Signal(FALLING, (("before", before.judged), ("after", this.judged))))
    if this.spoken is not None and this.spoken >= MOSTLY_SPOKEN:
        found.append(Signal(SPOKEN_OFTEN, (("spoken", this.spoken),)))
    low = this.percent(Subject.STATUS, ("low",))
    if low is not None and low >= NEARLY_ALL:
        found.append(Signal(ALL_LOW, (("low", low),)))
    return found

"""The chain of a unit hour by hour through the week that comes: who would be called, and where it would break."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterator

from app import clock
from app.config import setting
from app.domain.office_hours import is_staffed
from app.services import chains
from app.services.chains import Holder, Readiness

DAYS = 7
HOUR = dt.timedelta(hours=1)
NOBODY = 0


@dataclasses.dataclass(frozen=True)
class Stretch:
    """Hours in a row in which the same people answer.."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    staffed: bool
    readiness: Readiness

    @property
    def holders(self) -> list[Holder]:
        return self.readiness.holders

    @property
    def hours(self) -> str:
        """From when to when, as clocks in Norway show it: 08–16."""
        begins, ends = clock.local(self.starts_at), clock.local(self.ends_at)
        return f"{begins:%H}–{24 if ends.date() > begins.date() else ends.hour:02}"


@dataclasses.dataclass(frozen=True)
class Day:
    """One day of the week, from this hour on if it is today."""

    at: dt.datetime
    stretches: list[Stretch]


@dataclasses.dataclass(frozen=True)
class Period:
    """Days in a row on which the same people answer."""

    days: list[Day]

    @property
    def readiness(self) -> Readiness:
        return self.days[0].stretches[0].readiness


def periods(days: list[Day]) -> list[Period]:
    """The week in as few pieces as it has answers."""
    same = itertools.groupby(days, key=lambda day: _answer(day.stretches[0].readiness))
    return [Period(list(each)) for _readiness, each in same]


def _answer(readiness: Readiness) -> tuple[object, ...]:
    return (*((holder.person_id, holder.unit_id, holder.part) for holder in readiness.holders), *readiness.problems)


def week(unit_id: int, *, now: dt.datetime) -> list[Day]:
    """Today and the days to come, each hour asked of the chain as it will stand then."""
    days = []
    for ahead in range(DAYS):
        midnight, next_midnight = (clock.start_of_day(now, days=day) for day in (ahead, ahead + 1))
        first = max(midnight, now.replace(minute=0, second=0, microsecond=0))
        days.append(Day(first, list(_stretches(unit_id, first, next_midnight))))
    return days


def _stretches(unit_id: int, first: dt.datetime, last: dt.datetime) -> Iterator[Stretch]:
    """A day's hours with the same answer put together. Who answers changes with the date, so it is asked for once."""
    readiness = chains.readiness(unit_id, of=NOBODY, now=first)
    hours = [first + number * HOUR for number in range((last - first) // HOUR)]
    opening = setting("OFFICE_HOURS")
    for staffed, row in itertools.groupby(hours, key=lambda hour: is_staffed(clock.local(hour), opening)):
        together = list(row)
        yield Stretch(together[0], together[-1] + HOUR, staffed, readiness)

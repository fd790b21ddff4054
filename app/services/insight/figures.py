"""The figures of a unit and all below it for one year, as this reader may see them, beside those of the year before."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa

from app import clock
from app.domain.insight import (
    FEW,
    FLAGGED,
    SPOKEN,
    WRITTEN,
    YEAR,
    Subject,
    latest_year,
    months_on,
    quantile,
)
from app.domain.permissions import Permission
from app.domain.signals import Signal, signals
from app.models import Count, Unit, db
from app.models.base import AnyRow
from app.models.ready import Ready
from app.services import units
from app.services.insight.pattern import Numbers, Pattern, pattern
from app.services.people_acting import Actor
from app.services.refusals import Missing

MOST_YEARS = 5


@dataclasses.dataclass(frozen=True)
class Year:
    """Twelve months, by the first day of the first and of the last one."""

    first: dt.date
    last: dt.date

    @property
    def before(self) -> Year:
        return Year(months_on(self.first, -YEAR), months_on(self.last, -YEAR))


@dataclasses.dataclass(frozen=True)
class Figures:
    """Numbers by subject and key: None is hidden. Times in minutes: None where there are too few."""

    numbers: Numbers
    median: int | None = None
    slowest_tenth: int | None = None

    def number(self, subject: str, key: str = "") -> int | None:
        return self.numbers.get((subject, key), 0)

    def of(self, subject: str) -> Mapping[str, int | None]:
        """The keys that have a number, the largest first and hidden ones last."""
        found = {key: number for (about, key), number in self.numbers.items() if about == subject and number != 0}
        return dict(sorted(found.items(), key=lambda each: (-(each[1] or 0), each[0])))

    def together(self, subject: str, keys: tuple[str, ...]) -> int | None:
        """Their sum, None when one of them is hidden."""
        numbers = [self.number(subject, key) for key in keys]
        return None if None in numbers else sum(number or 0 for number in numbers)

    def percent(self, subject: str, keys: tuple[str, ...]) -> int | None:
        """Their share of all meetings, from numbers that are shown; None when it is not known or there are none."""
        part, whole = self.together(subject, keys), self.number(Subject.MEETINGS)
        return round(100 * part / whole) if part is not None and whole else None

    @property
    def judged(self) -> int | None:
        return self.percent(Subject.STATUS, (*WRITTEN, SPOKEN))

    @property
    def spoken(self) -> int | None:
        return self.percent(Subject.STATUS, (SPOKEN,))

    @property
    def flagged(self) -> int | None:
        return self.together(Subject.STATUS, FLAGGED)


@dataclasses.dataclass(frozen=True)
class Insight:
    """A unit's year and the year before; `in_full` is False for whoever may see counts only."""

    unit: Unit
    year: Year
    this: Figures
    before: Figures
    in_full: bool
    signals: list[Signal]
    below: list[tuple[Unit, Figures, Figures, list[Signal]]]


def find(unit_id: int, *, by: Actor) -> tuple[Unit, bool]:
    """The unit, and whether this person may see everything. Raises Missing."""
    unit = db.session.get(Unit, unit_id)
    in_full = unit_id in by.area(Permission.SEE_FIGURES)
    if unit is None or not (in_full or (unit_id == by.unit_id and by.may(Permission.SEE_COUNTS))):
        raise Missing
    return unit, in_full


def start(by: Actor) -> int:
    """The unit whose figures are a person's first: the one they answer for, or else their own."""
    tops = [mandate.unit_id for mandate in by.mandates if mandate.grants(Permission.SEE_FIGURES)]
    return tops[0] if tops and by.unit_id not in by.area(Permission.SEE_FIGURES) else by.unit_id


def years(now: dt.datetime) -> list[Year]:
    """The years that are shown, newest first: they do not overlap, so that nothing follows from their difference."""
    newest = Year(*latest_year(clock.today(now)))
    found = [newest]
    while len(found) < MOST_YEARS:
        found.append(found[-1].before)
    first = _FIRST_MONTH.one().month
    return [year for year in found if year is newest or (first and year.last >= first)]


def all_below(unit_id: int, *, by: Actor) -> list[AnyRow]:
    """A unit and every unit below it, by name: id and name. Raises Missing for whoever may not see everything."""
    _unit, in_full = find(unit_id, by=by)
    if not in_full:
        raise Missing
    reach = sorted(units.within((unit_id,)))
    return list(db.session.execute(sa.select(Unit.id, Unit.name).where(Unit.id.in_(reach)).order_by(Unit.name)))


def both_years(unit_id: int, year: Year) -> tuple[Figures, Figures]:
    """What is shown of a unit's year, and of the year before. Who may see it was asked in all_below()."""
    return _compared(unit_id, year, pattern(year.first, year.last), pattern(year.before.first, year.before.last))


def insight(unit_id: int, year: Year, *, by: Actor) -> Insight:
    """Everything that the page of a unit shows. Raises Missing."""
    unit, in_full = find(unit_id, by=by)
    shown, shown_before = pattern(year.first, year.last), pattern(year.before.first, year.before.last)
    this, before = _compared(unit_id, year, shown, shown_before)
    children: list[Unit] = []
    if in_full:
        children = list(db.session.scalars(sa.select(Unit).where(Unit.parent_id == unit_id).order_by(Unit.name)))
    below = []
    for child in children:
        its, its_before = Figures(shown.of(child.id)), Figures(shown_before.of(child.id))
        below.append((child, its, its_before, signals(its, its_before)))
    return Insight(unit, year, this, before, in_full, signals(this, before) if in_full else [], below)


def _compared(unit_id: int, year: Year, shown: Pattern, shown_before: Pattern) -> tuple[Figures, Figures]:
    reach = sorted(units.within((unit_id,)))
    return _of_year(unit_id, reach, year, shown), _of_year(unit_id, reach, year.before, shown_before)


def _of_year(unit_id: int, reach: list[int], year: Year, shown: Pattern) -> Figures:
    numbers = shown.of(unit_id)
    if unit_id in shown.without_reactions:
        return Figures(numbers)
    rows = _WAITED.all(units=reach, first=year.first, last=year.last)
    waited = {int(row.key): int(row.n) for row in rows}
    many = sum(waited.values())
    return Figures(
        numbers,
        median=quantile(waited, 0.5) if many >= FEW else None,
        slowest_tenth=quantile(waited, 0.9) if many >= 2 * FEW else None,
    )


_FIRST_MONTH = Ready(sa.select(sa.func.min(Count.month).label("month")))
_WAITED = Ready(
    sa.select(Count.key, sa.func.sum(Count.n).label("n"))
    .where(
        Count.unit_id.in_(sa.bindparam("units", expanding=True)),
        Count.month >= sa.bindparam("first"),
        Count.month <= sa.bindparam("last"),
        Count.subject == Subject.REACTION_MINUTES,
    )
    .group_by(Count.key)
)

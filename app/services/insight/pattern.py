"""The counts of one year for the whole tree of units, without what may not be shown. The same for every reader."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import Counter, defaultdict
from collections.abc import Mapping

import sqlalchemy as sa

from app.domain.escalation import Source
from app.domain.insight import (
    ANSWERED,
    FLAGGED,
    FORM_GROUPS,
    HOURS_SHOWN,
    STATUS_GROUPS,
    UNANSWERED,
    Subject,
    shown_hour,
)
from app.domain.suppression import Below, Hidden, Row, lone_numbers, shares
from app.models import Count, Unit, db
from app.services.insight import counting

Numbers = Mapping[tuple[str, str], int | None]
Counts = Counter[tuple[str, str]]
TOP = 0  # above every unit, so that the tree has one root
LONE = (Subject.MEETINGS, Subject.ALARM, Subject.RULE, Subject.MEASURE, Subject.EFFECT, Subject.OUTCOME)


@dataclasses.dataclass(frozen=True)
class Pattern:
    """What may be shown of each unit with all that is below it; None is hidden, what is not there is nought."""

    numbers: Mapping[int, Numbers]
    without_reactions: frozenset[int]

    def of(self, unit_id: int) -> Numbers:
        return self.numbers.get(unit_id, {})


def pattern(first: dt.date, last: dt.date) -> Pattern:
    """The pattern of the months from first to last, worked out anew only when a count may have changed."""
    return _pattern(first, last, counting.version(), str(db.engine.url))


@functools.lru_cache(maxsize=16)
def _pattern(first: dt.date, last: dt.date, _version: int, _database: str) -> Pattern:
    below = _tree()
    own = _own_counts(first, last, below)
    below = {parent: (*children, -parent) if -parent in own else children for parent, children in below.items()}
    sums = _summed(below, own)
    numbers: dict[int, dict[tuple[str, str], int | None]] = defaultdict(dict)
    hidden_lone = {}
    for subject, key in {about for unit in sums.values() for about in unit if about[0] in LONE}:
        by_unit = {unit: row[subject, key] for unit, row in sums.items()}
        hidden_lone[subject, key] = lone_numbers(TOP, below, by_unit)
        for unit, number in by_unit.items():
            numbers[unit][subject, key] = None if unit in hidden_lone[subject, key] else number
    few_meetings = hidden_lone.get((Subject.MEETINGS, ""), frozenset())
    few_aborts = hidden_lone.get((Subject.ALARM, Source.ABORT.value), frozenset())

    def share(subject: Subject, groups: tuple[tuple[str, ...], ...], unknown: frozenset[int]) -> dict[int, Hidden]:
        rows = {unit: {key: row[subject, key] for group in groups for key in group} for unit, row in sums.items()}
        hidden = shares(TOP, below, rows, groups, unknown)
        for unit, row in rows.items():
            numbers[unit].update(_shown(subject, row, hidden[unit], all_of_it=unit in unknown))
        return hidden

    share(Subject.FORM, FORM_GROUPS, few_meetings)
    statuses = share(Subject.STATUS, STATUS_GROUPS, few_meetings)
    mixed = frozenset(unit for unit, hidden in statuses.items() if hidden.mixed and hidden.columns & set(FLAGGED))
    share(Subject.REACTION, ((ANSWERED, UNANSWERED),), few_meetings | mixed)
    share(Subject.ABORT_HOUR, (HOURS_SHOWN,), few_aborts)
    return Pattern(dict(numbers), few_meetings | mixed)


def _shown(subject: str, row: Row, hidden: Hidden, *, all_of_it: bool) -> dict[tuple[str, str], int | None]:
    """The row without what is hidden; a unit of which nothing is hidden but noughts may say so."""
    unseen = set(row) if all_of_it else set(hidden.columns)
    nothing = not all_of_it and not any(row[key] for key in unseen)
    return {(subject, key): None if key in unseen and not nothing else number for key, number in row.items()}


def _tree() -> Below:
    below: dict[int, list[int]] = defaultdict(list)
    for unit_id, parent_id in db.session.execute(sa.select(Unit.id, Unit.parent_id).order_by(Unit.id)):
        below[parent_id or TOP].append(unit_id)
    return {parent: tuple(children) for parent, children in below.items()}


def _own_counts(first: dt.date, last: dt.date, below: Below) -> dict[int, Counts]:
    """The units' own counts. What a unit with others below it has of its own stands beside them, as unit -id."""
    rows = db.session.execute(
        sa.select(Count.unit_id, Count.subject, Count.key, sa.func.sum(Count.n).label("n"))
        .where(Count.month >= first, Count.month <= last, Count.subject != Subject.REACTION_MINUTES)
        .group_by(Count.unit_id, Count.subject, Count.key)
    )
    own: dict[int, Counts] = defaultdict(Counter)
    for row in rows:
        key = shown_hour(row.key) if row.subject == Subject.ABORT_HOUR else row.key
        own[-row.unit_id if row.unit_id in below else row.unit_id][row.subject, key] += int(row.n)
    return own


def _summed(below: Below, own: Mapping[int, Counts]) -> dict[int, Counts]:
    """Each unit with everything below it; units without any count have an empty one."""
    found: dict[int, Counts] = {}

    def total(unit: int) -> Counts:
        found[unit] = Counts(own.get(unit, {}))
        for child in below.get(unit, ()):
            found[unit].update(total(child))
        return found[unit]

    total(TOP)
    return found

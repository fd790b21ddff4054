"""What is red in the units that somebody leads or represents safety in: one list, to which each subject adds its own.

A check is a function of the units (id to name) and the time that yields what is wrong. Add it to CHECKS.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa

from app import clock
from app.domain.permissions import Permission
from app.domain.text import _
from app.models import Escalation, Unit
from app.models.ready import Ready
from app.services import chains, places, trainings
from app.services.people_acting import Actor

MOST_UNITS = 25
NOBODY = 0


@dataclasses.dataclass(frozen=True)
class Check:
    """Something that is not as it should be in a unit: a bokmål sentence, and the place where it is put right."""

    unit_id: int
    unit_name: str
    sentence: str
    door: str = "units.show"


NO_DRILL = _("Varslingen er ikke øvd på denne måneden.")
UNTRAINED = _("Noen mangler opplæring, eller den går snart ut.")
NOT_TESTED = _("Alarmen på ett eller flere møtesteder er ikke testet i tide.")


def red(by: Actor, *, now: dt.datetime) -> list[Check]:
    """All that is red in this person's offices, at most the first MOST_UNITS of them by name."""
    units: dict[int, str] = {row.id: row.name for row in _OFFICES.all(units=sorted(by.area(Permission.READ_FLAGGED)))}
    return [found for check in CHECKS for found in check(units, now)] if units else []


_UNITS: sa.BindParameter[int] = sa.bindparam("units", expanding=True)
_OFFICES = Ready(
    sa.select(Unit.id, Unit.name)
    .where(Unit.id.in_(_UNITS), Unit.kind == "office")
    .order_by(Unit.name)
    .limit(MOST_UNITS)
)
_DRILLED = Ready(
    sa.select(Escalation.unit_id)
    .where(Escalation.unit_id.in_(_UNITS), Escalation.raised_at >= sa.bindparam("since"), Escalation.is_drill.is_(True))
    .distinct()
)


def broken_chains(units: Mapping[int, str], now: dt.datetime) -> Iterator[Check]:
    """Units in which an alarm would not find its way."""
    for unit_id, readiness in chains.readiness_in(units, of=NOBODY, now=now).items():
        for problem in readiness.problems:
            yield Check(unit_id, units[unit_id], chains.ADVICE[problem])


def without_drill(units: Mapping[int, str], now: dt.datetime) -> Iterator[Check]:
    """Units that have not held a drill in this calendar month."""
    begins = clock.from_local(clock.local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None))
    held = {row.unit_id for row in _DRILLED.all(units=sorted(units), since=begins)}
    for unit_id, name in units.items():
        if unit_id not in held:
            yield Check(unit_id, name, NO_DRILL, "drills.index")


def untested_places(units: Mapping[int, str], now: dt.datetime) -> Iterator[Check]:
    """Units with a place whose alarm should have been tested by now."""
    for unit_id in Counter(place.unit_id for place in places.overdue_in(sorted(units), now=now)):
        yield Check(unit_id, units[unit_id], NOT_TESTED)


def wanting_training(units: Mapping[int, str], now: dt.datetime) -> Iterator[Check]:
    """Units in which somebody lacks a needed training, or soon will."""
    for unit_id in trainings.wanting_in(sorted(units), now=now):
        yield Check(unit_id, units[unit_id], UNTRAINED)


CHECKS: tuple[Callable[[Mapping[int, str], dt.datetime], Iterator[Check]], ...] = (
    broken_chains,
    without_drill,
    untested_places,
    wanting_training,
)

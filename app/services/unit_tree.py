"""The tree of units as an administrator tends it: add, rename, move, close. A unit is never deleted."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.domain.events import Happened
from app.domain.permissions import Permission
from app.models import Escalation, Person, Unit, db
from app.models.transaction import verb
from app.models.unit import UNIT_KINDS
from app.services import submissions, timeline, units
from app.services.people_acting import Actor
from app.services.refusals import Missing
from app.services.refusals_to_administrators import (
    BelowItself,
    HasOpenAlarms,
    HasPeople,
    HasUnitsBelow,
    NameTaken,
    UnitIsClosed,
)


def administered(unit_id: int, *, by: Actor) -> Unit:
    """A unit that this person administers, as it stands now. Raises Missing."""
    if unit_id not in by.area(Permission.ADMINISTER):
        raise Missing
    return db.session.get_one(Unit, unit_id, populate_existing=True)


def locked(unit_id: int, *, by: Actor, is_open: bool = True) -> Unit:
    """The same within a verb, until it ends. Raises Missing, or UnitIsClosed."""
    if unit_id not in by.area(Permission.ADMINISTER):
        raise Missing
    unit = db.session.get_one(Unit, unit_id, populate_existing=True, with_for_update=True)
    if is_open and unit.closed_at:
        raise UnitIsClosed
    return unit


@verb
def add(name: str, kind: str, parent_id: int, phone: str | None, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Add a unit below another and return its id. Raises Missing, UnitIsClosed or NameTaken."""
    locked(parent_id, by=by)
    submissions.claim(key, [name, kind, parent_id, phone], parent_id, by=by, now=now)
    if units.named(name):
        raise NameTaken
    return _added(Unit(name=name, kind=kind, parent_id=parent_id, phone=phone), by, now)


@verb
def add_by_name(name: str, kind: str, parent: str | None = None, phone: str | None = None, *, now: dt.datetime) -> int:
    """Add a unit from the command line, where names are typed, and return its id. Raises ValueError with a sentence."""
    if kind not in UNIT_KINDS:
        raise ValueError(f"the kind of a unit is one of {', '.join(UNIT_KINDS)}")
    if units.named(name):
        raise ValueError(f"there is a unit named {name} already")
    above = units.named(parent) if parent else None
    if parent and above is None:
        raise ValueError(f"there is no unit named {parent}")
    return _added(Unit(name=name, kind=kind, parent_id=above.id if above else None, phone=phone), None, now)


@verb
def change(
    unit_id: int, name: str, parent_id: int | None, phone: str | None, *, key: str, by: Actor, now: dt.datetime
) -> None:
    """Rename a unit, move it below another, change its number. Raises Missing, UnitIsClosed, NameTaken, BelowItself."""
    unit = locked(unit_id, by=by)
    submissions.claim(key, [unit_id, name, parent_id, phone], unit_id, by=by, now=now)
    if name != unit.name:
        if units.named(name):
            raise NameTaken
        timeline.record(unit, Happened.UNIT_RENAMED, by=by, now=now, was=unit.name)
        unit.name = name
    if parent_id != unit.parent_id:
        _move(unit, parent_id, by, now)
    if phone != unit.phone:
        unit.phone = phone
        timeline.record(unit, Happened.UNIT_PHONE_CHANGED, by=by, now=now)


@verb
def close(unit_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Close a unit; its past stays. Raises HasPeople, HasUnitsBelow, HasOpenAlarms, UnitIsClosed or Missing."""
    unit = locked(unit_id, by=by)
    submissions.claim(key, "close", unit_id, by=by, now=now)
    for refusal, standing in (
        (HasPeople, sa.select(Person.id).where(Person.unit_id == unit_id, Person.deactivated_at.is_(None))),
        (HasUnitsBelow, sa.select(Unit.id).where(Unit.parent_id == unit_id, Unit.closed_at.is_(None))),
        (HasOpenAlarms, sa.select(Escalation.id).where(Escalation.unit_id == unit_id, Escalation.closed_at.is_(None))),
    ):
        if db.session.scalar(standing.limit(1)) is not None:
            raise refusal
    unit.closed_at = now
    timeline.record(unit, Happened.UNIT_CLOSED, by=by, now=now)


def _added(unit: Unit, by: Actor | None, now: dt.datetime) -> int:
    db.session.add(unit)
    db.session.flush()
    timeline.record(unit, Happened.UNIT_ADDED, by=by, now=now)
    return unit.id


def _move(unit: Unit, parent_id: int | None, by: Actor, now: dt.datetime) -> None:
    if parent_id is None or unit.parent_id not in by.area(Permission.ADMINISTER):
        raise Missing  # the top of what one administers stays where it is
    locked(parent_id, by=by)
    if parent_id in units.within([unit.id]):
        raise BelowItself
    unit.parent_id = parent_id
    timeline.record(unit, Happened.UNIT_MOVED, by=by, now=now, below_id=parent_id)

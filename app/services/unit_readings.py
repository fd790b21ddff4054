"""What an administrator reads about units: the tree, who has which role, and what has happened. Never any content."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from app import clock
from app.domain.permissions import Permission, Role
from app.models import Absence, Appointment, Deputyship, Event, Person, Unit, db
from app.models.base import AnyRow
from app.services.people_acting import Actor

LINES = 30


@dataclasses.dataclass(frozen=True)
class Branch:
    """A unit in the tree: how deep it lies, how many work there, and whether a leader or deputy can be called."""

    unit: Unit
    depth: int
    people: int
    is_answered_for: bool


@dataclasses.dataclass(frozen=True)
class Line:
    """A line on a unit's timeline, with the name of whom it is about, if anybody."""

    number: int
    kind: str
    at: dt.datetime
    facts: dict[str, object]
    by_name: str | None
    about: str | None


def tree(by: Actor, *, now: dt.datetime) -> list[Branch]:
    """Every open unit that this person administers, each below the one that it belongs to."""
    rows = list(
        db.session.scalars(
            sa.select(Unit)
            .where(Unit.id.in_(sorted(by.area(Permission.ADMINISTER))), Unit.closed_at.is_(None))
            .order_by(Unit.name)
        )
    )
    here, below = {unit.id for unit in rows}, dict[int | None, list[Unit]]()
    for unit in rows:
        below.setdefault(unit.parent_id if unit.parent_id in here else None, []).append(unit)
    counts, answered = _people_in(here), answered_for(now)
    branches, stack = list[Branch](), [(unit, 0) for unit in reversed(below.get(None, []))]
    while stack:
        unit, depth = stack.pop()
        branches.append(Branch(unit, depth, counts.get(unit.id, 0), unit.id in answered))
        stack += [(child, depth + 1) for child in reversed(below.get(unit.id, []))]
    return branches


def lines(unit: Unit, *, before: int | None = None) -> tuple[list[Line], int | None]:
    """A page of what has happened to the unit and its people, newest first, and the number the next page begins at."""
    query = sa.select(Event.number, Event.kind, Event.at, Event.facts, Event.by_id).where(Event.stream == unit.stream)
    if before:
        query = query.where(Event.number < before)
    rows = db.session.execute(query.order_by(Event.number.desc()).limit(LINES + 1)).all()
    ids = {row.by_id for row in rows} | {row.facts.get("person_id") for row in rows}
    found = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids - {None})))
    names: dict[object, str] = {row.id: row.name for row in found}
    told = [
        Line(row.number, row.kind, row.at, row.facts, names.get(row.by_id), names.get(row.facts.get("person_id")))
        for row in rows[:LINES]
    ]
    return told, told[-1].number if len(rows) > LINES else None


def roles(unit_id: int) -> list[AnyRow]:
    """Who has a role in the unit: id of the appointment, role, person_id, name, phone."""
    return list(
        db.session.execute(
            sa.select(Appointment.id, Appointment.role, Appointment.person_id, Person.name, Person.phone)
            .join(Person, Person.id == Appointment.person_id)
            .where(Appointment.unit_id == unit_id, Person.deactivated_at.is_(None))
            .order_by(Appointment.role, Person.name)
        )
    )


def _people_in(unit_ids: set[int]) -> dict[int, int]:
    counted = sa.select(Person.unit_id, sa.func.count()).where(
        Person.unit_id.in_(sorted(unit_ids)), Person.deactivated_at.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Person.unit_id))}


def answered_for(now: dt.datetime) -> set[int]:
    """The ids of units with a leader, or a deputy of today, who is not away and can be called."""
    today = clock.today(now)
    can_be_called = sa.and_(Person.deactivated_at.is_(None), Person.phone.is_not(None), Person.phone != "")
    away = sa.exists().where(Absence.person_id == Person.id, Absence.starts_on <= today, Absence.ends_on >= today)
    leading = sa.select(Appointment.unit_id).join(Person, Person.id == Appointment.person_id)
    standing_in = sa.select(Deputyship.unit_id).join(Person, Person.id == Deputyship.person_id)
    return set(
        db.session.scalars(
            sa.union(
                leading.where(Appointment.role == Role.LEADER, can_be_called, ~away),
                standing_in.where(Deputyship.starts_on <= today, Deputyship.ends_on >= today, can_be_called, ~away),
            )
        )
    )

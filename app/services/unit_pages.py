"""What stands on the page of a unit, and who may open it: its people with their roles."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain.permissions import Permission
from app.models import Appointment, Person, Unit, db
from app.models.base import AnyRow
from app.models.ready import Ready
from app.services.people_acting import Actor
from app.services.refusals import Missing


def find(unit_id: int, *, by: Actor) -> Unit:
    """A unit that this person works in, leads or represents safety in. Raises Missing."""
    unit = db.session.get(Unit, unit_id)
    if unit is None or not (unit_id == by.unit_id or unit_id in by.area(Permission.READ_FLAGGED)):
        raise Missing
    return unit


def led(unit_id: int, *, by: Actor) -> Unit:
    """A unit that this person leads. Raises Missing."""
    if unit_id not in by.area(Permission.DECIDE):
        raise Missing
    return db.session.get_one(Unit, unit_id)


def in_reach(by: Actor) -> list[AnyRow]:
    """The units whose pages this person can open: id, name, kind; the own one among them."""
    return _OPEN_ONES.all(reach=sorted(by.area(Permission.READ_FLAGGED) | {by.unit_id}))


_OPEN_ONES = Ready(
    sa.select(Unit.id, Unit.name, Unit.kind)
    .where(Unit.id.in_(sa.bindparam("reach", expanding=True)), Unit.closed_at.is_(None))
    .order_by(Unit.name)
)


def people(unit_id: int) -> list[AnyRow]:
    """Everybody who works in the unit: id, name, phone, and role (None for most)."""
    return _PEOPLE.all(unit_id=unit_id)


_PEOPLE = Ready(
    sa.select(Person.id, Person.name, Person.phone, Appointment.role)
    .outerjoin(Appointment, sa.and_(Appointment.person_id == Person.id, Appointment.unit_id == Person.unit_id))
    .where(Person.unit_id == sa.bindparam("unit_id"), Person.deactivated_at.is_(None))
    .order_by(Person.name)
    .limit(500)
)

"""The tree of units: how far a mandate reaches, and who answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import sqlalchemy as sa

from app.domain.permissions import Role
from app.models import Appointment, Person, Unit, db
from app.models.ready import Ready
from app.models.unit import below

_BELOW = Ready(below(sa.bindparam("unit_ids", expanding=True)))


def within(unit_ids: Sequence[int]) -> frozenset[int]:
    """The ids of these units and of all units below them."""
    if not unit_ids:
        return frozenset()
    return frozenset(row.id for row in _BELOW.all(unit_ids=unit_ids))


def named(name: str) -> Unit | None:
    """The unit with this name, if there is one."""
    return db.session.scalar(sa.select(Unit).where(Unit.name == name))


@dataclasses.dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers for a unit, and can be called."""

    name: str
    phone: str


def answering_for(unit_id: int) -> Answering | None:
    """The leader of the unit, or of the nearest unit above that has one with a phone."""
    reachable: int | None = unit_id
    while reachable is not None:
        leader = db.session.execute(
            sa.select(Person.name, Person.phone)
            .join(Appointment, Appointment.person_id == Person.id)
            .where(
                Appointment.unit_id == reachable,
                Appointment.role == Role.LEADER,
                Person.phone.is_not(None),
                Person.deactivated_at.is_(None),
            )
            .order_by(Appointment.id)
            .limit(1)
        ).first()
        if leader:
            return Answering(leader.name, str(leader.phone))
        reachable = db.session.scalar(sa.select(Unit.parent_id).where(Unit.id == reachable))
    return None

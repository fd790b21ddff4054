"""The tree of units: how far a mandate reaches, and adding to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import sqlalchemy as sa

from app.domain.permissions import Role
from app.models import Appointment, Person, Unit, db
from app.models.transaction import verb
from app.models.unit import BELOW, UNIT_KINDS


def within(unit_ids: Sequence[int]) -> frozenset[int]:
    """The ids of these units and of all units below them."""
    if not unit_ids:
        return frozenset()
    return frozenset(db.session.connection().scalars(BELOW, {"unit_ids": list(unit_ids)}))


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


@verb
def add(name: str, kind: str, parent: str | None = None, phone: str | None = None) -> int:
    """Add a unit below another and return its id. Raises ValueError with a sentence for the administrator."""
    if kind not in UNIT_KINDS:
        raise ValueError(f"the kind of a unit is one of {', '.join(UNIT_KINDS)}")
    if named(name):
        raise ValueError(f"there is a unit named {name} already")
    above = named(parent) if parent else None
    if parent and above is None:
        raise ValueError(f"there is no unit named {parent}")
    unit = Unit(name=name, kind=kind, parent_id=above.id if above else None, phone=phone)
    db.session.add(unit)
    db.session.flush()
    return unit.id

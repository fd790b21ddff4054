"""Whoever speaks a verb: the signed-in person on the web, or one looked up by a command or a test."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from app import clock
from app.domain.permissions import Mandate, Permission, Role
from app.models import Appointment, Deputyship, Person, db
from app.models.base import AnySelect
from app.services import units


@dataclasses.dataclass(frozen=True)
class Actor:
    """A person with mandates. Reach is looked up once and kept for as long as the request lasts."""

    id: int
    name: str
    unit_id: int
    mandates: tuple[Mandate, ...]
    _areas: dict[tuple[int, ...], frozenset[int]] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def may(self, permission: Permission) -> bool:
        """Whether any of this person's mandates grants it."""
        return any(mandate.grants(permission) for mandate in self.mandates)

    def tops(self, permission: Permission) -> tuple[int, ...]:
        """The ids of the units where this person's area with the permission begins."""
        return tuple(sorted({mandate.unit_id for mandate in self.mandates if mandate.grants(permission)}))

    def area(self, permission: Permission) -> frozenset[int]:
        """The ids of the units in which this person has the permission: the mandates' own and all below."""
        tops = self.tops(permission)
        if tops not in self._areas:
            self._areas[tops] = units.within(tops)
        return self._areas[tops]


def acting(person_id: int, *, now: dt.datetime) -> Actor:
    """The person as an actor at this moment. Raises LookupError when there is none."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise LookupError(person_id)
    rows = db.session.execute(mandates_on(clock.today(now)).where(sa.column("person_id") == person_id))
    return Actor(
        person.id, person.name, person.unit_id, with_own_work([(row.role, row.unit_id) for row in rows], person.unit_id)
    )


def mandates_on(today: dt.date | sa.BindParameter[dt.date]) -> AnySelect:
    """Every mandate of that date: person_id, unit_id, role. A deputy is a leader for as long as it lasts."""
    standing_in = sa.and_(Deputyship.starts_on <= today, Deputyship.ends_on >= today)
    every = sa.union_all(
        sa.select(Appointment.person_id, Appointment.unit_id, Appointment.role),
        sa.select(Deputyship.person_id, Deputyship.unit_id, sa.literal(Role.LEADER.value).label("role")).where(
            standing_in
        ),
    ).subquery("mandates")
    return sa.select(every.c.person_id, every.c.unit_id, every.c.role)


def with_own_work(appointed: list[tuple[str, int]], unit_id: int) -> tuple[Mandate, ...]:
    """The mandates, and one's own work as an employee: everybody has it but an administrator."""
    mandates = {Mandate(Role(role), reach) for role, reach in appointed}
    if not any(mandate.role is Role.ADMIN for mandate in mandates):
        mandates.add(Mandate(Role.EMPLOYEE, unit_id))
    return tuple(sorted(mandates, key=lambda mandate: (mandate.role, mandate.unit_id)))

"""Roles: appointing leaders, safety representatives and administrators, and ending that."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app import config
from app.domain.events import Happened
from app.domain.permissions import Permission, Role
from app.models import Appointment, Unit, db
from app.models.base import AnyRow
from app.models.transaction import verb
from app.services import staff, submissions, timeline, unit_tree
from app.services.people_acting import Actor
from app.services.refusals import Missing
from app.services.refusals_at_the_door import GroupDecides
from app.services.refusals_to_administrators import LastAdministrator, LeaderNeedsPhone, OwnLastRole


def of_person(person_id: int) -> list[AnyRow]:
    """A person's roles: id, role, by_group, unit_id and unit_name."""
    return list(
        db.session.execute(
            sa.select(
                Appointment.id,
                Appointment.role,
                Appointment.by_group,
                Unit.id.label("unit_id"),
                Unit.name.label("unit_name"),
            )
            .join(Unit, Unit.id == Appointment.unit_id)
            .where(Appointment.person_id == person_id)
            .order_by(Unit.name, Appointment.role)
        )
    )


@verb
def give(person_id: int, role: Role, unit_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Appoint a person in a unit. Once more changes nothing.

    Raises Missing, UnitIsClosed, IsDeactivated, or LeaderNeedsPhone: a leader who cannot be called is no link.
    """
    person = staff.administered(person_id, by=by)
    unit = unit_tree.locked(unit_id, by=by)
    submissions.claim(key, [person_id, role, unit_id], person_id, by=by, now=now)
    staff.must_be_active(person)
    if role is Role.LEADER and not person.phone:
        raise LeaderNeedsPhone
    held = sa.select(Appointment.id).where(
        Appointment.person_id == person_id, Appointment.unit_id == unit_id, Appointment.role == role
    )
    if db.session.scalar(held) is None:
        db.session.add(Appointment(person_id=person_id, unit_id=unit_id, role=role, created_at=now))
        timeline.record(unit, Happened.ROLE_GIVEN, by=by, now=now, person_id=person_id, role=role.value)


@verb
def end(appointment_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """End an appointment, and return whose it was. Raises Missing, GroupDecides, OwnLastRole or LastAdministrator."""
    held = db.session.get(Appointment, appointment_id)
    if held is None or held.unit_id not in by.area(Permission.ADMINISTER):
        raise Missing
    unit = unit_tree.locked(held.unit_id, by=by, is_open=False)
    submissions.claim(key, ["end", appointment_id], held.person_id, by=by, now=now)
    if held.by_group and config.setting("OIDC_ISSUER"):
        raise GroupDecides
    others = [row for row in of_person(held.person_id) if row.id != appointment_id]
    if held.person_id == by.id and not others:
        raise OwnLastRole
    if (
        held.role == Role.ADMIN
        and staff.is_last_administrator(held.person_id)
        and not any(row.role == Role.ADMIN for row in others)
    ):
        raise LastAdministrator
    db.session.delete(held)
    timeline.record(unit, Happened.ROLE_ENDED, by=by, now=now, person_id=held.person_id, role=held.role)
    return held.person_id

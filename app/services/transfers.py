"""Moving to another office on a date: what follows from it is shown first; the worker carries out what was planned."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from app import clock
from app.domain.events import Happened
from app.domain.permissions import Role
from app.models import Appointment, Deputyship, Meeting, Person, Transfer, Unit, db
from app.models.base import AnyRow
from app.models.transaction import verb
from app.services import staff, submissions, timeline, unit_tree
from app.services.people_acting import Actor
from app.services.refusals import Missing
from app.services.refusals_to_administrators import MovePlanned, MovesNowhere, PastMove


@dataclasses.dataclass(frozen=True)
class Consequences:
    """What a move brings: meetings that stay with the old unit, roles and deputyships there that end."""

    meetings: int
    roles: list[str]
    deputyships: int
    leaves_without_leader: bool


def consequences(person_id: int, on_date: dt.date, *, by: Actor) -> Consequences:
    """What would follow if this person moved on that date. Counts only: an administrator sees no content."""
    person = staff.administered(person_id, by=by)
    home = person.unit_id
    from_day = clock.from_local(dt.datetime.combine(on_date, dt.time()))
    coming = sa.select(sa.func.count()).where(
        Meeting.employee_id == person_id, Meeting.starts_at >= from_day, Meeting.withdrawn_at.is_(None)
    )
    held = sa.select(Appointment.role).where(Appointment.person_id == person_id, Appointment.unit_id == home)
    standing = sa.select(sa.func.count()).where(
        Deputyship.person_id == person_id, Deputyship.unit_id == home, Deputyship.ends_on >= on_date
    )
    name = db.session.get_one(Unit, home).name
    return Consequences(
        meetings=db.session.scalar(coming) or 0,
        roles=list(db.session.scalars(held.order_by(Appointment.role))),
        deputyships=db.session.scalar(standing) or 0,
        leaves_without_leader=name in staff.left_without_leader(person_id),
    )


def planned(person_id: int) -> AnyRow | None:
    """The move that is planned for a person, if any: id, on_date, unit_name."""
    return db.session.execute(
        sa.select(Transfer.id, Transfer.on_date, Unit.name.label("unit_name"))
        .join(Unit, Unit.id == Transfer.unit_id)
        .where(Transfer.person_id == person_id, Transfer.done_at.is_(None), Transfer.dropped_at.is_(None))
    ).one_or_none()


@verb
def plan(person_id: int, unit_id: int, on_date: dt.date, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Plan a move, or carry it out at once when the date is today.

    Raises Missing, UnitIsClosed, IsDeactivated, MovesNowhere, MovePlanned, PastMove, or LastAdministrator.
    """
    target = unit_tree.administered(unit_id, by=by)
    person, unit = staff.locked(person_id, by=by)
    submissions.claim(key, [person_id, unit_id, on_date], person_id, by=by, now=now)
    unit_tree.locked(target.id, by=by)
    staff.must_be_active(person)
    if unit_id == person.unit_id:
        raise MovesNowhere
    if on_date < clock.today(now):
        raise PastMove
    if planned(person_id):
        raise MovePlanned
    transfer = Transfer(person_id=person_id, unit_id=unit_id, on_date=on_date, by_id=by.id, created_at=now)
    db.session.add(transfer)
    db.session.flush()
    if on_date == clock.today(now):
        _carry_out(transfer, by=by, now=now)
    else:
        timeline.record(unit, Happened.TRANSFER_PLANNED, by=by, now=now, person_id=person_id, unit_id=unit_id)


@verb
def drop(transfer_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Call a planned move off, and return whose it was. Raises Missing."""
    found = db.session.get(Transfer, transfer_id)
    if found is None:
        raise Missing
    _person, unit = staff.locked(found.person_id, by=by)
    transfer = db.session.get_one(Transfer, transfer_id, populate_existing=True, with_for_update=True)
    submissions.claim(key, ["drop", transfer_id], found.person_id, by=by, now=now)
    if transfer.done_at or transfer.dropped_at:
        raise Missing
    transfer.dropped_at = now
    timeline.record(unit, Happened.TRANSFER_DROPPED, by=by, now=now, person_id=found.person_id)
    return found.person_id


def carry_out_due(*, now: dt.datetime) -> int:
    """Carry out every planned move whose day has come, each in a transaction of its own; how many there were."""
    due = sa.select(Transfer.id).where(
        Transfer.done_at.is_(None), Transfer.dropped_at.is_(None), Transfer.on_date <= clock.today(now)
    )
    ids = list(db.session.scalars(due))
    return sum(_carry_out_one(each, now=now) for each in ids)


@verb
def _carry_out_one(transfer_id: int, *, now: dt.datetime) -> int:
    transfer = db.session.get_one(Transfer, transfer_id, populate_existing=True, with_for_update=True)
    if transfer.done_at or transfer.dropped_at:
        return 0
    target = db.session.get_one(Unit, transfer.unit_id)
    person = db.session.get_one(Person, transfer.person_id)
    if target.closed_at or person.deactivated_at or person.unit_id == target.id:
        transfer.dropped_at = now
        old = db.session.get_one(Unit, person.unit_id, populate_existing=True, with_for_update=True)
        timeline.record(old, Happened.TRANSFER_DROPPED, by=None, now=now, person_id=person.id)
        return 0
    _carry_out(transfer, by=None, now=now)
    return 1


def _carry_out(transfer: Transfer, *, by: Actor | None, now: dt.datetime) -> None:
    person = db.session.get_one(Person, transfer.person_id, populate_existing=True, with_for_update=True)
    move(person, transfer.unit_id, by=by, now=now)
    transfer.done_at = now


def move(person: Person, unit_id: int, *, by: Actor | None, now: dt.datetime) -> None:
    """Move a person within a verb: roles and deputyships of the old unit end; meetings already planned stay there."""
    ids = sorted({person.unit_id, unit_id})
    held = {each: db.session.get_one(Unit, each, populate_existing=True, with_for_update=True) for each in ids}
    old, new = held[person.unit_id], held[unit_id]
    for appointment in db.session.scalars(
        sa.select(Appointment).where(Appointment.person_id == person.id, Appointment.unit_id == old.id)
    ).all():
        if appointment.role == Role.ADMIN and staff.is_last_administrator(person.id):
            continue  # somebody must be able to administer, wherever they work
        db.session.delete(appointment)
        timeline.record(old, Happened.ROLE_ENDED, by=by, now=now, person_id=person.id, role=appointment.role)
    yesterday = clock.today(now) - dt.timedelta(days=1)
    standing = sa.select(Deputyship).where(
        Deputyship.person_id == person.id, Deputyship.unit_id == old.id, Deputyship.ends_on > yesterday
    )
    for deputyship in db.session.scalars(standing).all():
        if deputyship.starts_on > yesterday:
            db.session.delete(deputyship)
        else:
            deputyship.ends_on = yesterday
        timeline.record(old, Happened.DEPUTY_ENDED, by=by, now=now, person_id=person.id)
    person.unit_id = new.id
    for unit in (old, new):
        facts = {"person_id": person.id, "from_id": old.id, "to_id": new.id}
        timeline.record(unit, Happened.TRANSFERRED, by=by, now=now, **facts)

"""Who stands in for a leader, and when a leader is away: nobody is away without a deputy (krav 2.4)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app import clock
from app.domain.events import Happened
from app.domain.permissions import Permission, Role
from app.models import Absence, Appointment, Deputyship, Person, Unit, db
from app.models.base import AnyRow
from app.models.ready import Ready
from app.models.transaction import verb
from app.services import submissions, timeline
from app.services.people_acting import Actor
from app.services.refusals import DeputyMissing, DeputyNeedsPhone, DeputyOverlaps, LeaderStandsIn, Missing, PastDates


@verb
def appoint(
    unit_id: int, person_id: int, starts_on: dt.date, ends_on: dt.date, *, key: str, by: Actor, now: dt.datetime
) -> None:
    """Let a person stand in for the leader of a unit on these dates, both included.

    Raises Missing outside one's area, PastDates, DeputyNeedsPhone, LeaderStandsIn, or DeputyOverlaps
    when somebody stands in already on one of the dates.
    """
    unit = _led_unit(unit_id, by)
    submissions.claim(key, [unit_id, person_id, starts_on, ends_on], unit_id, by=by, now=now)
    if ends_on < clock.today(now) or ends_on < starts_on:
        raise PastDates
    person = db.session.get(Person, person_id)
    if person is None or person.deactivated_at:
        raise Missing
    if not person.phone:
        raise DeputyNeedsPhone
    if person_id in leaders(unit_id):
        raise LeaderStandsIn
    if db.session.scalar(_during(unit_id, starts_on, ends_on).limit(1)) is not None:
        raise DeputyOverlaps
    db.session.add(Deputyship(person_id=person_id, unit_id=unit_id, starts_on=starts_on, ends_on=ends_on))
    dates = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    timeline.record(unit, Happened.DEPUTY_APPOINTED, by=by, now=now, person_id=person_id, **dates)


@verb
def end(deputyship_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """End a deputyship: from today, or altogether when it has not begun. Returns the unit's id.

    Raises Missing, or DeputyMissing when the leader is registered as away on a date it covers.
    """
    held = db.session.get(Deputyship, deputyship_id)
    if held is None:
        raise Missing
    unit = _led_unit(held.unit_id, by)
    submissions.claim(key, ["end", deputyship_id], unit.id, by=by, now=now)
    today = clock.today(now)
    if any(_is_away(leader, max(today, held.starts_on), held.ends_on) for leader in leaders(unit.id)):
        raise DeputyMissing
    if held.starts_on < today:
        held.ends_on = today - dt.timedelta(days=1)
    else:
        db.session.delete(held)
    timeline.record(unit, Happened.DEPUTY_ENDED, by=by, now=now, person_id=held.person_id)
    return unit.id


@verb
def register_absence(
    unit_id: int, starts_on: dt.date, ends_on: dt.date, *, key: str, by: Actor, now: dt.datetime
) -> None:
    """Register that the leader of a unit is away on these dates.

    Raises DeputyMissing unless somebody stands in on every one of them; PastDates; Missing.
    """
    unit = _led_unit(unit_id, by)
    submissions.claim(key, [unit_id, starts_on, ends_on], unit_id, by=by, now=now)
    if ends_on < clock.today(now) or ends_on < starts_on:
        raise PastDates
    covered = {
        day
        for begins, ends in db.session.execute(
            sa.select(Deputyship.starts_on, Deputyship.ends_on).where(
                Deputyship.unit_id == unit_id, Deputyship.starts_on <= ends_on, Deputyship.ends_on >= starts_on
            )
        )
        for day in _days(max(begins, starts_on), min(ends, ends_on))
    }
    if set(_days(starts_on, ends_on)) - covered:
        raise DeputyMissing
    db.session.add_all(Absence(person_id=leader, starts_on=starts_on, ends_on=ends_on) for leader in leaders(unit_id))
    dates = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    timeline.record(unit, Happened.ABSENCE_REGISTERED, by=by, now=now, **dates)


def leaders(unit_id: int) -> list[int]:
    """The ids of the people who lead the unit itself."""
    return list(
        db.session.scalars(
            sa.select(Appointment.person_id).where(Appointment.unit_id == unit_id, Appointment.role == Role.LEADER)
        )
    )


def coming_deputyships(unit_id: int, *, now: dt.datetime) -> list[AnyRow]:
    """Who stands in from today on: id, name, starts_on, ends_on."""
    return _COMING_DEPUTYSHIPS.all(unit_id=unit_id, today=clock.today(now))


_COMING_DEPUTYSHIPS = Ready(
    sa.select(Deputyship.id, Person.name, Deputyship.starts_on, Deputyship.ends_on)
    .join(Person, Person.id == Deputyship.person_id)
    .where(Deputyship.unit_id == sa.bindparam("unit_id"), Deputyship.ends_on >= sa.bindparam("today"))
    .order_by(Deputyship.starts_on)
)


def coming_absences(unit_id: int, *, now: dt.datetime) -> list[AnyRow]:
    """When the unit's leader is away from today on: name, starts_on, ends_on."""
    return _COMING_ABSENCES.all(leaders=leaders(unit_id), today=clock.today(now))


_COMING_ABSENCES = Ready(
    sa.select(Person.name, Absence.starts_on, Absence.ends_on)
    .join(Person, Person.id == Absence.person_id)
    .where(Absence.person_id.in_(sa.bindparam("leaders", expanding=True)), Absence.ends_on >= sa.bindparam("today"))
    .order_by(Absence.starts_on)
)


def _led_unit(unit_id: int, by: Actor) -> Unit:
    if unit_id not in by.area(Permission.DECIDE):
        raise Missing
    return db.session.get_one(Unit, unit_id, populate_existing=True, with_for_update=True)


def _during(unit_id: int, starts_on: dt.date, ends_on: dt.date) -> sa.Select[int]:
    return sa.select(Deputyship.id).where(
        Deputyship.unit_id == unit_id, Deputyship.starts_on <= ends_on, Deputyship.ends_on >= starts_on
    )


def _is_away(person_id: int, starts_on: dt.date, ends_on: dt.date) -> bool:
    away = sa.select(Absence.id).where(
        Absence.person_id == person_id, Absence.starts_on <= ends_on, Absence.ends_on >= starts_on
    )
    return db.session.scalar(away.limit(1)) is not None


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]

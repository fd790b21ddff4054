"""People as an administrator tends them: find, add, change, end access and give it back."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import exc

from app.domain.events import Happened
from app.domain.permissions import Permission, Role
from app.models import Appointment, Person, Unit, db
from app.models.base import AnyRow
from app.models.transaction import verb
from app.services import people, submissions, timeline, unit_tree
from app.services.escalations import owning
from app.services.people_acting import Actor
from app.services.refusals import Missing
from app.services.refusals_to_administrators import AddressTaken, IsDeactivated, LastAdministrator, OwnAccess

PAGE = 30


def find(
    words: str, *, unit_id: int | None = None, after: int | None = None, by: Actor
) -> tuple[list[AnyRow], int | None]:
    """A page of people by name, whose name or address holds these words, and the id after which the next begins.

    Each has id, name, sign_in_name, unit_name and deactivated_at. Raises Missing when `after` is nobody.
    """
    area = by.area(Permission.ADMINISTER)
    query = (
        sa.select(Person.id, Person.name, Person.sign_in_name, Person.deactivated_at, Unit.name.label("unit_name"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.unit_id.in_(sorted(area & {unit_id} if unit_id else area)))
    )
    if words:
        held = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = [sa.func.lower(column).like(f"%{held}%", escape="\\") for column in (Person.name, Person.sign_in_name)]
        query = query.where(sa.or_(*like))
    if after is not None:
        name = db.session.scalar(sa.select(Person.name).where(Person.id == after))
        if name is None:
            raise Missing
        query = query.where(sa.tuple_(Person.name, Person.id) > sa.tuple_(sa.literal(name), sa.literal(after)))
    rows = list(db.session.execute(query.order_by(Person.name, Person.id).limit(PAGE + 1)))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def administered(person_id: int, *, by: Actor) -> Person:
    """Somebody who works in a unit that this person administers. Raises Missing."""
    person = db.session.get(Person, person_id, populate_existing=True)
    if person is None or person.unit_id not in by.area(Permission.ADMINISTER):
        raise Missing
    return person


def home(person: Person) -> Unit:
    """The unit where somebody works."""
    return db.session.get_one(Unit, person.unit_id, populate_existing=True)


def named(person_id: int) -> str:
    """Somebody's name."""
    return db.session.get_one(Person, person_id).name


def locked(person_id: int, *, by: Actor) -> tuple[Person, Unit]:
    """The same within a verb, with their unit, both until it ends: the unit first, as everywhere."""
    home = administered(person_id, by=by).unit_id
    unit = unit_tree.locked(home, by=by, is_open=False)
    person = db.session.get_one(Person, person_id, populate_existing=True, with_for_update=True)
    if person.unit_id != home:
        raise Missing
    return person, unit


@verb
def add(name: str, sign_in_name: str, phone: str | None, unit_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Add a person to a unit, without a password yet, and return the id. Raises Missing, UnitIsClosed, AddressTaken."""
    unit = unit_tree.locked(unit_id, by=by)
    submissions.claim(key, [name, sign_in_name, phone, unit_id], unit_id, by=by, now=now)
    if people.with_sign_in_name(sign_in_name):
        raise AddressTaken
    person = Person(name=name, sign_in_name=sign_in_name.strip().lower(), phone=phone, unit_id=unit_id, created_at=now)
    db.session.add(person)
    _flush()
    timeline.record(unit, Happened.PERSON_ADDED, by=by, now=now, person_id=person.id)
    return person.id


@verb
def change(
    person_id: int, name: str, sign_in_name: str, phone: str | None, *, key: str, by: Actor, now: dt.datetime
) -> None:
    """Change a person's name, address and number. Raises Missing or AddressTaken."""
    person, unit = locked(person_id, by=by)
    submissions.claim(key, [person_id, name, sign_in_name, phone], person_id, by=by, now=now)
    told = {"name": name, "sign_in_name": sign_in_name.strip().lower(), "phone": phone}
    fields = [field for field, value in told.items() if getattr(person, field) != value]
    if not fields:
        return
    for field in fields:
        setattr(person, field, told[field])
    _flush()
    timeline.record(unit, Happened.PERSON_CHANGED, by=by, now=now, person_id=person_id, fields=fields)


@verb
def deactivate(person_id: int, *, key: str, by: Actor, now: dt.datetime) -> list[str]:
    """End a person's access, signed out everywhere at once; what they wrote stays.

    Returns the names of the units that nobody leads now. Raises Missing, OwnAccess or LastAdministrator.
    """
    person, unit = locked(person_id, by=by)
    submissions.claim(key, "deactivate", person_id, by=by, now=now)
    if person_id == by.id:
        raise OwnAccess
    if is_last_administrator(person_id):
        raise LastAdministrator
    if person.deactivated_at is None:
        person.deactivated_at = now
        people.end_sign_ins(person_id, now=now)
        owning.look_at_once(person_id, now=now)
        timeline.record(unit, Happened.PERSON_DEACTIVATED, by=by, now=now, person_id=person_id)
    return left_without_leader(person_id)


@verb
def reactivate(person_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Give a person the access back, with the roles they had. Raises Missing."""
    person, unit = locked(person_id, by=by)
    submissions.claim(key, "reactivate", person_id, by=by, now=now)
    if person.deactivated_at is not None:
        person.deactivated_at = None
        timeline.record(unit, Happened.PERSON_REACTIVATED, by=by, now=now, person_id=person_id)


def must_be_active(person: Person) -> None:
    """Raises IsDeactivated."""
    if person.deactivated_at is not None:
        raise IsDeactivated


def is_last_administrator(person_id: int) -> bool:
    """Whether nobody else with access would administer anything."""
    admins = set(
        db.session.scalars(
            sa.select(Appointment.person_id)
            .join(Person, Person.id == Appointment.person_id)
            .where(Appointment.role == Role.ADMIN, Person.deactivated_at.is_(None))
        )
    )
    return admins == {person_id}


def left_without_leader(person_id: int) -> list[str]:
    """The names of the open units that this person leads and that nobody else with access does."""
    other = sa.orm.aliased(Appointment)
    somebody = (
        sa.select(other.id)
        .join(Person, Person.id == other.person_id)
        .where(other.unit_id == Unit.id, other.role == Role.LEADER)
        .where(other.person_id != person_id, Person.deactivated_at.is_(None))
    )
    led = sa.select(Unit.name).join(Appointment, Appointment.unit_id == Unit.id)
    mine = led.where(Appointment.person_id == person_id, Appointment.role == Role.LEADER, Unit.closed_at.is_(None))
    return list(db.session.scalars(mine.where(~somebody.exists()).order_by(Unit.name)))


def _flush() -> None:
    try:
        db.session.flush()
    except exc.IntegrityError as error:
        raise AddressTaken from error

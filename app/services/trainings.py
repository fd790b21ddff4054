"""The register of training (krav 4.1): recording what somebody has taken, and reading how it stands."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from app import clock
from app.domain.events import Happened
from app.domain.permissions import Permission, Role
from app.domain.trainings import COURSES, NEEDED, WARNED_BEFORE, Held, held, holds_until
from app.models import Appointment, Person, Training, Unit, db
from app.models.base import AnyRow, AnySelect
from app.models.ready import Ready
from app.models.transaction import verb
from app.services import submissions, timeline
from app.services.people_acting import Actor
from app.services.refusals import Missing, NotThatDay

PEOPLE_AT_MOST = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """One training of one person: what, until when (None when it was never taken), and how that stands."""

    course: str
    taken_on: dt.date | None
    valid_to: dt.date | None
    held: Held


@dataclasses.dataclass(frozen=True, slots=True)
class Trained:
    """A person of the unit with every training that counts: those that are needed, and those that were taken."""

    person_id: int
    name: str
    standings: list[Standing]

    @property
    def wanting(self) -> list[Standing]:
        """What lacks, has run out or soon will."""
        return [each for each in self.standings if each.held is not Held.CURRENT]


@verb
def record(
    unit_id: int,
    person_id: int,
    course: str,
    taken_on: dt.date,
    valid_to: dt.date | None = None,
    *,
    key: str,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Record that a person of the unit took a course; without `valid_to` it holds as long as the course says.

    The same course on the same day is corrected, not doubled. Raises Missing outside one's area, and NotThatDay
    for a day to come or an end before the beginning.
    """
    unit = led(unit_id, by)
    submissions.claim(key, [unit_id, person_id, course, taken_on, valid_to], unit_id, by=by, now=now)
    person = db.session.get(Person, person_id)
    if person is None or person.unit_id != unit_id or person.deactivated_at or course not in COURSES:
        raise Missing
    until = valid_to or holds_until(course, taken_on)
    if taken_on > clock.today(now) or until < taken_on:
        raise NotThatDay
    write([(person_id, course, taken_on, until)], by=by, now=now)
    timeline.record(
        unit, Happened.TRAINING_RECORDED, by=by, now=now, person_id=person_id, course=course, until=until.isoformat()
    )


def led(unit_id: int, by: Actor) -> Unit:
    """A unit that this person leads, locked for this transaction. Raises Missing."""
    if unit_id not in by.area(Permission.DECIDE):
        raise Missing
    return db.session.get_one(Unit, unit_id, populate_existing=True, with_for_update=True)


def write(taken: Collection[tuple[int, str, dt.date, dt.date]], *, by: Actor, now: dt.datetime) -> None:
    """Write lines of the register within a verb: person, course, day and last day; known days are corrected."""
    known = {
        (row.person_id, row.course, row.taken_on): row.id
        for row in db.session.execute(
            sa.select(Training.id, Training.person_id, Training.course, Training.taken_on).where(
                Training.person_id.in_({person_id for person_id, *_rest in taken})
            )
        )
    }
    told = {"by_id": by.id, "recorded_at": now}
    fresh = [
        {"person_id": person_id, "course": course, "taken_on": taken_on, "valid_to": until, **told}
        for person_id, course, taken_on, until in taken
        if (person_id, course, taken_on) not in known
    ]
    corrected = [
        {"id": known[(person_id, course, taken_on)], "valid_to": until, **told}
        for person_id, course, taken_on, until in taken
        if (person_id, course, taken_on) in known
    ]
    if fresh:
        db.session.execute(sa.insert(Training), fresh)
    if corrected:
        db.session.execute(sa.update(Training), corrected)


def of_person(person_id: int, *, on: dt.date) -> list[Standing]:
    """How each training of a person stands on a date: the needed ones, and what else was taken."""
    return _standings({row.course: row for row in db.session.execute(_newest([person_id]))}, on)


def wanting_of(person_id: int, *, on: dt.date) -> list[str]:
    """The codes of the needed trainings that a person lacks on a date, or that have run out by then."""
    gone = (Held.LACKING, Held.RAN_OUT)
    return [each.course for each in of_person(person_id, on=on) if each.course in NEEDED and each.held in gone]


def register(unit_id: int, *, now: dt.datetime) -> list[Trained]:
    """Everybody in the unit who meets clients, by name, with how each training stands today."""
    people = _BY_NAME.all(units=[unit_id])
    taken: dict[int, dict[str, AnyRow]] = {}
    for row in db.session.execute(_newest([each.id for each in people])):
        taken.setdefault(row.person_id, {})[row.course] = row
    return [Trained(each.id, each.name, _standings(taken.get(each.id, {}), clock.today(now))) for each in people]


def wanting_in(unit_ids: Collection[int], *, now: dt.datetime) -> dict[int, int]:
    """How many people lack a needed training, or have one that has run out or will within 30 days: by unit, if any."""
    short = _SHORT.all(units=unit_ids, safe=clock.today(now) + WARNED_BEFORE)
    return {row.unit_id: row.people for row in short}


# Everybody who works in these units; an administrator meets no clients.
_LEARNERS = sa.select(Person.id, Person.name).where(
    Person.unit_id.in_(sa.bindparam("units", expanding=True)),
    Person.deactivated_at.is_(None),
    ~sa.select(Appointment.id).where(Appointment.person_id == Person.id, Appointment.role == Role.ADMIN).exists(),
)
_BY_NAME = Ready(_LEARNERS.order_by(Person.name).limit(PEOPLE_AT_MOST))
_HOLDS = sa.select(Training.id).where(Training.person_id == Person.id, Training.valid_to > sa.bindparam("safe"))
_SHORT = Ready(
    _LEARNERS.where(sa.or_(*(~_HOLDS.where(Training.course == course).exists() for course in NEEDED)))
    .with_only_columns(Person.unit_id, sa.func.count().label("people"))
    .group_by(Person.unit_id)
)


def _newest(person_ids: Collection[int]) -> AnySelect:
    """Of each course that these people took, the one that holds longest."""
    return (
        sa.select(
            Training.person_id,
            Training.course,
            sa.func.max(Training.taken_on).label("taken_on"),
            sa.func.max(Training.valid_to).label("valid_to"),
        )
        .where(Training.person_id.in_(person_ids))
        .group_by(Training.person_id, Training.course)
    )


def _standings(taken: dict[str, AnyRow], on: dt.date) -> list[Standing]:
    return [
        Standing(course, None, None, Held.LACKING)
        if (row := taken.get(course)) is None
        else Standing(course, row.taken_on, row.valid_to, held(row.valid_to, on))
        for course in COURSES
        if course in taken or course in NEEDED
    ]

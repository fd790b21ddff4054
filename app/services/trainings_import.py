"""Importing a table of training: checked against the people of the unit, shown, and then stored whole or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app import clock
from app.domain import tables
from app.domain.events import Happened
from app.domain.tables import Column, Table
from app.domain.text import _
from app.domain.trainings import COURSES, holds_until
from app.models import Person, db
from app.models.transaction import verb
from app.services import submissions, timeline, trainings, uploads
from app.services.people_acting import Actor
from app.services.refusals import UploadGone

KIND = "trainings"
COLUMNS = (
    Column("person", "E-post", tables.words(200), example="kari.nordmann@nav.no"),
    Column(
        "course",
        "Opplæring",
        tables.one_of({each.id: each.label for each in COURSES.values()}),
        example="Vold og trusler",
    ),
    Column("taken_on", "Gjennomført", tables.date, example="24.11.2026"),
    Column("valid_to", "Gyldig til", tables.date, needed=False, example="24.11.2028"),
)
UNKNOWN = _("Ingen i enheten har denne e-postadressen. Rett den, eller fjern linjen.")
AHEAD = _("Opplæringen må være tatt senest i dag. Rett datoen.")
BACKWARDS = _("Opplæringen går ut før den ble tatt. Rett en av datoene.")
TWICE = _("Det samme står på linje %(line)s. Fjern den ene.")


def check(table: Table, unit_id: int, *, now: dt.datetime) -> list[list[Any]]:
    """The lines as they can be kept: person id, course, day and last day; what does not fit the unit becomes faults."""
    people, today = _people(unit_id), clock.today(now)
    seen: dict[tuple[object, ...], int] = {}
    checked = []
    for line, cells in table.rows:
        person, course, taken_on = people.get(cells["person"].casefold()), cells["course"], cells["taken_on"]
        until = cells.get("valid_to") or holds_until(course, taken_on)
        earlier = seen.setdefault((cells["person"].casefold(), course, taken_on), line)
        if person is None:
            table.faults.add(line, "E-post", UNKNOWN)
        elif taken_on > today:
            table.faults.add(line, "Gjennomført", AHEAD)
        elif until < taken_on:
            table.faults.add(line, "Gyldig til", BACKWARDS)
        elif earlier != line:
            table.faults.add(line, None, TWICE, line=earlier)
        else:
            checked.append([person.id, course, taken_on.isoformat(), until.isoformat()])
    return checked


@verb
def import_all(upload_id: int, unit_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Store every line of a table that was shown, and return how many.

    Raises Missing outside one's area, and UploadGone when it is no longer there, or somebody in it has left the unit.
    """
    unit = trainings.led(unit_id, by)
    submissions.claim(key, [KIND, upload_id, unit_id], upload_id, by=by, now=now)
    taken = read(uploads.take(upload_id, KIND, unit_id=unit_id, by=by, now=now))
    still_here = {each.id for each in _people(unit_id).values()}
    if any(person_id not in still_here for person_id, *_rest in taken):
        raise UploadGone
    trainings.write(taken, by=by, now=now)
    timeline.record(unit, Happened.TRAININGS_IMPORTED, by=by, now=now, lines=len(taken))
    return len(taken)


def read(content: list[list[Any]]) -> list[tuple[int, str, dt.date, dt.date]]:
    """The kept lines with their dates."""
    return [
        (person_id, course, dt.date.fromisoformat(taken_on), dt.date.fromisoformat(until))
        for person_id, course, taken_on, until in content
    ]


def _people(unit_id: int) -> dict[str, Any]:
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.sign_in_name).where(
            Person.unit_id == unit_id, Person.deactivated_at.is_(None)
        )
    )
    return {row.sign_in_name.casefold(): row for row in rows}


def names(unit_id: int) -> dict[int, str]:
    """The people of the unit by id, for whoever reads the preview."""
    return {row.id: row.name for row in _people(unit_id).values()}

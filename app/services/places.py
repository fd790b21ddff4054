"""The places of a unit: what is known of each, and when its alarm was last tested."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.config import setting
from app.domain.events import Happened
from app.domain.permissions import Permission
from app.domain.places import is_overdue
from app.models import Person, Place, Unit, db
from app.models.base import AnyRow, AnySelect
from app.models.ready import Ready
from app.models.transaction import verb
from app.services import submissions, timeline
from app.services.people_acting import Actor
from app.services.refusals import Missing, PlaceNamed, TooManyPlaces

PLACES_AT_MOST = 200


@dataclasses.dataclass(frozen=True)
class Known:
    """What is known of a place; None where nobody has said. The codes are those of domain/places."""

    name: str
    kind: str
    has_alarm: bool
    exits: str | None = None
    layout: str | None = None
    coverage: str | None = None
    remarks: str | None = None


@verb
def add(unit_id: int, known: Known, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Add a place to a unit and return its id. Raises Missing outside one's area, PlaceNamed, TooManyPlaces."""
    unit = _led(unit_id, by)
    if len(of_unit(unit_id)) == PLACES_AT_MOST:
        raise TooManyPlaces
    _name_is_free(unit_id, known.name)
    place = Place(unit_id=unit_id, created_at=now, **dataclasses.asdict(known))
    db.session.add(place)
    db.session.flush()
    submissions.claim(key, dataclasses.asdict(known), place.id, by=by, now=now, is_new=True)
    timeline.record(unit, Happened.PLACE_ADDED, by=by, now=now, place_id=place.id)
    return place.id


@verb
def change(place_id: int, known: Known, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Say anew what is known of a place. Raises Missing or PlaceNamed."""
    place, unit = _led_place(place_id, by)
    submissions.claim(key, [place_id, dataclasses.asdict(known)], place_id, by=by, now=now)
    if known.name != place.name:
        _name_is_free(place.unit_id, known.name)
    for name, value in dataclasses.asdict(known).items():
        setattr(place, name, value)
    timeline.record(unit, Happened.PLACE_CHANGED, by=by, now=now, place_id=place_id)


@verb
def record_test(place_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """«Testet nå»: the alarm of a place works, and who tried it. Returns the unit's id. Raises Missing."""
    place, unit = _led_place(place_id, by)
    submissions.claim(key, [place_id, "tested"], unit.id, by=by, now=now)
    place.has_alarm, place.tested_at, place.tested_by_id = True, now, by.id
    timeline.record(unit, Happened.PLACE_TESTED, by=by, now=now, place_id=place_id)
    return unit.id


@verb
def archive(place_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Take a place out of use; meetings that were held there keep it. Returns the unit's id. Raises Missing."""
    place, unit = _led_place(place_id, by)
    submissions.claim(key, [place_id, "archived"], unit.id, by=by, now=now)
    place.archived_at = now
    timeline.record(unit, Happened.PLACE_ARCHIVED, by=by, now=now, place_id=place_id)
    return unit.id


def names_in(unit_ids: Collection[int]) -> list[AnyRow]:
    """The places in use of these units, by name: id and name."""
    return _NAMES.all(units=sorted(unit_ids))


def of_unit(unit_id: int) -> list[AnyRow]:
    """The places in use by a unit, by name: id, name, kind, has_alarm, tested_at; never more than PLACES_AT_MOST."""
    return list(db.session.execute(_in_use(unit_id).order_by(Place.name).limit(PLACES_AT_MOST)))


def find(place_id: int, *, by: Actor) -> Any:
    """A place of one's own unit or area, in use: all its columns, and tested_by_name. Raises Missing."""
    found = _with_tester(place_id)
    if found is None or found.archived_at:
        raise Missing
    if not (found.unit_id == by.unit_id or found.unit_id in by.area(Permission.READ_FLAGGED)):
        raise Missing
    return found


def known_of(place_id: int) -> Any:
    """What the register knows of the place of a meeting, or None when it is no longer in use."""
    found = _with_tester(place_id)
    return None if found is None or found.archived_at else found


def may_meet_in(place_id: int, unit_id: int) -> bool:
    """Whether a meeting of this unit can be held there."""
    return db.session.scalar(_in_use(unit_id).where(Place.id == place_id)) is not None


def overdue_in(unit_ids: Collection[int], *, now: dt.datetime) -> list[AnyRow]:
    """The places of these units whose alarm should have been tested by now: as of_unit(), and unit_id."""
    return _OVERDUE.all(units=unit_ids, latest=now - dt.timedelta(days=test_days()))


def awaits_test(place: Any, *, now: dt.datetime) -> bool:
    """Whether the alarm of this place is overdue for a test."""
    return is_overdue(place.has_alarm, place.tested_at, now=now, days=test_days())


def test_days() -> int:
    """How many days an alarm may go untested."""
    return int(setting("ALARM_TEST_DAYS"))


_ROW = (Place.id, Place.name, Place.kind, Place.has_alarm, Place.tested_at)
_IN_USE = (Place.unit_id.in_(sa.bindparam("units", expanding=True)), Place.archived_at.is_(None))
_NAMES = Ready(sa.select(Place.id, Place.name).where(*_IN_USE).order_by(Place.name, Place.id))
_OVERDUE = Ready(
    sa.select(*_ROW, Place.unit_id)
    .where(*_IN_USE, Place.has_alarm, sa.or_(Place.tested_at.is_(None), Place.tested_at < sa.bindparam("latest")))
    .order_by(Place.name)
    .limit(PLACES_AT_MOST)
)


def _in_use(unit_id: int) -> AnySelect:
    return sa.select(*_ROW).where(Place.unit_id == unit_id, Place.archived_at.is_(None))


def _with_tester(place_id: int) -> Any:
    return db.session.execute(
        sa.select(*Place.__table__.columns, Person.name.label("tested_by_name"))
        .outerjoin(Person, Person.id == Place.tested_by_id)
        .where(Place.id == place_id)
    ).one_or_none()


def _name_is_free(unit_id: int, name: str) -> None:
    if db.session.scalar(_in_use(unit_id).where(Place.name == name)) is not None:
        raise PlaceNamed


def _led_place(place_id: int, by: Actor) -> tuple[Place, Unit]:
    place = db.session.get(Place, place_id)
    if place is None or place.archived_at:
        raise Missing
    return place, _led(place.unit_id, by)


def _led(unit_id: int, by: Actor) -> Unit:
    if unit_id not in by.area(Permission.DECIDE):
        raise Missing
    return db.session.get_one(Unit, unit_id, populate_existing=True, with_for_update=True)

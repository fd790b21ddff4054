"""Writing to many units at once: a few statements, however many lines a table has. No object is made for a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa

from app.domain.events import Happened
from app.models import Unit, db
from app.models.unit import stream_of
from app.services import timeline
from app.services.people_acting import Actor

AT_ONCE = 10_000  # a statement takes a limited number of values: 32,766 on SQLite
_UNITS = Unit.__table__
T = TypeVar("T")


def parts(values: Collection[T]) -> Iterator[list[T]]:
    """The values in as many lists as it takes to ask for them."""
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def lock_by_name(names: Collection[str]) -> None:
    """Keep these units as they are until the verb ends, in the same order as everybody who does so."""
    for part in parts(sorted(names)):
        db.session.execute(sa.select(Unit.id).where(Unit.name.in_(part)).order_by(Unit.id).with_for_update()).all()


def put_below(above: Mapping[int, int]) -> None:
    """Set what each unit lies below, by ids."""
    statement = sa.update(_UNITS).where(_UNITS.c.id == sa.bindparam("unit")).values(parent_id=sa.bindparam("above"))
    db.session.connection().execute(statement, [{"unit": unit, "above": each} for unit, each in above.items()])


def record(told: Mapping[int, Mapping[str, Any]], kind: Happened, *, by: Actor, now: dt.datetime) -> None:
    """Add one line to the timeline of each unit that is named here, with its facts; the units are locked or new."""
    heads = [
        row
        for part in parts(told)
        for row in db.session.execute(
            sa.select(Unit.id, Unit.timeline_length, Unit.timeline_hash).where(Unit.id.in_(part))
        )
    ]
    lines = {row.id: timeline.next_line(stream_of(row.id), row, kind, by=by, now=now, **told[row.id]) for row in heads}
    timeline.write(*lines.values())
    moved = sa.update(_UNITS).where(_UNITS.c.id == sa.bindparam("unit"))
    moved = moved.values(timeline_length=sa.bindparam("length"), timeline_hash=sa.bindparam("head"))
    at = [{"unit": unit, "length": line["number"], "head": line["hash"]} for unit, line in lines.items()]
    db.session.connection().execute(moved, at)

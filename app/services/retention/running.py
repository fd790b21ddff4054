"""Removing what is due: each batch is one transaction with its tombstones and its lines, so a kill leaves none half."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app import clock
from app.domain.events import Happened
from app.domain.retention import Kept
from app.models import AccessLine, Escalation, Event, Meeting, Notice, SignIn, Submission, Tombstone, Unit, db
from app.models.transaction import verb
from app.services import timeline
from app.services.retention.belongings import remove_with_belongings
from app.services.retention.due import Due, due

log = logging.getLogger("trygt.record")

AT_ONCE = 100
TOLD: dict[Kept, Any] = {Kept.DRAFT: Meeting, Kept.ASSESSMENT: Meeting, Kept.ALARM: Escalation}
UNTOLD: dict[Kept, Any] = {Kept.NOTICE: Notice, Kept.SIGN_IN: SignIn, Kept.SUBMISSION: Submission}
LAYING = 1


@dataclasses.dataclass(frozen=True)
class Stone:
    """A tombstone to be laid, and the ids of the rows that lie under it."""

    stream: str
    length: int
    hash: str
    month: dt.date
    ids: list[int]
    up_to_id: int | None = None
    form: str | None = None


def run(terms: Mapping[Kept, int], *, now: dt.datetime, dry: bool = False) -> Iterator[Due]:
    """Everything that is due, class by class; unless `dry`, each batch is removed before it is told.

    What is freed by the removal of something else (a meeting by its alarm) is due the next time, so that a trial and
    a run tell the same. Any number of runs at once are safe: each asks again within its transaction.
    """
    for kept in Kept:
        after = None
        while batch := due(kept, terms[kept], now=now, after=after, at_most=AT_ONCE):
            yield from batch if dry else _remove(kept, terms[kept], batch, now=now)
            after = batch[-1].key


@verb
def _remove(kept: Kept, days: int, batch: list[Due], *, now: dt.datetime) -> list[Due]:
    """Remove what is still due of these; return it."""
    for unit_id in sorted({each.unit_id for each in batch if each.unit_id}):  # in one order: two runs never deadlock
        db.session.get(Unit, unit_id, populate_existing=True, with_for_update=True)
    still = due(kept, days, now=now, only=[each.key for each in batch], at_most=AT_ONCE)
    if kept in UNTOLD:
        remove_with_belongings(UNTOLD[kept].__table__, [each.key for each in still])
        return still
    removed = []
    for unit_id, some in itertools.groupby(sorted(still, key=_by_unit), key=lambda each: each.unit_id):
        here = list(some)
        stones = [_stone_over_lines(unit_id, here)] if kept is Kept.ACCESS_LINE else _stones(kept, here)
        if stones:
            _bury(db.session.get_one(Unit, unit_id), kept, stones, now)
        lying = {number for stone in stones for number in stone.ids}
        removed += [each for each in here if each.key in lying]
    return sorted(removed, key=lambda each: each.key)


def _by_unit(each: Due) -> tuple[int, int]:
    return each.unit_id or 0, each.key


def _stones(kept: Kept, here: list[Due]) -> list[Stone]:
    """A stone for each timeline that ends where its head says; one that is broken stays, for somebody to look at."""
    model: Any = TOLD[kept]
    begins = model.starts_at if model is Meeting else model.raised_at
    form = sa.case((Meeting.withdrawn_at.is_(None), Meeting.form)) if kept is Kept.DRAFT else sa.null()
    columns = (model.id, model.timeline_length, model.timeline_hash, begins.label("begins"), form.label("form"))
    rows = db.session.execute(sa.select(*columns).where(model.id.in_([each.key for each in here]))).all()
    prefix = "meeting" if model is Meeting else "escalation"
    ends = _ends([f"{prefix}/{row.id}" for row in rows])
    sound = [row for row in rows if ends.get(f"{prefix}/{row.id}") == (row.timeline_length, row.timeline_hash)]
    if len(sound) < len(rows):
        log.error("not removed: the record is broken", extra={"count": len(rows) - len(sound)})
    return [
        Stone(f"{prefix}/{row.id}", row.timeline_length, row.timeline_hash, _month(row.begins), [row.id], form=row.form)
        for row in sound
    ]


def _ends(streams: list[str]) -> dict[str, tuple[int, str]]:
    """The number and the hash of the last line of each timeline."""
    last = sa.select(Event.stream, sa.func.max(Event.number).label("number")).where(Event.stream.in_(streams))
    of = last.group_by(Event.stream).subquery()
    on = sa.and_(Event.stream == of.c.stream, Event.number == of.c.number)
    rows = db.session.execute(sa.select(Event.stream, Event.number, Event.hash).join(of, on))
    return {row.stream: (row.number, row.hash) for row in rows}


def _stone_over_lines(unit_id: int | None, here: list[Due]) -> Stone:
    """One stone over some access lines of a unit, with the hash of all that they said."""
    ids = [each.key for each in here]
    rows = db.session.execute(
        sa.select(AccessLine.__table__).where(AccessLine.id.in_(ids)).order_by(AccessLine.id)
    ).all()
    told = json.dumps([list(row) for row in rows], default=str, separators=(",", ":"))
    last = rows[-1]
    digest = hashlib.sha256(told.encode()).hexdigest()
    return Stone(f"access_lines/{unit_id}-{last.id}", len(rows), digest, _month(last.at), ids, last.id)


def _bury(unit: Unit, kept: Kept, stones: list[Stone], now: dt.datetime) -> None:
    """Lay the tombstones, remove what lies under them, close them, and tell it on the unit's timeline."""
    connection = db.session.connection()
    every = {"kept": kept.value, "unit_id": unit.id, "removed_at": now, "noted_number": unit.timeline_length + 1}
    columns = ("stream", "length", "hash", "month", "up_to_id", "form")
    rows = [{**{name: getattr(stone, name) for name in columns}, **every, "being_removed": LAYING} for stone in stones]
    connection.execute(sa.insert(Tombstone.__table__), rows)
    names = [stone.stream for stone in stones]
    ids = [number for stone in stones for number in stone.ids]
    if kept is Kept.ACCESS_LINE:
        remove_with_belongings(AccessLine.__table__, ids)
    else:
        connection.execute(sa.delete(Event.__table__).where(Event.stream.in_(names)))
        remove_with_belongings(TOLD[kept].__table__, ids)
    laid = sa.update(Tombstone.__table__).where(Tombstone.stream.in_(names))
    connection.execute(laid.values(being_removed=None))
    told = {stone.stream: [stone.length, stone.hash] for stone in stones}
    timeline.record(unit, Happened.REMOVED_ON_TIME, by=None, now=now, kept=kept.value, count=len(ids), tombstones=told)


def _month(moment: dt.datetime) -> dt.date:
    return clock.today(moment).replace(day=1)

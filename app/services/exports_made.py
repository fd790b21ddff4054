"""Files that take time, seen by whoever makes them: take the next one, say how far it is, hand it over, sweep.

Each step is a short transaction; making happens between them. A maker that is killed loses its lease, and another
begins anew: there is one row for a file, so nothing is doubled.
"""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.domain.exports import LEASE, MOST_TRIES
from app.models import Export, db
from app.models.transaction import verb
from app.services.exports import Shows


class Lost(RuntimeError):
    """Somebody else makes it by now, or it is no longer wanted."""


def waits(now: dt.datetime) -> bool:
    """Whether there is anything to make. One look at an index that holds only what waits."""
    return db.session.scalar(sa.select(_due(now).exists())) or False


@verb
def take(now: dt.datetime) -> Export | None:
    """Lease the file that has waited longest, None when there is none; the third maker to die was the last one."""
    row: Export | None = db.session.scalar(
        _due(now).order_by(Export.waiting_since).limit(1).with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    if row.tries >= MOST_TRIES:
        _fail(row, now)
        return None
    row.tries, row.leased_until, row.done, row.steps = row.tries + 1, now + LEASE, 0, 0
    return row


@verb
def go_on(export: Export, done: int, steps: int, *, now: dt.datetime) -> None:
    """Say how far it has come, and hold it for another LEASE. Raises Lost."""
    _update(export, done=done, steps=steps, leased_until=now + LEASE)


@verb
def hand_over(export: Export, content: bytes, shows: Shows, *, now: dt.datetime) -> None:
    """It is ready: `shows` says whose things it holds. Raises Lost; then somebody else hands it over."""
    _update(
        export,
        content=base64.b64encode(content).decode(),
        shows=[list(each) for each in shows],
        ready_at=now,
        waiting_since=None,
        leased_until=None,
    )


@verb
def stumble(export: Export, *, now: dt.datetime) -> bool:
    """It could not be made this time. Returns whether it was given up; else it is tried again at once."""
    row = db.session.get(Export, export.id, populate_existing=True, with_for_update=True)
    if row is None or row.tries != export.tries or row.waiting_since is None:
        return False
    if row.tries >= MOST_TRIES:
        _fail(row, now)
        return True
    row.leased_until = None
    return False


@verb
def refuse(export: Export, *, now: dt.datetime) -> None:
    """Whoever asked may no longer have it."""
    _update(export, failed_at=now, waiting_since=None, leased_until=None)


@verb
def sweep(now: dt.datetime) -> int:
    """Remove the files whose hours are over, made or not; return how many."""
    gone = sa.delete(Export.__table__).where(Export.__table__.c.expires_at <= now)
    return int(db.session.connection().execute(gone).rowcount)


def is_over_for_any(now: dt.datetime) -> bool:
    """Whether sweep() would find anything: asked first, because it takes the write lock."""
    return db.session.scalar(sa.select(sa.exists().where(Export.expires_at <= now))) or False


def _due(now: dt.datetime) -> Any:
    free = sa.or_(Export.leased_until.is_(None), Export.leased_until <= now)
    return sa.select(Export).where(Export.waiting_since.is_not(None), free)


def _fail(row: Export, now: dt.datetime) -> None:
    row.failed_at, row.waiting_since, row.leased_until = now, None, None


def _update(export: Export, **values: Any) -> None:
    ours = sa.and_(Export.id == export.id, Export.tries == export.tries, Export.waiting_since.is_not(None))
    if db.session.connection().execute(sa.update(Export).where(ours).values(**values)).rowcount != 1:
        raise Lost

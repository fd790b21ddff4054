"""The daily anchor: one hash over every timeline that has grown, chained to the anchor before."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app import clock
from app.domain.events import NO_EVENT
from app.domain.record import Head, anchor_hash, digest_of
from app.models import Anchor, AnchoredHead, Event, db
from app.models.base import AnyRow
from app.models.transaction import verb

log = logging.getLogger("trygt.record")

LINES_AT_ONCE = 20_000
# PostgreSQL numbers a line before its transaction ends: what came late is among the last numbers of the anchor before.
LATE_LINES = 1_000
ASKED_AT_ONCE = 500


def is_due(now: dt.datetime) -> bool:
    """Whether nothing has been anchored on this date in Norway yet."""
    last = _last()
    return last is None or clock.today(last.at) < clock.today(now)


def anchor(now: dt.datetime) -> AnyRow | None:
    """Make the next anchor, over at most LINES_AT_ONCE new lines; None when there is nothing new.

    Two workers may try at once: one makes it, the other returns None.
    """
    last = _last()
    since = last.last_event_id if last else 0
    newest, heads = _grown(since)
    if not heads:
        return None
    try:
        _keep(last, newest, heads, now)
    except IntegrityError:
        return None
    made = _last()
    if made:
        log.info("anchored", extra={"number": made.number, "hash": made.hash, "count": made.heads})
    return made


@verb
def _keep(last: AnyRow | None, newest: int, heads: list[Head], now: dt.datetime) -> None:
    number, previous = (last.number + 1, last.hash) if last else (1, NO_EVENT)
    row: dict[str, Any] = {
        "number": number,
        "at": now,
        "last_event_id": newest,
        "heads": len(heads),
        "digest": digest_of(heads),
    }
    connection = db.session.connection()
    connection.execute(
        sa.insert(Anchor.__table__), {**row, "previous_hash": previous, "hash": anchor_hash(previous, **row)}
    )
    told = [
        {"anchor_number": number, "stream": each.stream, "number": each.number, "hash": each.hash} for each in heads
    ]
    connection.execute(sa.insert(AnchoredHead.__table__), told)


def _grown(since: int) -> tuple[int, list[Head]]:
    """The newest id looked at, and the head of each timeline that no anchor has seen in this length."""
    rows = db.session.execute(
        sa.select(Event.id, Event.stream, Event.number, Event.hash)
        .where(Event.id > since - LATE_LINES)
        .order_by(Event.id)
        .limit(LINES_AT_ONCE + LATE_LINES)
    )
    newest, heads = since, dict[str, Head]()
    for row in rows:
        newest = max(newest, row.id)
        known = heads.get(row.stream)
        if known is None or known.number < row.number:
            heads[row.stream] = Head(row.stream, row.number, row.hash)
    seen = _seen(list(heads))
    return newest, [head for head in heads.values() if head.number > seen.get(head.stream, 0)]


def _seen(streams: list[str]) -> dict[str, int]:
    """How long each timeline was when it was anchored last."""
    seen = dict[str, int]()
    for begin in range(0, len(streams), ASKED_AT_ONCE):
        rows = db.session.execute(
            sa.select(AnchoredHead.stream, sa.func.max(AnchoredHead.number))
            .where(AnchoredHead.stream.in_(streams[begin : begin + ASKED_AT_ONCE]))
            .group_by(AnchoredHead.stream)
        )
        seen.update((stream, number) for stream, number in rows)
    return seen


def _last() -> AnyRow | None:
    columns = [getattr(Anchor, name) for name in ("number", "at", "last_event_id", "heads", "hash")]
    return db.session.execute(sa.select(*columns).order_by(Anchor.number.desc()).limit(1)).one_or_none()

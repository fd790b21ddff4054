"""Whether each tombstone agrees with what is told of it, and explains what is no longer there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.domain.record import Break, Head, Why
from app.models import Event, Tombstone, db
from app.models.base import AnyRow

ASKED_AT_ONCE = 500


def after(stream: str, at_most: int) -> list[AnyRow]:
    """Tombstones in the order of their names, each with what the unit's timeline tells where it should."""
    unit_stream = sa.literal("unit/") + sa.cast(Tombstone.unit_id, sa.String(20))
    lying = aliased(Event)
    left = sa.select(sa.func.min(lying.number)).where(lying.stream == Tombstone.stream).scalar_subquery()
    noted = sa.and_(Event.stream == unit_stream, Event.number == Tombstone.noted_number)
    columns = (Tombstone.stream, Tombstone.length, Tombstone.hash, Tombstone.being_removed)
    return list(
        db.session.execute(
            sa.select(*columns, Event.facts, left.label("left"))
            .outerjoin(Event, noted)
            .where(Tombstone.stream > stream)
            .order_by(Tombstone.stream)
            .limit(at_most)
        )
    )


def broken(page: list[AnyRow]) -> Iterator[Break]:
    """Those that are told otherwise, were left half laid, or have lines beside them."""
    for stone in page:
        told = ((stone.facts or {}).get("tombstones") or {}).get(stone.stream)
        if told != [stone.length, stone.hash]:
            yield Break(stone.stream, stone.length, Why.TOMBSTONE)
        if stone.left is not None or stone.being_removed is not None:
            yield Break(stone.stream, stone.left or stone.length, Why.NOT_REMOVED)


def missing(lines: Iterable[AnyRow]) -> Iterator[Break]:
    """Tombstones that these lines of units tell of, and that are not there."""
    told = {stream: tuple(stone) for line in lines for stream, stone in line.facts.get("tombstones", {}).items()}
    there = _laid(list(told))
    for stream in sorted(told.keys() - there.keys()):
        yield Break(stream, int(told[stream][0]), Why.NO_TOMBSTONE)


def unexplained(heads: list[Head]) -> Iterator[Head]:
    """The heads that an anchor saw and that no tombstone explains."""
    laid = _laid([head.stream for head in heads])
    for head in heads:
        length, last_hash = laid.get(head.stream, (0, ""))
        if head.number > length or (head.number == length and head.hash != last_hash):
            yield head


def _laid(streams: list[str]) -> dict[str, tuple[int, str]]:
    found = dict[str, tuple[int, str]]()
    for begin in range(0, len(streams), ASKED_AT_ONCE):
        some = Tombstone.stream.in_(streams[begin : begin + ASKED_AT_ONCE])
        rows = db.session.execute(sa.select(Tombstone.stream, Tombstone.length, Tombstone.hash).where(some))
        found.update((row.stream, (row.length, row.hash)) for row in rows)
    return found

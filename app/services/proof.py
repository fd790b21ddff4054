"""Proving the record: every line of every timeline, every head, every anchor, in pages and constant memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.events import NO_EVENT, Happened
from app.domain.record import Break, Follower, Head, Why, anchor_hash, digest_of
from app.models import Anchor, AnchoredHead, Event, db
from app.models.base import AnyRow, Base
from app.services import tombstones

LINES_AT_ONCE = 5_000


@dataclasses.dataclass
class Proof:
    """Walks the record. What has been counted stands in lines, streams, heads and anchors when it is through."""

    kept: Mapping[int, str] = dataclasses.field(default_factory=dict)
    lines: int = 0
    streams: int = 0
    heads: int = 0
    tombstones: int = 0
    anchors: int = 0

    def breaks(self) -> Iterator[Break]:
        """Every place where the record is broken; nothing when it is whole. Others may write meanwhile.

        `kept` holds the hashes of anchors that were kept elsewhere, by number.
        """
        yield from self._in_the_lines()
        for model in subjects().values():
            yield from self._in_the_heads(model)
        yield from self._in_the_tombstones()
        yield from self._in_the_anchors()

    def _in_the_lines(self) -> Iterator[Break]:
        follower, after = Follower(), ("", 0)
        while page := _lines_after(*after):
            for line in page:
                yield from follower.follow(line)
            yield from _without_subject({line.stream for line in page if line.number == 1})
            yield from tombstones.missing(line for line in page if line.kind == Happened.REMOVED_ON_TIME)
            after = (page[-1].stream, page[-1].number)
        self.lines, self.streams = follower.lines, follower.streams

    def _in_the_heads(self, model: Any) -> Iterator[Break]:
        after = 0
        while page := _heads_after(model, after):
            for row in page:
                stream = stream_of(model, row.id)
                if row.follows is not None:
                    yield Break(stream, row.timeline_length + 1, Why.AFTER_HEAD)
                elif row.timeline_length and row.hash is None:
                    yield Break(stream, row.timeline_length, Why.CUT_OFF)
                elif (row.hash or NO_EVENT) != row.timeline_hash:
                    yield Break(stream, row.timeline_length, Why.HEAD)
            self.heads += len(page)
            after = page[-1].id

    def _in_the_tombstones(self) -> Iterator[Break]:
        after = ""
        while page := tombstones.after(after, LINES_AT_ONCE):
            yield from tombstones.broken(page)
            self.tombstones += len(page)
            after = page[-1].stream

    def _in_the_anchors(self) -> Iterator[Break]:
        number, previous, kept = 0, NO_EVENT, dict(self.kept)
        for row in db.session.execute(sa.select(Anchor.__table__).order_by(Anchor.number)).all():
            yield from (Break("anchor", missing, Why.ANCHOR_GONE) for missing in range(number + 1, row.number))
            heads = list(_anchored(row.number))
            told = {name: getattr(row, name) for name in ("number", "at", "last_event_id", "heads", "digest")}
            fits = row.hash == anchor_hash(row.previous_hash, **told) and row.previous_hash == previous
            if not fits or row.digest != digest_of(Head(*each[:3]) for each in heads) or row.heads != len(heads):
                yield Break("anchor", row.number, Why.ANCHOR)
            if kept.pop(row.number, row.hash) != row.hash:
                yield Break("anchor", row.number, Why.ANCHOR_GONE)
            changed = [Head(*each[:3]) for each in heads if each[2] != each[3]]
            yield from (Break(each.stream, each.number, Why.ANCHORED) for each in tombstones.unexplained(changed))
            number, previous = row.number, row.hash
            self.anchors += 1
        yield from (Break("anchor", missing, Why.ANCHOR_GONE) for missing in sorted(kept))


def subjects() -> dict[str, Any]:
    """Every model that has a timeline, by the first word of its streams."""
    found = [mapper.class_ for mapper in Base.registry.mappers]
    return {stream_of(model, 0).split("/")[0]: model for model in found if hasattr(model, "timeline_length")}


def stream_of(model: Any, number: int) -> str:
    """The name of the timeline of the row with this id."""
    return str(model(id=number).stream)


def _lines_after(stream: str, number: int) -> list[AnyRow]:
    columns = [column for column in Event.__table__.columns if column.name != "id"]
    place = sa.tuple_(Event.stream, Event.number)
    lines = sa.select(*columns).where(place > sa.tuple_(sa.literal(stream), sa.literal(number)))
    return list(db.session.execute(lines.order_by(Event.stream, Event.number).limit(LINES_AT_ONCE)))


def _heads_after(model: Any, after: int) -> list[AnyRow]:
    """Each row with the hash of the line that its head names, and the line after it, as one moment sees them."""
    first_word = stream_of(model, 0).removesuffix("0")
    stream = sa.literal(first_word) + sa.cast(model.id, sa.String(20))
    last, next_one = sa.orm.aliased(Event), sa.orm.aliased(Event)
    return list(
        db.session.execute(
            sa.select(model.id, model.timeline_length, model.timeline_hash, last.hash, next_one.id.label("follows"))
            .outerjoin(last, sa.and_(last.stream == stream, last.number == model.timeline_length))
            .outerjoin(next_one, sa.and_(next_one.stream == stream, next_one.number == model.timeline_length + 1))
            .where(model.id > after)
            .order_by(model.id)
            .limit(LINES_AT_ONCE)
        )
    )


def _anchored(number: int) -> Iterator[AnyRow]:
    """The heads of an anchor: stream, number, the hash then, and the hash of that line now."""
    seen = AnchoredHead
    yield from db.session.execute(
        sa.select(seen.stream, seen.number, seen.hash, Event.hash)
        .outerjoin(Event, sa.and_(Event.stream == seen.stream, Event.number == seen.number))
        .where(seen.anchor_number == number)
    )


def _without_subject(streams: set[str]) -> Iterator[Break]:
    """Timelines that have lines, and nothing that they are about."""
    known = subjects()
    numbers = dict[str, dict[int, str]]()
    for stream in streams:
        word, _slash, number = stream.partition("/")
        if word in known and number.isdecimal():
            numbers.setdefault(word, {})[int(number)] = stream
        else:
            yield Break(stream, 1, Why.NO_SUBJECT)
    for word, by_number in numbers.items():
        there = set(db.session.scalars(sa.select(known[word].id).where(known[word].id.in_(by_number))))
        for missing in sorted(by_number.keys() - there):
            yield Break(by_number[missing], 1, Why.NO_SUBJECT)

"""Writing and reading what happened: one event for each verb."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

import sqlalchemy as sa

from app.domain.events import Happened, chained_hash
from app.models import Event, Person, db
from app.models.base import AnyRow
from app.models.ready import Ready, into
from app.services.people_acting import Actor


class Told(Protocol):
    """What has a timeline: a meeting or an alarm."""

    timeline_length: Any
    timeline_hash: Any

    @property
    def stream(self) -> str: ...


_INSERT = Ready(into(Event.__table__, "stream", "number", "kind", "at", "by_id", "facts", "previous_hash", "hash"))


def record(subject: Told, kind: Happened, *, by: Actor | None, now: dt.datetime, **facts: Any) -> None:
    """Add a line to a timeline, within the verb's transaction. `facts` are codes, never free text."""
    line = next_line(subject.stream, subject, kind, by=by, now=now, **facts)
    write(line)
    subject.timeline_length, subject.timeline_hash = line["number"], line["hash"]


def next_line(
    stream: str, head: Any, kind: Happened, *, by: Actor | None, now: dt.datetime, **facts: Any
) -> dict[str, Any]:
    """The line that follows a head (timeline_length and timeline_hash) as a row, not yet written."""
    number = head.timeline_length + 1
    line = {"stream": stream, "number": number, "kind": kind.value, "at": now, "by_id": by.id if by else None}
    hashed = chained_hash(head.timeline_hash, facts=facts, **line)
    return {**line, "facts": facts, "previous_hash": head.timeline_hash, "hash": hashed}


def write(*told: dict[str, Any]) -> None:
    """Write lines whose numbers are new on their timelines: the heads that they follow must have been moved on."""
    _INSERT.each(list(told))


def lines(subject: Told) -> list[AnyRow]:
    """The timeline, newest first: kind, at, facts and by_name (None for the system)."""
    return list(
        db.session.execute(
            sa.select(Event.kind, Event.at, Event.facts, Person.name.label("by_name"))
            .outerjoin(Person, Person.id == Event.by_id)
            .where(Event.stream == subject.stream)
            .order_by(Event.number.desc())
        )
    )

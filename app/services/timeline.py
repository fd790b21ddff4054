"""Writing and reading what happened: one event for each verb, and one line for each look at another's assessment."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any, Protocol

import sqlalchemy as sa

from app.domain.events import Happened, chained_hash
from app.models import AccessLine, Event, Meeting, Person, db
from app.models.transaction import verb
from app.services.people_acting import Actor

looked = logging.getLogger("trygt.looked")


class Told(Protocol):
    """What has a timeline: a meeting or an alarm."""

    timeline_length: Any
    timeline_hash: Any

    @property
    def stream(self) -> str: ...


def record(subject: Told, kind: Happened, *, by: Actor | None, now: dt.datetime, **facts: Any) -> None:
    """Add a line to the timeline of a meeting or an alarm, within the verb's transaction. `facts` are codes, never free text."""
    number = subject.timeline_length + 1
    line = {"stream": subject.stream, "number": number, "kind": kind.value, "at": now, "by_id": by.id if by else None}
    hashed = chained_hash(subject.timeline_hash, facts=facts, **line)
    db.session.connection().execute(
        sa.insert(Event.__table__), {**line, "facts": facts, "previous_hash": subject.timeline_hash, "hash": hashed}
    )
    subject.timeline_length, subject.timeline_hash = number, hashed


def lines(subject: Told) -> list[sa.Row[Any]]:
    """The timeline, newest first: kind, at, facts and by_name (None for the system)."""
    return list(
        db.session.execute(
            sa.select(Event.kind, Event.at, Event.facts, Person.name.label("by_name"))
            .outerjoin(Person, Person.id == Event.by_id)
            .where(Event.stream == subject.stream)
            .order_by(Event.number.desc())
        )
    )


@verb
def record_look(meeting: Meeting, action: str, *, by: Actor, now: dt.datetime) -> None:
    """Write that somebody looked at another person's meeting (access log, design "The record")."""
    line = {
        "at": now,
        "by_id": by.id,
        "action": action,
        "stream": meeting.stream,
        "about_id": meeting.employee_id,
        "unit_id": meeting.unit_id,
    }
    db.session.connection().execute(sa.insert(AccessLine.__table__), line)
    looked.info(action, extra={**line, "at": now.isoformat()})

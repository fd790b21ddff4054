"""Writing and reading what happened: one event for each verb, and one line for each look at another's assessment."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import sqlalchemy as sa

from app.domain.events import Happened, chained_hash
from app.models import AccessLine, Event, Meeting, Person, db
from app.models.transaction import verb
from app.services.people_acting import Actor

looked = logging.getLogger("trygt.looked")


def record(meeting: Meeting, kind: Happened, *, by: Actor | None, now: dt.datetime, **facts: Any) -> None:
    """Add a line to a meeting's timeline, within the verb's transaction. `facts` are codes, never free text."""
    number = meeting.timeline_length + 1
    line = {"stream": meeting.stream, "number": number, "kind": kind.value, "at": now, "by_id": by.id if by else None}
    hashed = chained_hash(meeting.timeline_hash, facts=facts, **line)
    db.session.connection().execute(
        sa.insert(Event.__table__), {**line, "facts": facts, "previous_hash": meeting.timeline_hash, "hash": hashed}
    )
    meeting.timeline_length, meeting.timeline_hash = number, hashed


def lines(meeting: Meeting) -> list[sa.Row[Any]]:
    """The meeting's timeline, newest first: kind, at, facts and by_name (None for the system)."""
    return list(
        db.session.execute(
            sa.select(Event.kind, Event.at, Event.facts, Person.name.label("by_name"))
            .outerjoin(Person, Person.id == Event.by_id)
            .where(Event.stream == meeting.stream)
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

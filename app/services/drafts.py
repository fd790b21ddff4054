"""The rows behind every tap, a draft and its meeting, read once and written with ready statements instead of objects.

What was read before the transaction began may have moved on since. So each write names what was read, and
writes nothing when that no longer stands: then ChangedElsewhere, or whatever stands in the way by now, is raised.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.domain.levels import Gate
from app.models import Assessment, Meeting
from app.models.base import session_if_any
from app.models.ready import Ready
from app.services import abort_tokens, own_meetings
from app.services.people_acting import Actor
from app.services.refusals import AlreadyLogged, ChangedElsewhere, Withdrawn

TICK = dt.timedelta(microseconds=1)


def _of(table: Any, unchanged: dict[str, str], changed: tuple[str, ...], once: tuple[str, ...] = ()) -> sa.Update:
    """UPDATE the row `this` of a table where these columns still hold what was read. `once`: only what is empty."""
    columns = table.c
    same = [columns[column] == sa.bindparam(read, type_=columns[column].type) for column, read in unchanged.items()]
    fresh: dict[str, Any] = {column: sa.bindparam(column, type_=columns[column].type) for column in (*changed, *once)}
    fresh |= {column: sa.func.coalesce(columns[column], fresh[column]) for column in once}
    return sa.update(table).where(columns.id == sa.bindparam("this", type_=columns.id.type), *same).values(fresh)


_DRAFTS: sa.Table = Assessment.__table__
_STILL_A_DRAFT = sa.and_(_DRAFTS.c.logged_at.is_(None), _DRAFTS.c.superseded_at.is_(None))
_SAVE = Ready(_of(_DRAFTS, {"updated_at": "read_at"}, ("answers", "confirmed", "updated_at")).where(_STILL_A_DRAFT))
_FREEZE = Ready(
    _of(
        _DRAFTS,
        {"updated_at": "read_at"},
        ("choices", "findings", "level", "residual", "gate", "spoken_with", "logged_at", "updated_at"),
    ).where(_STILL_A_DRAFT)
)
_MOVE_ON = Ready(
    _of(
        Meeting.__table__,
        {"timeline_length": "length_read"},
        ("timeline_length", "timeline_hash", "awaits_decision_since", "awaits_reaction_since"),
        once=("abort_nonce", "abort_token_hash"),
    ).where(Meeting.withdrawn_at.is_(None))
)


def own(meeting_id: int, *, by: Actor, read: Any = None) -> Any:
    """One's own meeting with its current round, as own_meetings.current() gives it. Raises Missing or Withdrawn."""
    found = read or own_meetings.current(meeting_id, by=by)
    if found.withdrawn_at:
        raise Withdrawn
    return found


def save(read: Any, *, answers: dict[str, str], confirmed: list[str], by: Actor, now: dt.datetime) -> None:
    """Keep answers. Raises AlreadyLogged and the like, or ChangedElsewhere."""
    _write(_SAVE, read, read.assessment_id, by, answers=answers, confirmed=confirmed, **_times(read, now))


def freeze(read: Any, *, by: Actor, now: dt.datetime, **judged: Any) -> None:
    """Log the draft as it was judged: choices, findings, level, residual, gate, spoken_with."""
    _write(_FREEZE, read, read.assessment_id, by, logged_at=now, **judged, **_times(read, now))


def move_on(read: Any, opened: Gate, number: int, hashed: str, *, by: Actor, now: dt.datetime) -> None:
    """Give the meeting the head of its timeline and its abort token, and let it wait for whom the gate names."""
    _write(
        _MOVE_ON,
        read,
        read.id,
        by,
        length_read=read.timeline_length,
        timeline_length=number,
        timeline_hash=hashed,
        awaits_decision_since=now if opened in (Gate.DECIDE, Gate.STOP) else None,
        awaits_reaction_since=now if opened is Gate.INFORM else None,
        **abort_tokens.made_for(read.id),
    )


def _times(read: Any, now: dt.datetime) -> dict[str, dt.datetime]:
    """Each write has a time of its own, also when the clock stands still or is set back."""
    return {"read_at": read.updated_at, "updated_at": max(now, read.updated_at + TICK)}


def _write(statement: Ready, read: Any, this: int, by: Actor, **values: Any) -> None:
    written = statement.count(this=this, **values)
    if session := session_if_any():
        session.expire_all()
    if written != 1:
        if own(read.id, by=by).logged_at:
            raise AlreadyLogged
        raise ChangedElsewhere

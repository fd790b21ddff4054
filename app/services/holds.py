"""Keeping a meeting or an alarm whatever its term: a legal hold, with a reason, until somebody lifts it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.domain.events import Happened
from app.domain.permissions import Permission
from app.models import Escalation, Hold, Meeting, Person, Unit, db
from app.models.base import AnyRow
from app.models.transaction import verb
from app.services import timeline
from app.services.people_acting import Actor
from app.services.refusals import AlreadyHeld, Missing

MODELS: dict[str, Any] = {"meeting": Meeting, "escalation": Escalation}
AT_MOST = 100


@verb
def place(stream: str, reason: str, *, by: Actor | None, now: dt.datetime) -> None:
    """Hold what this timeline is about. `by` is None for an administrator at the command line.

    Raises Missing when there is no such thing in one's area, AlreadyHeld.
    """
    subject = _subject(stream, by)
    if standing(stream):
        raise AlreadyHeld
    db.session.add(Hold(stream=stream, unit_id=subject.unit_id, reason=reason, by_id=by.id if by else None, at=now))
    timeline.record(subject, Happened.HELD, by=by, now=now)


@verb
def lift(stream: str, *, by: Actor | None, now: dt.datetime) -> None:
    """Let the ordinary term count again; what is not held stays as it is. Raises Missing."""
    subject = _subject(stream, by)
    held = standing(stream)
    if held is None:
        return
    held.lifted_at, held.lifted_by_id = now, by.id if by else None
    timeline.record(subject, Happened.RELEASED_FROM_HOLD, by=by, now=now)


def find(stream: str, *, by: Actor) -> Hold | None:
    """The hold on what this person leads, if there is one. Raises Missing."""
    _subject(stream, by)
    return standing(stream)


def standing(stream: str) -> Hold | None:
    """The hold on this, if there is one."""
    return db.session.scalar(sa.select(Hold).where(Hold.stream == stream, Hold.lifted_at.is_(None)))


def in_reach(by: Actor) -> list[AnyRow]:
    """What is held in the units that this person leads, newest first: stream, reason, at, by_name, unit_name."""
    placed_by = aliased(Person)
    return list(
        db.session.execute(
            sa.select(Hold.stream, Hold.reason, Hold.at, placed_by.name.label("by_name"), Unit.name.label("unit_name"))
            .join(Unit, Unit.id == Hold.unit_id)
            .outerjoin(placed_by, placed_by.id == Hold.by_id)
            .where(Hold.unit_id.in_(sorted(by.area(Permission.DECIDE))), Hold.lifted_at.is_(None))
            .order_by(Hold.id.desc())
            .limit(AT_MOST)
        )
    )


def _subject(stream: str, by: Actor | None) -> Any:
    word, _slash, number = stream.partition("/")
    if word not in MODELS or not (number.isascii() and number.isdecimal()):
        raise Missing
    subject = db.session.get(MODELS[word], int(number), populate_existing=True)
    if subject is None or (by is not None and subject.unit_id not in by.area(Permission.DECIDE)):
        raise Missing
    return subject

"""Lists of measures: one's own, a unit's, and those of one meeting. Their cost never follows the history."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app import clock
from app.domain.afterwards import DONE, OVERDUE
from app.domain.levels import Gate
from app.domain.permissions import Permission
from app.models import Assessment, ChosenMeasure, Meeting, Person, Unit
from app.models.base import AnyRow, AnySelect
from app.models.ready import Ready
from app.services import paging
from app.services.paging import Cursor, Page
from app.services.people_acting import Actor

_DOER = aliased(Person)
_M = ChosenMeasure
_ALL = sa.literal(1) == 1
_ME = sa.bindparam("me", type_=_M.responsible_id.type)


def mine(by: Actor, state: str, *, now: dt.datetime, after: Cursor | None = None) -> Page:
    """What this person is responsible for, by state: soonest due first, the done ones newest first.

    A row's `topic` is None, and the meeting does not open, unless it is one's own.
    """
    rows = _mine(state, after is None).all(me=by.id, now=now, **paging.values((), after))
    return paging.page(rows, _moment(state).key)


@functools.cache
def _mine(state: str, is_first: bool) -> Ready:
    own = _M.employee_id == _ME
    listed = _listed(topic_to=own, opens_to=own).where(_M.responsible_id == _ME, *_in(state))
    if not is_first:
        listed = listed.where(paging.beyond(_moment(state), _M.id, newest_first=state == DONE))
    return Ready(_ordered(listed, state).limit(paging.PAGE + 1))


def of_units(
    by: Actor, state: str, *, now: dt.datetime, unit_ids: frozenset[int] | None = None, after: Cursor | None = None
) -> Page:
    """The measures of flagged meetings in this person's area, or in those of its units that are named.

    `topic`, `words` and `responsible`, which somebody typed, are None where free text is not for this person.
    """
    area = by.area(Permission.READ_FLAGGED)
    units = area if unit_ids is None else area & unit_ids
    listed = _of_units(state, paging.apart(units), after is None)
    rows = listed.all(now=now, reads=sorted(by.area(Permission.DECIDE)), **paging.values(units, after))
    return paging.page(rows, _moment(state).key)


@functools.cache
def _of_units(state: str, units: int, is_first: bool) -> Ready:
    judged = aliased(Assessment)
    flagged = sa.select(judged.id).where(judged.id == _M.assessment_id, judged.gate != Gate.HOLD).exists()
    wanted = [*_in(state), flagged]
    ids = paging.nearest(_M, _moment(state), wanted, units=units, is_first=is_first, newest_first=state == DONE)
    reads = _M.unit_id.in_(sa.bindparam("reads", expanding=True))
    return Ready(_ordered(_listed(topic_to=reads, words_to=reads).where(_M.id.in_(ids)), state))


def of_meeting(meeting_id: int) -> list[AnyRow]:
    """The measures of a meeting that stand, for its employee."""
    return _OF_MEETING.all(meeting_id=meeting_id)


def due_today(by: Actor, *, now: dt.datetime) -> int:
    """How many of one's own are due by the end of today, or overdue; counted to a hundred."""
    return int(_DUE.one(me=by.id, tomorrow=clock.start_of_day(now, days=1)).number)


_DUE = Ready(
    sa.select(sa.func.count().label("number")).select_from(
        sa.select(_M.id)
        .where(_M.responsible_id == _ME, _M.settled_at.is_(None), _M.due_at < sa.bindparam("tomorrow"))
        .limit(100)
        .subquery()
    )
)


def _moment(state: str) -> Any:
    return _M.done_at if state == DONE else _M.due_at


def _in(state: str) -> list[sa.ColumnElement[bool]]:
    if state == DONE:
        return [_M.done_at.is_not(None)]
    return [_M.settled_at.is_(None), *([_M.due_at < sa.bindparam("now")] if state == OVERDUE else [])]


def _ordered(listed: AnySelect, state: str) -> AnySelect:
    moment = _moment(state)
    return listed.order_by(moment.desc(), _M.id.desc()) if state == DONE else listed.order_by(moment, _M.id)


def _listed(*, topic_to: Any = _ALL, words_to: Any = _ALL, opens_to: Any = _ALL) -> AnySelect:
    """The columns of a row; topic and free text are None, and a button is left out, where they are not to be read."""
    stands = sa.and_(Assessment.superseded_at.is_(None), Meeting.withdrawn_at.is_(None))
    return (
        sa.select(
            _M.id,
            _M.meeting_id,
            _M.code,
            sa.case((words_to, _M.words)).label("words"),
            sa.case((words_to, _M.responsible)).label("responsible"),
            _M.due_at,
            _M.done_at,
            _M.settled_at,
            _M.effect,
            sa.case((topic_to, Meeting.topic)).label("topic"),
            sa.case((opens_to, True), else_=False).label("opens"),
            sa.case((sa.and_(words_to, stands), True), else_=False).label("may_tick"),
            Meeting.form,
            Meeting.starts_at,
            Meeting.ends_at,
            Person.name.label("employee_name"),
            Unit.name.label("unit_name"),
            _DOER.name.label("done_by_name"),
        )
        .join(Meeting, Meeting.id == _M.meeting_id)
        .join(Assessment, Assessment.id == _M.assessment_id)
        .join(Person, Person.id == _M.employee_id)
        .join(Unit, Unit.id == _M.unit_id)
        .outerjoin(_DOER, _DOER.id == _M.done_by_id)
    )


_OF_MEETING = Ready(
    _listed().where(_M.meeting_id == sa.bindparam("meeting_id"), Assessment.superseded_at.is_(None)).order_by(_M.id)
)

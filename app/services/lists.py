"""Lists of meetings: one's own, and those that wait for a leader. Their cost never follows the history."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import statistics
from typing import Any

import sqlalchemy as sa

from app import clock
from app.domain.permissions import Permission
from app.domain.standing import NEEDS_ACTION, Standing, standing
from app.models import Assessment, Decision, Meeting, Person, Unit
from app.models.base import AnyRow, AnySelect
from app.models.meeting import INDEX_OF_WAITING
from app.models.ready import Ready
from app.services import paging
from app.services.narrowing import EVERYTHING, Narrowing, conditions
from app.services.paging import PAGE, UNITS, Cursor, Page
from app.services.people_acting import Actor

MOST_AHEAD = 200
SHAPES = 64  # of a statement that are kept: what is asked for, and of how many units
COUNTED_FOR = dt.timedelta(days=90)
ASKED_FOR = dt.timedelta(days=7)


@dataclasses.dataclass(frozen=True)
class Listed:
    """A meeting as a row of a list."""

    row: AnyRow
    standing: Standing


@dataclasses.dataclass(frozen=True)
class MyMeetings:
    """One's own meetings, sorted by what they ask of one; those of `to_tell` are among the done ones too."""

    needs_action: list[Listed]
    today: list[Listed]
    coming: list[Listed]
    to_tell: list[Listed]
    done: list[Listed]
    more_done: tuple[dt.datetime, int] | None


_ROW = (
    Meeting.id,
    Meeting.form,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.topic,
    Meeting.withdrawn_at,
    Meeting.started_at,
    Meeting.finished_at,
    Meeting.outcome.label("went"),
    Assessment.level,
    Assessment.residual,
    Assessment.gate,
    Assessment.logged_at,
    Assessment.spoken_with,
)


_MINE = (
    sa.select(*_ROW, Decision.outcome)
    .join(Assessment, sa.and_(Assessment.meeting_id == Meeting.id, Assessment.superseded_at.is_(None)))
    .outerjoin(Decision, Decision.assessment_id == Assessment.id)
    .where(Meeting.employee_id == sa.bindparam("me"))
)
_NEWEST_FIRST = (Meeting.starts_at.desc(), Meeting.id.desc())
_AHEAD = Ready(
    _MINE.where(Meeting.starts_at >= sa.bindparam("since")).order_by(Meeting.starts_at, Meeting.id).limit(MOST_AHEAD)
)
_PAST = _MINE.where(Meeting.starts_at <= sa.bindparam("now")).order_by(*_NEWEST_FIRST).limit(PAGE + 1)
_DONE = Ready(_PAST)
_DONE_BEFORE = Ready(_PAST.where(paging.beyond(Meeting.starts_at, Meeting.id, newest_first=True)))
_LOGGED = _MINE.where(Assessment.logged_at.is_not(None), Assessment.spoken_with.is_(None))
_LAST = Ready(_LOGGED.order_by(*_NEWEST_FIRST).limit(5))
_LAST_OF_FORM = Ready(_LOGGED.where(Meeting.form == sa.bindparam("form")).order_by(*_NEWEST_FIRST).limit(5))


def my_meetings(by: Actor, *, now: dt.datetime, before: Cursor | None = None) -> MyMeetings:
    """Everything that lies ahead, and a page of what is done or called off, newest first."""
    ahead = _AHEAD.all(me=by.id, since=now - dt.timedelta(days=1))
    listed = [_listed(row, now) for row in ahead if _is_ahead(row, now)]
    past = (_DONE_BEFORE if before else _DONE).all(me=by.id, now=now, **paging.values((), before))
    open_ = [each for each in listed if each.standing is not Standing.WITHDRAWN]
    called_off = [each for each in reversed(listed) if each.standing is Standing.WITHDRAWN and each.row.starts_at > now]
    tomorrow = clock.start_of_day(now, days=1)
    over = [each for each in (_listed(row, now) for row in past[:PAGE]) if _is_done(each.row, now)]
    return MyMeetings(
        needs_action=[each for each in open_ if each.standing in NEEDS_ACTION],
        today=[each for each in open_ if each.standing not in NEEDS_ACTION and each.row.starts_at < tomorrow],
        coming=[each for each in open_ if each.standing not in NEEDS_ACTION and each.row.starts_at >= tomorrow],
        to_tell=[each for each in over if _is_to_tell(each, now)],
        done=[*([] if before else called_off), *over],
        more_done=(past[PAGE - 1].starts_at, past[PAGE - 1].id) if len(past) > PAGE else None,
    )


def to_start_from(by: Actor, form: str | None = None) -> list[AnyRow]:
    """One's own latest logged assessments, to start a new one from ("som sist")."""
    return (_LAST_OF_FORM if form else _LAST).all(me=by.id, form=form)


def awaiting_decision(by: Actor, after: Cursor | None = None, only: Narrowing = EVERYTHING) -> Page:
    """Flagged meetings that wait for a decision in this person's area, soonest first.

    The topic is None in units where this person represents safety and does not lead.
    """
    return _awaiting(Meeting.awaits_decision_since.key, by, after, only)


def awaiting_reaction(by: Actor, after: Cursor | None = None, only: Narrowing = EVERYTHING) -> Page:
    """Flagged meetings that may be held, and that a leader should have seen, soonest first."""
    return _awaiting(Meeting.awaits_reaction_since.key, by, after, only)


def _awaiting(since: str, by: Actor, after: Cursor | None, only: Narrowing) -> Page:
    area = by.area(Permission.READ_FLAGGED)
    waiting = _waiting(since, only.asked, after is None)
    told = paging.values(only.units(area), after) | only.values(area)
    return paging.page(waiting.all(reads=sorted(by.area(Permission.DECIDE)), **told), "starts_at")


@functools.lru_cache(SHAPES)
def _waiting(key: str, asked: tuple[str, ...], is_first: bool) -> Ready:
    since = getattr(Meeting, key)
    waiting = _flagged(since.label("since")).where(since.is_not(None), *conditions(asked), Meeting.unit_id.in_(UNITS))
    if not is_first:
        waiting = waiting.where(paging.beyond(Meeting.starts_at, Meeting.id, newest_first=False))
    waiting = waiting.with_hint(Meeting, INDEX_OF_WAITING[key], "sqlite")
    return Ready(waiting.order_by(Meeting.starts_at, Meeting.id).limit(PAGE + 1))


def reviewed(by: Actor, *, since: dt.datetime, after: Cursor | None = None, only: Narrowing = EVERYTHING) -> Page:
    """Flagged meetings that a leader has answered after a moment, and that wait for nothing more; latest first."""
    area = by.area(Permission.READ_FLAGGED)
    units = only.units(area)
    told = paging.values(units, after) | only.values(area)
    rows = _reviewed(only.asked, paging.apart(units), after is None).all(
        since=since, reads=sorted(by.area(Permission.DECIDE)), **told
    )
    return paging.page(rows, "reacted_at")


@functools.lru_cache(SHAPES)
def _reviewed(asked: tuple[str, ...], units: int, is_first: bool) -> Ready:
    answered = [
        Meeting.reacted_at.is_not(None),
        Meeting.reacted_at >= sa.bindparam("since"),
        Meeting.awaits_decision_since.is_(None),
        Meeting.awaits_reaction_since.is_(None),
        *conditions(asked),
    ]
    ids = paging.nearest(Meeting, Meeting.reacted_at, answered, units=units, is_first=is_first, newest_first=True)
    listed = _flagged(Meeting.reacted_at, Meeting.reaction_s, Decision.outcome)
    listed = listed.outerjoin(Decision, Decision.assessment_id == Assessment.id).where(Meeting.id.in_(ids))
    return Ready(listed.order_by(Meeting.reacted_at.desc(), Meeting.id.desc()))


def median_reaction(by: Actor, *, now: dt.datetime) -> int | None:
    """Seconds from a flagged meeting began to wait until a leader answered: the median of the latest answers.

    Of the 21 latest within 90 days; None when there are none.
    """
    area = by.area(Permission.READ_FLAGGED)
    latest = _reactions(paging.apart(area)).all(since=now - COUNTED_FOR, **paging.values(area, None))
    return int(statistics.median(row.reaction_s for row in latest)) if latest else None


@functools.lru_cache(SHAPES)
def _reactions(units: int) -> Ready:
    reacted, seconds = Meeting.reacted_at, Meeting.reaction_s
    recent = [reacted.is_not(None), reacted >= sa.bindparam("since"), seconds.is_not(None)]
    ids = paging.nearest(Meeting, reacted, recent, units=units, is_first=True, newest_first=True)
    return Ready(sa.select(seconds).where(Meeting.id.in_(ids)))


def _flagged(*more: Any) -> AnySelect:
    """The columns of a flagged meeting's row; the topic only in the units `reads`, in which one reads free text."""
    reads_words = Meeting.unit_id.in_(sa.bindparam("reads", expanding=True))
    topic = sa.case((reads_words, Meeting.topic), else_=sa.null()).label("topic")
    columns = [topic if column is Meeting.topic else column for column in _ROW]
    return (
        sa.select(*columns, *more, Person.name.label("employee_name"), Unit.name.label("unit_name"))
        .join(Assessment, sa.and_(Assessment.meeting_id == Meeting.id, Assessment.superseded_at.is_(None)))
        .join(Person, Person.id == Meeting.employee_id)
        .join(Unit, Unit.id == Meeting.unit_id)
    )


def _listed(row: AnyRow, now: dt.datetime) -> Listed:
    return Listed(
        row,
        standing(
            logged=row.logged_at is not None,
            gate=row.gate,
            outcome=row.outcome,
            withdrawn=row.withdrawn_at is not None,
            over=row.ends_at <= now,
            started=row.started_at is not None,
            finished=row.finished_at is not None,
        ),
    )


def _is_to_tell(each: Listed, now: dt.datetime) -> bool:
    """Whether its employee is asked how it went: as long as it is fresh in mind."""
    row = each.row
    return each.standing is Standing.OVER and row.went is None and row.ends_at > now - ASKED_FOR


def _is_ahead(row: AnyRow, now: dt.datetime) -> bool:
    return bool(row.ends_at > now or (row.started_at and not row.finished_at))


def _is_done(row: AnyRow, now: dt.datetime) -> bool:
    if row.started_at and not row.finished_at and not row.withdrawn_at:
        return False
    return bool(row.ends_at <= now or row.finished_at or row.withdrawn_at)

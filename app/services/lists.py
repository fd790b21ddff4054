"""Lists of meetings: one's own, and those that wait for a leader. Their cost never follows the history."""

from __future__ import annotations

import dataclasses
import datetime as dt
import statistics
from typing import Any

import sqlalchemy as sa

from app import clock
from app.domain.permissions import Permission
from app.domain.standing import NEEDS_ACTION, Standing, standing
from app.models import Assessment, Decision, Meeting, Person, Unit, db
from app.models.base import AnyRow, AnySelect
from app.models.meeting import INDEX_OF_WAITING
from app.services import paging
from app.services.narrowing import EVERYTHING, Narrowing
from app.services.people_acting import Actor

PAGE = 20
MOST_AHEAD = 200
COUNTED_FOR = dt.timedelta(days=90)
ASKED_FOR = dt.timedelta(days=7)


@dataclasses.dataclass(frozen=True)
class Listed:
    """A meeting as a row of a list."""

    row: AnyRow
    standing: Standing


@dataclasses.dataclass(frozen=True)
class Page:
    """Some rows of a list, and the (starts_at, id) after which the next page begins, if there is one."""

    rows: list[AnyRow]
    next: tuple[dt.datetime, int] | None


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


def _mine(person_id: int) -> AnySelect:
    return (
        sa.select(*_ROW, Decision.outcome)
        .join(Assessment, sa.and_(Assessment.meeting_id == Meeting.id, Assessment.superseded_at.is_(None)))
        .outerjoin(Decision, Decision.assessment_id == Assessment.id)
        .where(Meeting.employee_id == person_id)
    )


def my_meetings(by: Actor, *, now: dt.datetime, before: tuple[dt.datetime, int] | None = None) -> MyMeetings:
    """Everything that lies ahead, and a page of what is done or called off, newest first."""
    ahead = _mine(by.id).where(Meeting.starts_at >= now - dt.timedelta(days=1)).order_by(Meeting.starts_at, Meeting.id)
    listed = [_listed(row, now) for row in db.session.execute(ahead.limit(MOST_AHEAD)) if _is_ahead(row, now)]
    done = _mine(by.id).where(Meeting.starts_at <= now)
    if before:
        done = done.where(sa.tuple_(Meeting.starts_at, Meeting.id) < sa.tuple_(*map(sa.literal, before)))
    past = list(db.session.execute(done.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(PAGE + 1)))
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
    logged = _mine(by.id).where(Assessment.logged_at.is_not(None), Assessment.spoken_with.is_(None))
    if form:
        logged = logged.where(Meeting.form == form)
    return list(db.session.execute(logged.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(5)))


def awaiting_decision(by: Actor, after: tuple[dt.datetime, int] | None = None, only: Narrowing = EVERYTHING) -> Page:
    """Flagged meetings that wait for a decision in this person's area, soonest first.

    The topic is None in units where this person represents safety and does not lead.
    """
    return _awaiting(Meeting.awaits_decision_since, by, after, only)


def awaiting_reaction(by: Actor, after: tuple[dt.datetime, int] | None = None, only: Narrowing = EVERYTHING) -> Page:
    """Flagged meetings that may be held, and that a leader should have seen, soonest first."""
    return _awaiting(Meeting.awaits_reaction_since, by, after, only)


def _awaiting(since: Any, by: Actor, after: tuple[dt.datetime, int] | None, only: Narrowing) -> Page:
    area = by.area(Permission.READ_FLAGGED)
    waiting = _flagged(by, since.label("since")).where(since.is_not(None), *only.conditions(area))
    waiting = waiting.where(Meeting.unit_id.in_(sorted(only.units(area))))
    waiting = waiting.with_hint(Meeting, INDEX_OF_WAITING[since.key], "sqlite")
    if after:
        waiting = waiting.where(sa.tuple_(Meeting.starts_at, Meeting.id) > sa.tuple_(*map(sa.literal, after)))
    rows = list(db.session.execute(waiting.order_by(Meeting.starts_at, Meeting.id).limit(PAGE + 1)))
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], (last.starts_at, last.id) if last else None)


def reviewed(
    by: Actor, *, since: dt.datetime, after: tuple[dt.datetime, int] | None = None, only: Narrowing = EVERYTHING
) -> paging.Page:
    """Flagged meetings that a leader has answered after a moment, and that wait for nothing more; latest first."""
    area = by.area(Permission.READ_FLAGGED)
    answered = [
        Meeting.reacted_at.is_not(None),
        Meeting.reacted_at >= since,
        Meeting.awaits_decision_since.is_(None),
        Meeting.awaits_reaction_since.is_(None),
        *only.conditions(area),
    ]
    ids = paging.nearest(Meeting, Meeting.reacted_at, only.units(area), answered, after, newest_first=True)
    listed = _flagged(by, Meeting.reacted_at, Meeting.reaction_s, Decision.outcome)
    listed = listed.outerjoin(Decision, Decision.assessment_id == Assessment.id).where(Meeting.id.in_(ids))
    rows = paging.read(listed.order_by(Meeting.reacted_at.desc(), Meeting.id.desc()))
    return paging.page(rows, "reacted_at")


def median_reaction(by: Actor, *, now: dt.datetime) -> int | None:
    """Seconds from a flagged meeting began to wait until a leader answered: the median of the latest answers.

    Of the 21 latest within 90 days; None when there are none.
    """
    recent = [Meeting.reacted_at.is_not(None), Meeting.reacted_at >= now - COUNTED_FOR, Meeting.reaction_s.is_not(None)]
    area = by.area(Permission.READ_FLAGGED)
    ids = paging.nearest(Meeting, Meeting.reacted_at, area, recent, None, newest_first=True)
    seconds = list(db.session.scalars(sa.select(Meeting.reaction_s).where(Meeting.id.in_(ids))))
    return int(statistics.median([each for each in seconds if each is not None])) if seconds else None


def _flagged(by: Actor, *more: Any) -> AnySelect:
    """The columns of a flagged meeting's row; the topic only where this person reads free text."""
    reads_words = Meeting.unit_id.in_(sorted(by.area(Permission.DECIDE)))
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

"""Watching over a meeting that is under way: start, sign of life, extension, finish, and what happens in silence."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.domain import escalation as rules
from app.domain.escalation import Source, Urgency
from app.domain.events import Happened
from app.models import Meeting, db
from app.models.transaction import verb
from app.services import abort_tokens, notices, submissions, timeline
from app.services.escalations import Alarm, raise_alarm
from app.services.meetings import may_start, own
from app.services.people_acting import Actor
from app.services.refusals import MeetingOver, NotLogged, NotPossibleNow

AT_MOST = 1000


@verb
def start(
    meeting_id: int,
    *,
    check_every_min: int | None = None,
    code_word: str | None = None,
    key: str,
    by: Actor,
    now: dt.datetime,
) -> None:
    """The meeting begins: from now on the server waits for a sign that it is over.

    `check_every_min` asks for signs of life in between (meetings away). Raises NotLogged,
    NotPossibleNow while a leader's answer is missing or says no, MeetingOver, Withdrawn or Missing.
    """
    meeting, assessment = own(meeting_id, by=by)
    submissions.claim(key, ["start", check_every_min, code_word], meeting.id, by=by, now=now)
    if assessment.logged_at is None:
        raise NotLogged
    if meeting.is_over(now):
        raise MeetingOver
    if meeting.started_at is not None or not may_start(meeting, assessment, now):
        raise NotPossibleNow
    meeting.started_at, meeting.confirmed_at, meeting.check_every_min = now, now, check_every_min
    meeting.code_word = code_word
    _watch(meeting, now)
    abort_tokens.issue(meeting)
    timeline.record(meeting, Happened.MEETING_STARTED, by=by, now=now, check_every_min=check_every_min)


@verb
def give_sign_of_life(meeting_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """«Alt er bra»: the next sign is due one interval from now, or at the planned end. Raises NotPossibleNow."""
    meeting = _under_way(meeting_id, "sign of life", key=key, by=by, now=now)
    _watch(meeting, now)
    timeline.record(meeting, Happened.SIGN_OF_LIFE, by=by, now=now)


@verb
def extend(meeting_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """The meeting takes a quarter of an hour more. Raises NotPossibleNow."""
    meeting = _under_way(meeting_id, "extend", key=key, by=by, now=now)
    meeting.ends_at = max(meeting.ends_at, now) + rules.EXTENSION
    _watch(meeting, now)
    timeline.record(meeting, Happened.MEETING_EXTENDED, by=by, now=now, minutes=15)


@verb
def finish(meeting_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """«Ferdig»: nobody needs to watch any more. Raises NotPossibleNow."""
    meeting = _under_way(meeting_id, "finish", key=key, by=by, now=now)
    meeting.finished_at, meeting.check_due_at, meeting.reminded_at = now, None, None
    timeline.record(meeting, Happened.MEETING_FINISHED, by=by, now=now)


def due(now: dt.datetime) -> list[int]:
    """The ids of meetings under way about which the clock has something to do."""
    waiting = sa.select(Meeting.id).where(Meeting.check_due_at.is_not(None), _is_due(now))
    return list(db.session.connection().execute(waiting.order_by(Meeting.check_due_at).limit(AT_MOST)).scalars())


@verb
def look_after(meeting_id: int, *, now: dt.datetime) -> bool:
    """Remind the employee when a sign is due, and raise an alarm when the grace after that is over too.

    Returns whether anything was done. After the alarm the meeting is no longer watched: the alarm is.
    """
    meeting = db.session.scalar(
        sa.select(Meeting)
        .where(Meeting.id == meeting_id, Meeting.check_due_at.is_not(None), _is_due(now))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if meeting is None or meeting.check_due_at is None:
        return False
    if meeting.check_due_at > now:
        meeting.reminded_at, meeting.check_due_at = now, now + _grace(meeting)
    elif meeting.reminded_at is None:
        meeting.reminded_at, meeting.check_due_at = now, now + _grace(meeting)
        timeline.record(meeting, Happened.END_REMINDED, by=None, now=now)
        notices.remind(meeting, now=now)
    else:
        _raise_overdue(meeting, now)
    return True


def _is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Due, or reminded by a clock that has been set back since: the grace is then counted from now."""
    return sa.or_(Meeting.check_due_at <= now, Meeting.reminded_at > now + rules.CLOCKS_DIFFER)


def _raise_overdue(meeting: Meeting, now: dt.datetime) -> None:
    alarm = Alarm(
        f"overdue-{meeting.id}-{meeting.timeline_length}",
        Source.OVERDUE,
        Urgency.SAFE,
        meeting.employee_id,
        meeting.unit_id,
        meeting.form,
        meeting.id,
        meeting.place,
    )
    meeting.check_due_at = None
    db.session.flush()
    raise_alarm(alarm, by=None, now=now)
    db.session.expire(meeting)


def _grace(meeting: Meeting) -> dt.timedelta:
    """A quarter of an hour after the reminder; when signs of life were asked for, at most one interval."""
    if meeting.check_every_min is None:
        return rules.GRACE
    return min(rules.GRACE, dt.timedelta(minutes=meeting.check_every_min))


def _watch(meeting: Meeting, now: dt.datetime) -> None:
    meeting.check_due_at = max(meeting.ends_at, now)
    if meeting.check_every_min:
        meeting.check_due_at = min(meeting.check_due_at, now + dt.timedelta(minutes=meeting.check_every_min))
    meeting.reminded_at = None


def _under_way(meeting_id: int, what: str, *, key: str, by: Actor, now: dt.datetime) -> Meeting:
    meeting, _assessment = own(meeting_id, by=by)
    submissions.claim(key, what, meeting.id, by=by, now=now)
    if meeting.started_at is None or meeting.finished_at is not None:
        raise NotPossibleNow
    return meeting

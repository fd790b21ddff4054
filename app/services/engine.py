"""The clock's part: climbing, reminding, lapsing, and raising what nobody has raised. Any number may run at once."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import InterfaceError, OperationalError

from app.domain import escalation as rules
from app.domain.escalation import Move, Source, Status, Urgency
from app.domain.events import Happened
from app.models import Assessment, Escalation, Heartbeat, Meeting, db
from app.models.transaction import Busy, verb
from app.services import notices, timeline, watches
from app.services.escalations import Alarm, climb, links, locked, raise_alarm, ring_again, wait
from app.services.refusals import Missing

log = logging.getLogger("trygt.engine")

NAME = "alarms"
STALE_AFTER = dt.timedelta(seconds=30)
AT_MOST = 1000
SLACK = dt.timedelta(seconds=1)


def tick(now: dt.datetime) -> int:
    """Do everything that is due, each move in a transaction of its own; return how many moves were made."""
    made = sum(_alone(advance, number, now) for number in _due(now))
    made += sum(_alone(watches.look_after, number, now) for number in watches.due(now))
    made += sum(_alone(_raise_undecided, number, now) for number in _undecided(now))
    return made


def _alone(move: Callable[..., bool], number: int, now: dt.datetime) -> bool:
    """Make one move. One that cannot be made must not hold up the others; a database that is away concerns them all."""
    try:
        return move(number, now=now)
    except (Busy, OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a move failed", extra={"action": move.__name__, "about_id": number})
        return False


@verb
def advance(escalation_id: int, *, now: dt.datetime) -> bool:
    """Make the move that is due for one alarm, if it still is: another worker may have been here first.

    At most one link is climbed at a time, so that after a long silence every link gets its full
    patience. A clock that was set back makes nobody wait longer than one full patience.
    """
    try:
        alarm = locked(escalation_id, skip_busy=True)
    except Missing:
        return False
    if alarm.status == Status.CLOSED:
        return False
    if alarm.lapse_at and alarm.lapse_at <= now:
        _lapse(alarm, now)
    elif alarm.climb_at and alarm.climb_at <= now:
        rules.after(Status(alarm.status), Move.CLIMB)
        climb(alarm, now=now)
    elif alarm.remind_at and alarm.remind_at <= now:
        _remind(alarm, now)
    elif _waits_too_long(alarm, now):
        ring_or_wait(alarm, now)
    else:
        return False
    return True


def ring_or_wait(alarm: Escalation, now: dt.datetime) -> None:
    """Set the deadlines anew from now, because the clock was set back and they lie too far ahead."""
    if alarm.lapse_at:
        alarm.lapse_at = min(alarm.lapse_at, now + rules.REPORT_WITHIN)
    if alarm.status == Status.RINGING:
        wait(alarm, climb_at=now + dt.timedelta(seconds=alarm.patience_s), remind_at=now + rules.REMIND_EVERY)
    else:
        wait(alarm, remind_at=now + rules.REMIND_OWNER_EVERY)


@verb
def beat(now: dt.datetime, said: str | None = None) -> None:
    """Write that the engine is alive."""
    row = {"name": NAME, "beat_at": now, "said": said}
    insertion = postgresql.insert(Heartbeat.__table__)
    db.session.connection().execute(
        insertion.on_conflict_do_update(index_elements=["name"], set_={"beat_at": now, "said": said}), row
    )


def last_beat() -> dt.datetime | None:
    """When the engine was last alive; None when it never was."""
    return db.session.scalar(sa.select(Heartbeat.beat_at).where(Heartbeat.name == NAME))


def _due(now: dt.datetime) -> list[int]:
    due = sa.or_(
        Escalation.next_at <= now,
        sa.and_(Escalation.status == Status.RINGING, Escalation.next_at > now + rules.REMIND_EVERY + SLACK),
        Escalation.next_at > now + rules.REMIND_OWNER_EVERY + SLACK,
    )
    open_and_due = sa.select(Escalation.id).where(Escalation.closed_at.is_(None), due)
    return list(db.session.scalars(open_and_due.order_by(Escalation.next_at).limit(AT_MOST)))


def _lapse(alarm: Escalation, now: dt.datetime) -> None:
    rules.after(Status(alarm.status), Move.LAPSE)
    ring_again(alarm, now=now)
    timeline.record(alarm, Happened.ALARM_LAPSED, by=None, now=now)
    climb(alarm, now=now)


def _remind(alarm: Escalation, now: dt.datetime) -> None:
    """Tell everybody who was reached before again; an owner is reminded that the alarm is still open."""
    rules.after(Status(alarm.status), Move.REMIND)
    alarm.reminders += 1
    if alarm.status == Status.RINGING:
        wait(alarm, climb_at=alarm.climb_at, remind_at=now + rules.REMIND_EVERY)
        told = notices.reached_so_far(links(alarm))
    else:
        wait(alarm, remind_at=now + rules.REMIND_OWNER_EVERY)
        told = [alarm.owner_id] if alarm.owner_id else []
    notices.tell(alarm, told, f"turn-{alarm.reminders}", now=now)
    timeline.record(alarm, Happened.ALARM_REMINDED, by=None, now=now, count=alarm.reminders)


def _waits_too_long(alarm: Escalation, now: dt.datetime) -> bool:
    longest = rules.REMIND_EVERY if alarm.status == Status.RINGING else rules.REMIND_OWNER_EVERY
    return alarm.next_at is not None and alarm.next_at > now + longest + SLACK


def _undecided(now: dt.datetime) -> list[int]:
    """Flagged meetings that are about to start, or have started, without a leader's decision."""
    raised = sa.select(Escalation.id).where(Escalation.meeting_id == Meeting.id, Escalation.source == Source.UNDECIDED)
    waiting = sa.select(Meeting.id).where(
        Meeting.awaits_decision_since.is_not(None),
        Meeting.starts_at <= now + rules.DECIDE_BEFORE_START,
        Meeting.ends_at > now,
        ~raised.exists(),
    )
    return list(db.session.scalars(waiting.limit(AT_MOST)))


@verb
def _raise_undecided(meeting_id: int, *, now: dt.datetime) -> bool:
    found = db.session.execute(
        sa.select(Meeting, Assessment)
        .join(Assessment, Assessment.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id, Assessment.superseded_at.is_(None))
        .with_for_update(of=Meeting)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None or found[0].awaits_decision_since is None:
        return False
    meeting, assessment = found
    raise_alarm(
        Alarm(
            f"undecided-{assessment.id}",
            Source.UNDECIDED,
            Urgency.SAFE,
            meeting.employee_id,
            meeting.unit_id,
            meeting.form,
            meeting.id,
            meeting.place,
        ),
        by=None,
        now=now,
    )
    return True

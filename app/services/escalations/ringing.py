"""An alarm as a locked row: its chain, its deadlines, and the moves that both people and the clock make."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.domain import escalation as rules
from app.domain.escalation import Move, Situation, Source, Status, Urgency
from app.domain.events import Happened
from app.models import Acknowledgement, Escalation, Link, db
from app.services import notices, timeline
from app.services.refusals import AlarmClosed, AlreadyOwned, Missing, NotPossibleNow


def situation(alarm: Escalation) -> Situation:
    """What has happened, as it must be read back."""
    return Situation(Source(alarm.source), Urgency(alarm.urgency), alarm.form)


def climb(alarm: Escalation, *, now: dt.datetime) -> None:
    """Make the next link that has not declined responsible, and tell all that were reached before it again.

    At the top it keeps ringing: everybody is told again, and every board shows it.
    """
    chain = links(alarm)
    following = [link for link in chain if link.position > alarm.position and link.declined_at is None]
    if following:
        alarm.position = following[0].position
        following[0].reached_at = now
        timeline.record(alarm, Happened.ALARM_CLIMBED, by=None, now=now, position=alarm.position)
    elif alarm.at_top_since is None:
        alarm.at_top_since = now
        timeline.record(alarm, Happened.ALARM_REACHED_TOP, by=None, now=now)
    alarm.reminders += 1
    wait(alarm, climb_at=now + dt.timedelta(seconds=alarm.patience_s), remind_at=now + rules.REMIND_EVERY)
    notices.tell(alarm, notices.reached_so_far(chain), f"turn-{alarm.reminders}", now=now)


def ring_again(alarm: Escalation, *, now: dt.datetime) -> None:
    """An acknowledgement has ended without the alarm being closed: nobody has it."""
    end_standing(alarm, now)
    alarm.status, alarm.owner_id, alarm.offered_to_id = Status.RINGING, None, None
    alarm.acknowledged_at = alarm.reported_at = alarm.lapse_at = None
    wait(alarm, climb_at=now + dt.timedelta(seconds=alarm.patience_s), remind_at=now + rules.REMIND_EVERY)


def wait(alarm: Escalation, *, climb_at: dt.datetime | None = None, remind_at: dt.datetime) -> None:
    """Set when the clock has something to do with the alarm again."""
    alarm.climb_at, alarm.remind_at = climb_at, remind_at
    alarm.next_at = min(moment for moment in (climb_at, remind_at, alarm.lapse_at) if moment)


def locked(escalation_id: int, *, skip_busy: bool = False) -> Escalation:
    """The alarm, locked for this transaction. Raises Missing (also when another worker has it, if `skip_busy`)."""
    alarm: Escalation | None = db.session.scalar(
        sa.select(Escalation)
        .where(Escalation.id == escalation_id)
        .with_for_update(skip_locked=skip_busy)
        .execution_options(populate_existing=True)
    )
    if alarm is None:
        raise Missing
    return alarm


def links(alarm: Escalation) -> list[Link]:
    """The alarm's chain in order."""
    query = sa.select(Link).where(Link.escalation_id == alarm.id).order_by(Link.position)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def link_of(alarm: Escalation, person_id: int) -> Link | None:
    return db.session.scalar(sa.select(Link).where(Link.escalation_id == alarm.id, Link.person_id == person_id))


def moved(alarm: Escalation, move: Move) -> Status:
    """The status after a move. Raises a refusal with a sentence when MOVES has no such move."""
    try:
        return rules.after(Status(alarm.status), move)
    except rules.Impossible as error:
        refusal = {Status.CLOSED: AlarmClosed, Status.OWNED: AlreadyOwned}.get(Status(alarm.status), NotPossibleNow)
        raise refusal from error


def end_standing(alarm: Escalation, now: dt.datetime) -> None:
    standing = sa.and_(Acknowledgement.escalation_id == alarm.id, Acknowledgement.ended_at.is_(None))
    db.session.execute(
        sa.update(Acknowledgement).where(standing).values(ended_at=now).execution_options(synchronize_session=False)
    )

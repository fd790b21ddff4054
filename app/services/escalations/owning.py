"""Having an alarm: status from the place, handing over, letting go, closing, and the follow-up that begins then."""

from __future__ import annotations

import datetime as dt

from app.domain import escalation as rules
from app.domain.escalation import Move, Source, Status
from app.domain.events import Happened
from app.models import Escalation, FollowUp, Report, db
from app.models.transaction import verb
from app.services import notices, timeline
from app.services.escalations.ringing import climb, end_standing, link_of, links, locked, moved, ring_again, wait
from app.services.people_acting import Actor
from app.services.refusals import AlarmClosed, Missing, NotOwner, NotReported


@verb
def report(escalation_id: int, words: str, *, by: Actor, now: dt.datetime) -> None:
    """A status from the place: without one within ten minutes the acknowledgement lapses. Raises NotOwner."""
    alarm = _owned(escalation_id, Move.REPORT, by)
    db.session.add(Report(escalation_id=alarm.id, by_id=by.id, words=words, at=now))
    alarm.reported_at, alarm.lapse_at = now, None
    wait(alarm, remind_at=now + rules.REMIND_OWNER_EVERY)
    timeline.record(alarm, Happened.STATUS_REPORTED, by=by, now=now)


@verb
def offer(escalation_id: int, person_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Offer the alarm to another of the chain; one keeps it until they have read it back. Raises NotOwner, Missing."""
    alarm = _owned(escalation_id, Move.OFFER, by)
    if person_id in (by.id, alarm.employee_id) or link_of(alarm, person_id) is None:
        raise Missing
    alarm.offered_to_id = person_id
    timeline.record(alarm, Happened.ALARM_OFFERED, by=by, now=now, to_id=person_id)
    notices.tell(alarm, [person_id], f"offer-{alarm.timeline_length}", now=now)


@verb
def release(escalation_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Let go of an alarm after all: it rings again, at the next link. Raises NotOwner."""
    alarm = _owned(escalation_id, Move.RELEASE, by)
    ring_again(alarm, now=now)
    timeline.record(alarm, Happened.ALARM_RELEASED, by=by, now=now)
    climb(alarm, now=now)


@verb
def close(escalation_id: int, words: str, *, by: Actor, now: dt.datetime) -> None:
    """Close an alarm with a text, after a status from the place; the employee's follow-up begins.

    Raises NotOwner or NotReported.
    """
    alarm = _owned(escalation_id, Move.CLOSE, by)
    if alarm.reported_at is None:
        raise NotReported
    alarm.status, alarm.closed_at, alarm.closing_words = Status.CLOSED, now, words
    alarm.climb_at = alarm.remind_at = alarm.lapse_at = alarm.next_at = alarm.offered_to_id = None
    end_standing(alarm, now)
    timeline.record(alarm, Happened.ALARM_CLOSED, by=by, now=now)
    if not alarm.is_drill and alarm.source != Source.UNDECIDED:
        _begin_follow_up(alarm, now)


def _owned(escalation_id: int, move: Move, by: Actor) -> Escalation:
    alarm = locked(escalation_id)
    if alarm.status == Status.CLOSED:
        raise AlarmClosed
    if alarm.owner_id != by.id:
        raise NotOwner if by.id == alarm.employee_id or link_of(alarm, by.id) else Missing
    moved(alarm, move)
    return alarm


def _begin_follow_up(alarm: Escalation, now: dt.datetime) -> None:
    nearest = links(alarm)[0].person_id
    db.session.add_all(
        FollowUp(escalation_id=alarm.id, day=day, assigned_to_id=nearest, due_at=now + dt.timedelta(days=day))
        for day in rules.FOLLOW_UP_DAYS
    )

"""Owning an alarm: a status from the place, handing it over, letting go of it, and closing it at last."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.domain import escalation as rules
from app.domain.escalation import Move, Source, Status
from app.domain.events import Happened
from app.models import Escalation, FollowUp, Report, db
from app.models.transaction import verb
from app.services import notices, timeline
from app.services.escalations import ringing
from app.services.escalations.rows import after, owned, still_here
from app.services.people_acting import Actor
from app.services.refusals import Missing, NotReported


@verb
def report(escalation_id: int, words: str, *, by: Actor, now: dt.datetime) -> None:
    """A status from the place: without one within ten minutes the acknowledgement lapses. Raises NotOwner."""
    alarm = owned(escalation_id, Move.REPORT, by)
    db.session.add(Report(escalation_id=alarm.id, by_id=by.id, words=words, at=now))
    alarm.reported_at = now
    ringing.wait(alarm, now=now, remind_at=now + rules.REMIND_OWNER_EVERY)
    timeline.record(alarm, Happened.STATUS_REPORTED, by=by, now=now)


@verb
def offer(escalation_id: int, person_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Offer the alarm to another of the chain who still has access; one keeps it until they read it back.

    Raises NotOwner or Missing.
    """
    alarm = owned(escalation_id, Move.OFFER, by)
    if person_id == by.id or person_id not in {link.person_id for link in still_here(alarm)}:
        raise Missing
    alarm.offered_to_id = person_id
    timeline.record(alarm, Happened.ALARM_OFFERED, by=by, now=now, to_id=person_id)
    notices.tell_one(alarm, person_id, f"offer-{alarm.timeline_length}", now=now)


@verb
def release(escalation_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Let go of an alarm after all: it rings again, at the next link. Raises NotOwner."""
    alarm = owned(escalation_id, Move.RELEASE, by)
    trail = ringing.Trail(now)
    ringing.ring_again(alarm, Move.RELEASE, trail=trail)
    trail.note(alarm, Happened.ALARM_RELEASED, by=by)
    ringing.climb(alarm, still_here(alarm), trail=trail)
    db.session.flush()
    trail.write()


@verb
def close(escalation_id: int, words: str, *, by: Actor, now: dt.datetime) -> None:
    """Close an alarm with a text, after a status from the place; the employee's follow-up begins.

    Raises NotOwner or NotReported.
    """
    alarm = owned(escalation_id, Move.CLOSE, by)
    if alarm.reported_at is None:
        raise NotReported
    alarm.status, alarm.closed_at, alarm.closing_words = after(alarm, Move.CLOSE), now, words
    alarm.climb_at = alarm.remind_at = alarm.lapse_at = alarm.next_at = alarm.offered_to_id = None
    ringing.end_standing([alarm.id], now=now)
    timeline.record(alarm, Happened.ALARM_CLOSED, by=by, now=now)
    if not alarm.is_drill and alarm.source != Source.UNDECIDED:
        _begin_follow_up(alarm, now)


@verb
def look_at_once(owner_id: int, *, now: dt.datetime) -> None:
    """Whatever the engine waits for with the alarms that this person owns is due now: their access has ended.

    No wait of before is kept, also not one that was set by a clock that has since been set back.
    """
    held = sa.and_(Escalation.owner_id == owner_id, Escalation.status == Status.OWNED)
    if_awaited = sa.case((Escalation.lapse_at.is_not(None), sa.literal(now, Escalation.lapse_at.type)))
    due = {"timed_at": now, "remind_at": now, "lapse_at": if_awaited, "next_at": now}
    db.session.connection().execute(sa.update(Escalation.__table__).where(held).values(due))


def _begin_follow_up(alarm: Escalation, now: dt.datetime) -> None:
    nearest = _nearest_still_here(alarm)
    db.session.add_all(
        FollowUp(escalation_id=alarm.id, day=day, assigned_to_id=nearest, due_at=now + dt.timedelta(days=day))
        for day in rules.FOLLOW_UP_DAYS
    )


def _nearest_still_here(alarm: Escalation) -> int:
    """Whoever stands first in the chain and still has access; without one, the owner."""
    return next((link.person_id for link in still_here(alarm)), int(alarm.owner_id or 0))

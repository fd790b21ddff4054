"""Answering an alarm: acknowledge it in the app or by phone, or pass it on. The first to understand it owns it."""

from __future__ import annotations

import datetime as dt

from app.domain import escalation as rules
from app.domain.escalation import Action, How, Move, Status
from app.domain.events import Happened
from app.models import Acknowledgement, Escalation, Person, db
from app.models.transaction import verb
from app.services import timeline
from app.services.escalations import ringing
from app.services.escalations.rows import after, link_of, locked, may_acknowledge, situation, still_here
from app.services.people_acting import Actor, acting
from app.services.refusals import AlreadyOwned, Missing, NotPossibleNow, OwnAlarm


@verb
def acknowledge(escalation_id: int, understood: str, action: Action, *, by: Actor, now: dt.datetime) -> bool:
    """Take an alarm: one has received it, understood it, and does this. False when the read-back is wrong.

    The first one owns it; whoever was offered it takes it over; the same answer sent twice counts once.
    Raises Missing for anybody who does not answer for it, OwnAlarm, AlreadyOwned, AlarmClosed, or
    NotPossibleNow when the owner says to do something else: that is a status.
    """
    alarm = locked(escalation_id)
    if alarm.employee_id == by.id:
        raise OwnAlarm
    if not may_acknowledge(alarm, by):
        raise Missing
    return _take(alarm, by.id, How.IN_APP, understood, action, by=by, now=now)


@verb
def acknowledge_by_phone(
    escalation_id: int, person_id: int, understood: str, action: Action, *, by: Actor, now: dt.datetime
) -> bool:
    """Record that one got hold, by phone, of somebody who answers for the alarm and who repeated the message.

    Only whoever the alarm is about can record it. False when what was repeated is wrong.
    """
    alarm = locked(escalation_id)
    if alarm.employee_id != by.id or person_id == by.id or not _answers(alarm, person_id, now):
        raise Missing
    return _take(alarm, person_id, How.BY_PHONE, understood, action, by=by, now=now)


@verb
def decline(escalation_id: int, *, by: Actor, now: dt.datetime) -> None:
    """ "Kan ikke, send videre": the next link is responsible at once. A second time changes nothing.

    Raises Missing, AlreadyOwned or AlarmClosed.
    """
    alarm = locked(escalation_id)
    link = link_of(alarm, by.id)
    if link is None:
        raise Missing
    after(alarm, Move.DECLINE)
    if link.declined_at is not None:
        return
    link.declined_at = now
    trail = ringing.Trail(now)
    trail.note(alarm, Happened.ALARM_DECLINED, by=by, position=link.position)
    if link.position == alarm.position:
        ringing.climb(alarm, still_here(alarm), trail=trail)
    db.session.flush()
    trail.write()


def _take(
    alarm: Escalation, person_id: int, how: How, understood: str, action: Action, *, by: Actor, now: dt.datetime
) -> bool:
    takes_over = alarm.status == Status.OWNED and alarm.offered_to_id == person_id
    if alarm.status == Status.OWNED and not takes_over and alarm.owner_id != person_id:
        raise AlreadyOwned
    if understood != situation(alarm).code:
        after(alarm, Move.MISREAD)
        timeline.record(alarm, Happened.ALARM_MISREAD, by=by, now=now, how=how)
        return False
    if alarm.owner_id == person_id and alarm.status == Status.OWNED:
        return _said_again(alarm, action)
    alarm.status = after(alarm, Move.TAKE_OVER if takes_over else Move.ACKNOWLEDGE)
    ringing.end_standing([alarm.id], now=now)
    alarm.owner_id, alarm.offered_to_id, alarm.reported_at, alarm.at_top_since = person_id, None, None, None
    alarm.acknowledged_at = now
    alarm.first_acknowledged_at = alarm.first_acknowledged_at or now
    ringing.wait(alarm, now=now, remind_at=now + rules.REMIND_OWNER_EVERY, lapse_at=now + rules.REPORT_WITHIN)
    acknowledgement = Acknowledgement(
        escalation_id=alarm.id,
        employee_id=alarm.employee_id,
        by_id=person_id,
        recorded_by_id=by.id,
        how=how,
        understood=understood,
        action=action,
        at=now,
    )
    db.session.add(acknowledgement)
    kind = Happened.ALARM_TAKEN_OVER if takes_over else Happened.ALARM_ACKNOWLEDGED
    timeline.record(alarm, kind, by=by, now=now, how=how, action=action, person_id=person_id)
    return True


def _said_again(alarm: Escalation, action: Action) -> bool:
    standing = db.session.query(Acknowledgement.action).filter_by(escalation_id=alarm.id, ended_at=None).scalar()
    if standing != action:
        raise NotPossibleNow
    return True


def _answers(alarm: Escalation, person_id: int, now: dt.datetime) -> bool:
    """Whether they answer for the alarm and can own it: whoever has left could report nothing and close nothing."""
    person = db.session.get(Person, person_id)
    if person is None or person.deactivated_at is not None:
        return False
    return may_acknowledge(alarm, acting(person_id, now=now))

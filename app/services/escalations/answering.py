"""Answering an alarm: acknowledging it, in the app or by phone, and sending it on."""

from __future__ import annotations

import datetime as dt

from app.domain import escalation as rules
from app.domain.escalation import Action, How, Move, Status
from app.domain.events import Happened
from app.models import Acknowledgement, Escalation, db
from app.models.transaction import verb
from app.services import timeline
from app.services.escalations.ringing import climb, end_standing, link_of, locked, moved, situation, wait
from app.services.people_acting import Actor
from app.services.refusals import AlreadyOwned, Missing, OwnAlarm


@verb
def acknowledge(escalation_id: int, understood: str, action: Action, *, by: Actor, now: dt.datetime) -> bool:
    """Take an alarm: one has received it, understood it, and does this. False when the read-back is wrong.

    The first one owns it; whoever was offered it takes it over. Raises Missing for anybody outside
    the chain, OwnAlarm, AlreadyOwned or AlarmClosed.
    """
    alarm = locked(escalation_id)
    if alarm.employee_id == by.id:
        raise OwnAlarm
    if by.id != alarm.offered_to_id and link_of(alarm, by.id) is None:
        raise Missing
    return _take(alarm, by.id, How.IN_APP, understood, action, by=by, now=now)


@verb
def acknowledge_by_phone(
    escalation_id: int, person_id: int, understood: str, action: Action, *, by: Actor, now: dt.datetime
) -> bool:
    """Record that one got hold of a named person of the chain by phone, who repeated the message.

    Only whoever the alarm is about can record it. False when what was repeated is wrong.
    """
    alarm = locked(escalation_id)
    if alarm.employee_id != by.id or person_id == by.id or link_of(alarm, person_id) is None:
        raise Missing
    return _take(alarm, person_id, How.BY_PHONE, understood, action, by=by, now=now)


@verb
def decline(escalation_id: int, *, by: Actor, now: dt.datetime) -> None:
    """«Kan ikke, send videre»: the next link is responsible at once. Raises Missing, AlreadyOwned or AlarmClosed."""
    alarm = locked(escalation_id)
    link = link_of(alarm, by.id)
    if link is None:
        raise Missing
    moved(alarm, Move.DECLINE)
    link.declined_at = now
    timeline.record(alarm, Happened.ALARM_DECLINED, by=by, now=now, position=link.position)
    if link.position == alarm.position:
        climb(alarm, now=now)


def _take(
    alarm: Escalation, person_id: int, how: How, understood: str, action: Action, *, by: Actor, now: dt.datetime
) -> bool:
    if alarm.status == Status.OWNED and alarm.owner_id == person_id:
        return True
    takes_over = alarm.status == Status.OWNED and alarm.offered_to_id == person_id
    if alarm.status == Status.OWNED and not takes_over:
        raise AlreadyOwned
    if understood != situation(alarm).code:
        moved(alarm, Move.MISREAD)
        timeline.record(alarm, Happened.ALARM_MISREAD, by=by, now=now, how=how)
        return False
    status = moved(alarm, Move.TAKE_OVER if takes_over else Move.ACKNOWLEDGE)
    end_standing(alarm, now)
    alarm.status, alarm.owner_id, alarm.offered_to_id, alarm.acknowledged_at = status, person_id, None, now
    alarm.first_acknowledged_at = alarm.first_acknowledged_at or now
    alarm.reported_at, alarm.lapse_at, alarm.at_top_since = None, now + rules.REPORT_WITHIN, None
    wait(alarm, remind_at=now + rules.REMIND_OWNER_EVERY)
    db.session.add(
        Acknowledgement(
            escalation_id=alarm.id,
            employee_id=alarm.employee_id,
            by_id=person_id,
            recorded_by_id=by.id,
            how=how,
            understood=understood,
            action=action,
            at=now,
        )
    )
    kind = Happened.ALARM_TAKEN_OVER if takes_over else Happened.ALARM_ACKNOWLEDGED
    timeline.record(alarm, kind, by=by, now=now, how=how, action=action, person_id=person_id)
    return True

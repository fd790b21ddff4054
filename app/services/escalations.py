"""Raising an alarm, and what people do with it. The clock's part is in engine.py; the moves are domain/escalation."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app.domain import escalation as rules
from app.domain.escalation import Action, How, Move, Situation, Source, Status, Urgency
from app.domain.events import Happened
from app.models import Acknowledgement, Escalation, FollowUp, Link, Meeting, Report, Unit, db
from app.models.transaction import verb
from app.services import chains, notices, timeline
from app.services.people_acting import Actor
from app.services.refusals import (
    AlarmClosed,
    AlreadyOwned,
    Missing,
    NotOwner,
    NotPossibleNow,
    NotReported,
    OwnAlarm,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Alarm:
    """What is known when an alarm is raised. `client_key` is made by the device: the same key is the same alarm."""

    client_key: str
    source: Source
    urgency: Urgency
    employee_id: int
    unit_id: int
    form: str = rules.NO_FORM
    meeting_id: int | None = None
    place: str | None = None
    words: str | None = None
    do_not_call: bool = False
    is_drill: bool = False


@verb
def raise_alarm(alarm: Alarm, *, by: Actor | None, now: dt.datetime) -> int:
    """Raise an alarm and return its id: committed, with its frozen chain and its first notices, before this returns.

    Never refused, never limited. The same client key gives the same alarm. A second tap about the
    same meeting with the same urgency, while the first still rings, is the same alarm too.
    `by` is None when the clock raises it.
    """
    earlier = _ringing_already(alarm)
    if earlier is not None:
        return earlier
    patience = rules.patience(alarm.urgency, _shortened(alarm))
    row = {
        **dataclasses.asdict(alarm),
        "raised_at": now,
        "patience_s": int(patience.total_seconds()),
        "status": Status.RINGING,
        "climb_at": now + patience,
        "remind_at": now + rules.REMIND_EVERY,
        "next_at": now + min(patience, rules.REMIND_EVERY),
    }
    insertion = postgresql.insert(Escalation).on_conflict_do_nothing(index_elements=["client_key"])
    created = db.session.execute(insertion.returning(Escalation), [row]).scalar_one_or_none()
    if created is None:
        return db.session.scalars(sa.select(Escalation.id).where(Escalation.client_key == alarm.client_key)).one()
    _freeze_chain(created, now)
    _log_raised(created, by=by, now=now)
    return created.id


def situation(alarm: Escalation) -> Situation:
    """What has happened, as it must be read back."""
    return Situation(Source(alarm.source), Urgency(alarm.urgency), alarm.form)


@verb
def acknowledge(escalation_id: int, understood: str, action: Action, *, by: Actor, now: dt.datetime) -> bool:
    """Take an alarm: one has received it, understood it, and does this. False when the read-back is wrong.

    The first one owns it; whoever was offered it takes it over. Raises Missing for anybody outside
    the chain, OwnAlarm, AlreadyOwned or AlarmClosed.
    """
    alarm = locked(escalation_id)
    if alarm.employee_id == by.id:
        raise OwnAlarm
    if by.id != alarm.offered_to_id and _link_of(alarm, by.id) is None:
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
    if alarm.employee_id != by.id or person_id == by.id or _link_of(alarm, person_id) is None:
        raise Missing
    return _take(alarm, person_id, How.BY_PHONE, understood, action, by=by, now=now)


@verb
def decline(escalation_id: int, *, by: Actor, now: dt.datetime) -> None:
    """«Kan ikke, send videre»: the next link is responsible at once. Raises Missing, AlreadyOwned or AlarmClosed."""
    alarm = locked(escalation_id)
    link = _link_of(alarm, by.id)
    if link is None:
        raise Missing
    _move(alarm, Move.DECLINE)
    link.declined_at = now
    timeline.record(alarm, Happened.ALARM_DECLINED, by=by, now=now, position=link.position)
    if link.position == alarm.position:
        climb(alarm, now=now)


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
    if person_id in (by.id, alarm.employee_id) or _link_of(alarm, person_id) is None:
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
    _end_standing(alarm, now)
    timeline.record(alarm, Happened.ALARM_CLOSED, by=by, now=now)
    if not alarm.is_drill and alarm.source != Source.UNDECIDED:
        _begin_follow_up(alarm, now)


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
    _end_standing(alarm, now)
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


def _ringing_already(alarm: Alarm) -> int | None:
    if alarm.meeting_id is None or alarm.is_drill:
        return None
    return db.session.scalar(
        sa.select(Escalation.id).where(
            Escalation.meeting_id == alarm.meeting_id,
            Escalation.employee_id == alarm.employee_id,
            Escalation.source == alarm.source,
            Escalation.urgency == alarm.urgency,
            Escalation.status == Status.RINGING,
            Escalation.is_drill.is_(False),
        )
    )


def _shortened(alarm: Alarm) -> int | None:
    column = Unit.danger_patience_s if alarm.urgency is Urgency.DANGER else Unit.safe_patience_s
    return db.session.scalar(sa.select(column).where(Unit.id == alarm.unit_id))


def _freeze_chain(alarm: Escalation, now: dt.datetime) -> None:
    holders = chains.derive(alarm.unit_id, without=alarm.employee_id, now=now)
    told_at_once = [
        holder.person_id
        for position, holder in enumerate(holders)
        if position == 0 or (alarm.urgency == Urgency.DANGER and holder.unit_id == alarm.unit_id)
    ]
    if holders:
        db.session.connection().execute(
            sa.insert(Link.__table__),
            [
                {
                    "escalation_id": alarm.id,
                    "position": position,
                    "person_id": holder.person_id,
                    "unit_id": holder.unit_id,
                    "part": holder.part,
                    "name": holder.name,
                    "phone": holder.phone,
                    "reached_at": now if holder.person_id in told_at_once else None,
                }
                for position, holder in enumerate(holders)
            ],
        )
    else:
        alarm.at_top_since = now
    if alarm.urgency == Urgency.DANGER:
        told_at_once += notices.colleagues(alarm)
    notices.tell(alarm, told_at_once, "raised", now=now)


def _log_raised(alarm: Escalation, *, by: Actor | None, now: dt.datetime) -> None:
    facts = {"source": alarm.source, "urgency": alarm.urgency, "is_drill": alarm.is_drill}
    timeline.record(alarm, Happened.ALARM_RAISED, by=by, now=now, **facts)
    if alarm.meeting_id is not None:
        meeting = db.session.get_one(Meeting, alarm.meeting_id, populate_existing=True, with_for_update=True)
        timeline.record(meeting, Happened.ALARM_OF_MEETING, by=by, now=now, escalation_id=alarm.id, **facts)


def _take(
    alarm: Escalation, person_id: int, how: How, understood: str, action: Action, *, by: Actor, now: dt.datetime
) -> bool:
    if alarm.status == Status.OWNED and alarm.owner_id == person_id:
        return True
    takes_over = alarm.status == Status.OWNED and alarm.offered_to_id == person_id
    if alarm.status == Status.OWNED and not takes_over:
        raise AlreadyOwned
    if understood != situation(alarm).code:
        _move(alarm, Move.MISREAD)
        timeline.record(alarm, Happened.ALARM_MISREAD, by=by, now=now, how=how)
        return False
    status = _move(alarm, Move.TAKE_OVER if takes_over else Move.ACKNOWLEDGE)
    _end_standing(alarm, now)
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


def _end_standing(alarm: Escalation, now: dt.datetime) -> None:
    standing = sa.and_(Acknowledgement.escalation_id == alarm.id, Acknowledgement.ended_at.is_(None))
    db.session.execute(
        sa.update(Acknowledgement).where(standing).values(ended_at=now).execution_options(synchronize_session=False)
    )


def _move(alarm: Escalation, move: Move) -> Status:
    """The status after a move. Raises a refusal with a sentence when MOVES has no such move."""
    try:
        return rules.after(Status(alarm.status), move)
    except rules.Impossible as error:
        refusal = {Status.CLOSED: AlarmClosed, Status.OWNED: AlreadyOwned}.get(Status(alarm.status), NotPossibleNow)
        raise refusal from error


def _owned(escalation_id: int, move: Move, by: Actor) -> Escalation:
    alarm = locked(escalation_id)
    if alarm.status == Status.CLOSED:
        raise AlarmClosed
    if alarm.owner_id != by.id:
        raise NotOwner if by.id == alarm.employee_id or _link_of(alarm, by.id) else Missing
    _move(alarm, move)
    return alarm


def _link_of(alarm: Escalation, person_id: int) -> Link | None:
    return db.session.scalar(sa.select(Link).where(Link.escalation_id == alarm.id, Link.person_id == person_id))


def _begin_follow_up(alarm: Escalation, now: dt.datetime) -> None:
    nearest = links(alarm)[0].person_id
    db.session.add_all(
        FollowUp(escalation_id=alarm.id, day=day, assigned_to_id=nearest, due_at=now + dt.timedelta(days=day))
        for day in rules.FOLLOW_UP_DAYS
    )

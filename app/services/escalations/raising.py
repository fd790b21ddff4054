"""Raising an alarm: durable, idempotent, with its frozen chain and its first notices."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app.domain import escalation as rules
from app.domain.escalation import Source, Status, Urgency
from app.domain.events import Happened
from app.models import Escalation, Link, Meeting, Unit, db
from app.models.transaction import verb
from app.services import chains, notices, timeline
from app.services.people_acting import Actor


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

"""Raising an alarm: durable, once for each tap, with its frozen chain and its first notices. Never refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from typing import Any

import sqlalchemy as sa

from app import clock
from app.domain import escalation as rules
from app.domain.escalation import NO_FORM, Source, Status, Urgency
from app.domain.events import NO_EVENT, Happened
from app.models import Escalation, Link, Meeting, Submission, Unit
from app.models.base import UtcDateTime
from app.models.meeting import stream_of
from app.models.numbers import NextNumber
from app.models.ready import Ready, into
from app.models.transaction import verb
from app.services.chains import CHAIN
from app.services.escalations import ringing
from app.services.people_acting import Actor


@dataclasses.dataclass(frozen=True, slots=True)
class Alarm:
    """What is known when an alarm is raised. `client_key` is made by the device: the same key is the same alarm."""

    client_key: str
    source: Source
    urgency: Urgency
    employee_id: int
    unit_id: int
    form: str = NO_FORM
    meeting_id: int | None = None
    place: str | None = None
    words: str | None = None
    do_not_call: bool = False
    is_drill: bool = False

    @property
    def facts(self) -> dict[str, Any]:
        """Every field by its name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclasses.dataclass(slots=True)
class Head:
    """Where a timeline stands, while a verb writes on it."""

    stream: str
    timeline_length: int = 0
    timeline_hash: str = NO_EVENT

    @property
    def moved_on(self) -> dict[str, Any]:
        return {"timeline_length": self.timeline_length, "timeline_hash": self.timeline_hash}


@verb
def raise_alarm(alarm: Alarm, *, by: Actor | None, now: dt.datetime) -> int:
    """Raise an alarm and return its id: committed, with its frozen chain and its first notices, before this returns.

    The same person's same key is the same alarm, whatever has become of it, as long as source and
    urgency are the same too: "Fare nå" after "ingen akutt fare" on the same page is another alarm. A
    second tap about the same meeting that says nothing new, while the first still rings, is the same
    alarm, now and whenever that tap is sent again. `by` is None when the clock raises it.
    """
    meeting = _meeting(alarm.meeting_id)
    row = alarm.facts
    known = _KNOWN.one(**row, tap=_tap(alarm))
    if earlier := known.same_key or known.repeated:
        return int(earlier)
    if ringing_already := known.ringing and _says_nothing_new(alarm, row):
        _remember_tap(alarm, ringing_already, now)
        return ringing_already
    shortened = known.danger_patience_s if alarm.urgency == Urgency.DANGER else known.safe_patience_s
    trail, head = ringing.Trail(now), Head(f"escalation/{known.next_number}")
    trail.note(head, Happened.ALARM_RAISED, by=by, **_facts(alarm))
    if not _insert(row, known.next_number, head, rules.patience(alarm.urgency, shortened), now):
        return int(_KNOWN.one(**row, tap="").same_key)
    if not _freeze_chain(alarm, known.next_number, now):
        trail.note(head, Happened.ALARM_REACHED_TOP)
        _AT_TOP.count(id_=known.next_number, at_top_since=now, **head.moved_on)
    if meeting is not None:
        _tell_meeting(meeting, alarm, known.next_number, trail, by=by)
    trail.ringing.append(known.next_number)
    trail.write()
    return int(known.next_number)


def _facts(alarm: Alarm) -> dict[str, Any]:
    """What the lines of the log say of it."""
    return {"source": str(alarm.source), "urgency": str(alarm.urgency), "is_drill": alarm.is_drill}


def _meeting(meeting_id: int | None) -> Any:
    """The meeting that the alarm is about, locked: two taps about one meeting come one after the other."""
    if meeting_id is None:
        return None
    return _MEETING.one(meeting_id=meeting_id)


def _insert(row: dict[str, Any], number: int, head: Head, patience: dt.timedelta, now: dt.datetime) -> bool:
    """Store the new alarm, with its first line. False when the same key came at the same moment and was first."""
    climb_at, remind_at = now + patience, now + rules.REMIND_EVERY
    waits = {"climb_at": climb_at, "remind_at": remind_at, "next_at": min(climb_at, remind_at)}
    begun = {"raised_at": now, "timed_at": now, "patience_s": int(patience.total_seconds()), **_NEW}
    return _INSERT.count(id=number, **row, **begun, **waits, **head.moved_on) == 1


def _freeze_chain(alarm: Alarm, escalation_id: int, now: dt.datetime) -> bool:
    """Store who answers, in order, the first reached at once, in danger the whole unit. False when nobody does."""
    frozen = _FREEZE.count(
        unit_id=alarm.unit_id,
        without=alarm.employee_id,
        today=clock.today(now),
        escalation_id=escalation_id,
        all_of_unit=alarm.urgency == Urgency.DANGER,
        now=now,
    )
    return frozen > 0


def _tell_meeting(meeting: Any, alarm: Alarm, number: int, trail: ringing.Trail, *, by: Actor | None) -> None:
    """The line of the meeting that the alarm is about; whoever has aborted it is not watched any longer."""
    its = Head(stream_of(meeting.id), meeting.timeline_length, meeting.timeline_hash)
    trail.note(its, Happened.ALARM_OF_MEETING, by=by, escalation_id=number, **_facts(alarm))
    watched = None if alarm.source == Source.ABORT and not alarm.is_drill else meeting.check_due_at
    _MEETING_TOLD.count(id_=meeting.id, check_due_at=watched, **its.moved_on)


def _says_nothing_new(alarm: Alarm, row: dict[str, Any]) -> int | None:
    """The first alarm that rings for this meeting and has the same words; words are sealed, so they are read here."""
    ringing_now = _RINGING.all(**row)
    return next((int(each.id) for each in ringing_now if alarm.words in (None, each.words)), None)


def _tap(alarm: Alarm) -> str:
    """One tap's name among the keys that have been used."""
    told = f"{alarm.employee_id}/{alarm.client_key}/{alarm.source}/{alarm.urgency}/{alarm.is_drill}"
    return hashlib.sha256(told.encode()).hexdigest()


def _remember_tap(alarm: Alarm, escalation_id: int, now: dt.datetime) -> None:
    _REMEMBER.count(key=_tap(alarm), person_id=alarm.employee_id, content_hash="", outcome=escalation_id, at=now)


_NEW = {"status": Status.RINGING.value, "position": 0, "reminders": 0}
_E, _M = Escalation.__table__.c, Meeting.__table__.c


def _param(column: Any) -> sa.BindParameter[Any]:
    return sa.bindparam(column.name, type_=column.type)


def _same() -> sa.ColumnElement[bool]:
    """Of the same person, for the same reason, and as urgent."""
    return sa.and_(*(each == _param(each) for each in (_E.employee_id, _E.source, _E.urgency, _E.is_drill)))


def _ringing(*columns: Any) -> sa.Select[Any]:
    """The alarms that ring for this meeting, unless the new one asks not to be called and they do not."""
    about, quiet = _E.meeting_id == _param(_E.meeting_id), sa.or_(_E.do_not_call, sa.not_(_param(_E.do_not_call)))
    ringing = sa.and_(_E.status == Status.RINGING, _E.is_drill.is_(False))
    return sa.select(*columns).where(about, _same(), ringing, quiet).order_by(_E.id)


def _known() -> sa.Select[Any]:
    """What the database has of this alarm already, the patience of its unit, and the number of the next one."""
    unit = Unit.__table__.c
    same_key = sa.select(_E.id).where(_same(), _E.client_key == _param(_E.client_key))
    tap = sa.bindparam("tap", type_=Submission.key.type)
    repeated = sa.select(Submission.outcome).where(
        Submission.key == tap, Submission.person_id == _param(_E.employee_id)
    )
    ringing = _ringing(_E.id).limit(1)
    return sa.select(
        unit.danger_patience_s,
        unit.safe_patience_s,
        NextNumber(Escalation.__table__).label("next_number"),
        same_key.scalar_subquery().label("same_key"),
        repeated.scalar_subquery().label("repeated"),
        ringing.scalar_subquery().label("ringing"),
    ).where(unit.id == _param(_E.unit_id))


def _freeze() -> Any:
    """INSERT … SELECT of the chain, as it stands now."""
    link, chain = Link.__table__.c, CHAIN.c
    now = sa.bindparam("now", type_=UtcDateTime)
    all_of_unit = sa.bindparam("all_of_unit", type_=sa.Boolean)
    at_once = sa.or_(
        chain.position == 0, sa.and_(all_of_unit, chain.unit_id == sa.bindparam("unit_id", type_=_E.unit_id.type))
    )
    frozen = [chain.position, chain.person_id, chain.unit_id, chain.part, chain.name, chain.phone]
    escalation_id = sa.bindparam("escalation_id", type_=_E.id.type)
    row = sa.select(escalation_id, *frozen, sa.case((at_once, now)))
    names = [link.escalation_id, *(link[column.name] for column in frozen), link.reached_at]
    return sa.insert(Link.__table__).from_select(names, row, include_defaults=False)


def _told(table: Any, *columns: str) -> sa.Update:
    values = {
        name: sa.bindparam(name, type_=table.c[name].type) for name in (*columns, "timeline_length", "timeline_hash")
    }
    return sa.update(table).where(table.c.id == sa.bindparam("id_", type_=table.c.id.type)).values(values)


_MEETING = Ready(
    sa.select(_M.id, _M.timeline_length, _M.timeline_hash, _M.check_due_at)
    .where(_M.id == sa.bindparam("meeting_id", type_=_M.id.type))
    .with_for_update()
)
_KNOWN = Ready(_known())
_RINGING = Ready(_ringing(_E.id, _E.words))
_INSERT = Ready(
    into(
        Escalation.__table__,
        *(field.name for field in dataclasses.fields(Alarm)),
        *("raised_at", "timed_at", "patience_s", "climb_at", "remind_at", "next_at"),
        *("id", *_NEW, "timeline_length", "timeline_hash"),
        unless_there=True,
    )
)
_FREEZE = Ready(_freeze())
_AT_TOP = Ready(_told(Escalation.__table__, "at_top_since"))
_MEETING_TOLD = Ready(_told(Meeting.__table__, "check_due_at"))
_REMEMBER = Ready(into(Submission.__table__, "key", "person_id", "content_hash", "outcome", "at", unless_there=True))

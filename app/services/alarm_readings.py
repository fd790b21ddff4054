"""An alarm as its reader may see it: the one who warned, the chain, the owner, those who are to be informed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa

from app.domain.access_log import Looked, Shown
from app.domain.escalation import DONE_BY_OTHERS, THREAT_CHANNELS, Action, Source, Status, Urgency
from app.domain.permissions import Permission
from app.models import Acknowledgement, Assessment, Escalation, Link, Meeting, Person, Report, Unit, db
from app.models.base import AnyRow
from app.models.ready import Ready
from app.services import access_log, escalations
from app.services.people_acting import Actor
from app.services.refusals import Missing


class As(enum.StrEnum):
    """In which capacity somebody sees an alarm."""

    EMPLOYEE = "employee"
    OWNER = "owner"
    LINK = "link"
    INFORMED = "informed"
    SAFETY_REP = "safety_rep"


@dataclasses.dataclass(frozen=True)
class AlarmReading:
    """Everything that a page about an alarm shows; free text is None for whoever may not read it."""

    alarm: Escalation
    capacity: As
    reader_id: int
    employee: Person
    unit: Unit
    meeting: Meeting | None
    assessment: Assessment | None
    links: list[Link]  # of those who still have access
    owner_name: str | None
    action: str | None
    reports: list[AnyRow]

    @property
    def reads_words(self) -> bool:
        return self.capacity is not As.SAFETY_REP

    @property
    def is_open(self) -> bool:
        return self.alarm.status != Status.CLOSED

    @property
    def who_does_what(self) -> str:
        """A bokmål sentence with %(name)s: "Ola kommer"."""
        return DONE_BY_OTHERS[Action(str(self.action))]

    @property
    def channel(self) -> str | None:
        """How a threat came, in bokmål to be translated. None for a place, and for older rows that kept it in words."""
        is_threat = self.alarm.source == Source.THREAT
        return THREAT_CHANNELS.get(self.alarm.place or "") if is_threat else None

    @property
    def responsible(self) -> Link | None:
        """The link whose turn it is."""
        return next((link for link in self.links if link.position == self.alarm.position), None)

    @property
    def can_be_called(self) -> list[Link]:
        """Whom the employee can call, the one whose turn it is first."""
        return sorted(self.links, key=lambda link: (link.position < self.alarm.position, link.position))

    @property
    def is_offered_to_reader(self) -> bool:
        return self.alarm.offered_to_id == self.reader_id

    @property
    def can_acknowledge(self) -> bool:
        if self.capacity not in (As.LINK, As.OWNER):
            return False
        return self.alarm.status == Status.RINGING or (self.alarm.status == Status.OWNED and self.is_offered_to_reader)

    @property
    def stands(self) -> str:
        """What this reader's page shows: the status, or "offered" when somebody asks the reader to take over."""
        return "offered" if self.can_acknowledge and self.alarm.status == Status.OWNED else self.alarm.status

    @property
    def rings(self) -> bool:
        """Whether it should be heard in this reader's open tab: nobody has it, and it is not their own."""
        return self.alarm.status == Status.RINGING and self.alarm.employee_id != self.reader_id

    @property
    def reaction_seconds(self) -> int | None:
        """Seconds from the tap until a human had it; None as long as nobody has."""
        if self.alarm.first_acknowledged_at is None:
            return None
        return int((self.alarm.first_acknowledged_at - self.alarm.raised_at).total_seconds())

    @property
    def mark(self) -> str:
        """Changes whenever the page would."""
        return _mark(self.alarm, self.capacity)


def open_alarm(escalation_id: int, *, by: Actor, now: dt.datetime) -> AlarmReading:
    """An alarm as this person may see it; opening another's is written to the access log. Raises Missing."""
    alarm = db.session.get(Escalation, escalation_id)
    if alarm is None:
        raise Missing
    reading = _read(alarm, by.id, _capacity(alarm, by))
    if reading.capacity is not As.EMPLOYEE:
        shown = [Shown.ALARM, *([Shown.WORDS] if reading.reads_words else [])]
        if reading.assessment is not None:
            shown.append(Shown.JUDGEMENT)
        access_log.look_at(alarm, Looked.ALARM_OPENED, shown, by=by, now=now)
    return reading


def glance(escalation_id: int, *, by: Actor) -> AlarmReading:
    """The same for a page that is open already and only asks whether something has changed: no new access line."""
    alarm = db.session.get(Escalation, escalation_id)
    if alarm is None:
        raise Missing
    return _read(alarm, by.id, _capacity(alarm, by))


def mark_now(escalation_id: int, *, by: Actor) -> str:
    """The mark that glance() would have, from a handful of columns: most who ask have seen it. Raises Missing."""
    alarm = _GLANCED.first(alarm=escalation_id)
    if alarm is None:
        raise Missing
    return _mark(alarm, _capacity(alarm, by))


def of_employee(escalation_id: int, employee_id: int) -> AlarmReading:
    """The alarm as the one who warned sees it: for the abort-only token. Raises Missing when it is another's."""
    alarm = db.session.get(Escalation, escalation_id)
    if alarm is None or alarm.employee_id != employee_id:
        raise Missing
    return _read(alarm, employee_id, As.EMPLOYEE)


def _mark(alarm: Any, capacity: As) -> str:
    return f"{alarm.id}-{alarm.timeline_length}-{capacity}"


_E, _L = Escalation.__table__.c, Link.__table__.c
_ALARM = sa.bindparam("alarm", type_=_E.id.type)
_GLANCED = Ready(
    sa.select(_E.id, _E.employee_id, _E.owner_id, _E.unit_id, _E.urgency, _E.closed_at, _E.timeline_length).where(
        _E.id == _ALARM
    )
)
_LINK = Ready(
    sa.select(_L.id).where(_L.escalation_id == _ALARM, _L.person_id == sa.bindparam("person", type_=_L.person_id.type))
)


def _capacity(alarm: Any, by: Actor) -> As:
    if alarm.employee_id == by.id:
        return As.EMPLOYEE
    if alarm.owner_id == by.id:
        return As.OWNER
    if _LINK.first(alarm=alarm.id, person=by.id):
        return As.LINK
    if alarm.unit_id in by.area(Permission.DECIDE):
        return As.INFORMED
    if alarm.unit_id in by.area(Permission.READ_FLAGGED):
        return As.SAFETY_REP
    is_colleague = by.may(Permission.RAISE) and alarm.unit_id == by.unit_id
    if is_colleague and alarm.urgency == Urgency.DANGER and alarm.closed_at is None:
        return As.INFORMED
    raise Missing


def _read(alarm: Escalation, reader_id: int, capacity: As) -> AlarmReading:
    assessment = None
    if alarm.meeting_id:
        current = sa.select(Assessment).where(
            Assessment.meeting_id == alarm.meeting_id, Assessment.superseded_at.is_(None)
        )
        assessment = db.session.scalar(current)
    standing = db.session.execute(
        sa.select(Acknowledgement.action, Person.name)
        .join(Person, Person.id == Acknowledgement.by_id)
        .where(Acknowledgement.escalation_id == alarm.id)
        .order_by(Acknowledgement.id.desc())
        .limit(1)
    ).one_or_none()
    has_owner = standing is not None and alarm.owner_id is not None
    reports = sa.select(Report.words, Report.at, Person.name).join(Person, Person.id == Report.by_id)
    return AlarmReading(
        alarm=alarm,
        capacity=capacity,
        reader_id=reader_id,
        employee=db.session.get_one(Person, alarm.employee_id),
        unit=db.session.get_one(Unit, alarm.unit_id),
        meeting=db.session.get(Meeting, alarm.meeting_id) if alarm.meeting_id else None,
        assessment=assessment,
        links=escalations.still_here(alarm),
        owner_name=standing.name if standing and has_owner else None,
        action=standing.action if standing and has_owner else None,
        reports=list(db.session.execute(reports.where(Report.escalation_id == alarm.id).order_by(Report.id))),
    )


def latest_of(meeting: Meeting) -> AlarmReading:
    """The newest alarm about a meeting that its employee raised. Raises Missing when there is none."""
    alarm = db.session.scalar(
        sa.select(Escalation)
        .where(Escalation.meeting_id == meeting.id, Escalation.employee_id == meeting.employee_id)
        .order_by(Escalation.id.desc())
        .limit(1)
    )
    if alarm is None:
        raise Missing
    return _read(alarm, meeting.employee_id, As.EMPLOYEE)

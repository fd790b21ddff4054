"""Everything that is stored of a meeting or an alarm, as plain values that JSON can hold: for reports and archives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.models import (
    Acknowledgement,
    Assessment,
    ChosenMeasure,
    Decision,
    Escalation,
    Event,
    FollowUp,
    Link,
    Meeting,
    Person,
    Reaction,
    Report,
    Unit,
    db,
)

Record = dict[str, Any]
_WHEN = ("created_at", "started_at", "finished_at", "withdrawn_at")
MEETING = ("id", "form", "starts_at", "ends_at", "topic", "place", "case_reference", *_WHEN)
_JUDGED = ("level", "residual", "gate", "spoken_with", "logged_at", "superseded_at")
ROUND = ("round", "checklist_version", "form", "answers", "findings", *_JUDGED)
MEASURE = ("code", "words", "responsible", "due_at", "done_at")
_ANSWERED = ("first_acknowledged_at", "acknowledged_at", "closed_at", "closing_words")
ALARM = ("id", "source", "urgency", "form", "place", "words", "is_drill", "status", "raised_at", *_ANSWERED)
LINE = ("number", "kind", "at", "by_id", "facts", "previous_hash", "hash")


def of_meetings(meetings: Sequence[Meeting]) -> list[Record]:
    """Meetings with every round of judging them, and the alarms about them."""
    names = _names(meeting.employee_id for meeting in meetings)
    return [_of_meeting(meeting, names) for meeting in meetings]


def of_alarms(alarms: Sequence[Escalation]) -> list[Record]:
    """Alarms with who was in the chain, who answered, what was reported and how it was followed up."""
    return [_of_alarm(alarm) for alarm in alarms]


def timeline_of(stream: str) -> list[Record]:
    """The lines of a timeline as they are hashed, oldest first."""
    lines = sa.select(Event).where(Event.stream == stream).order_by(Event.number)
    return [_plain(line, LINE) for line in db.session.scalars(lines)]


def _of_meeting(meeting: Meeting, names: dict[int, str]) -> Record:
    rounds = sa.select(Assessment).where(Assessment.meeting_id == meeting.id).order_by(Assessment.round)
    about = sa.select(Escalation).where(Escalation.meeting_id == meeting.id).order_by(Escalation.id)
    return {
        **_plain(meeting, MEETING),
        "employee": names[meeting.employee_id],
        "unit": db.session.get_one(Unit, meeting.unit_id).name,
        "assessments": [_of_round(each) for each in db.session.scalars(rounds)],
        "alarms": of_alarms(db.session.scalars(about).all()),
    }


def _of_round(assessment: Assessment) -> Record:
    def those(model: Any, names: Sequence[str]) -> list[Record]:
        found = sa.select(model).where(model.assessment_id == assessment.id).order_by(model.id)
        return [_plain(each, names) | _signed(each) for each in db.session.scalars(found)]

    return {
        **_plain(assessment, ROUND),
        "measures": those(ChosenMeasure, MEASURE),
        "decisions": those(Decision, ("outcome", "words", "at")),
        "reactions": those(Reaction, ("kind", "words", "at")),
    }


def _of_alarm(alarm: Escalation) -> Record:
    def those(model: Any, names: Sequence[str]) -> list[Record]:
        found = sa.select(model).where(model.escalation_id == alarm.id).order_by(model.id)
        return [_plain(each, names) | _signed(each) for each in db.session.scalars(found)]

    return {
        **_plain(alarm, ALARM),
        "chain": those(Link, ("position", "name", "part", "reached_at", "declined_at")),
        "acknowledgements": those(Acknowledgement, ("how", "understood", "action", "at", "ended_at")),
        "reports": those(Report, ("words", "at")),
        "follow_ups": those(FollowUp, ("day", "due_at", "done_at")),
    }


def _signed(row: Any) -> Record:
    """Who did it, where somebody did."""
    return {"by": db.session.get_one(Person, row.by_id).name} if getattr(row, "by_id", None) else {}


def _names(person_ids: Iterable[int]) -> dict[int, str]:
    found = sa.select(Person.id, Person.name).where(Person.id.in_(set(person_ids)))
    return {row.id: row.name for row in db.session.execute(found)}


def _plain(row: Any, names: Sequence[str]) -> Record:
    values = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}

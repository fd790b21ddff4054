"""What happened in one unit in one month, counted from the record itself: the meaning of every figure stands here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import sqlalchemy as sa

from app import clock
from app.domain.decisions import SEEN
from app.domain.escalation import Source
from app.domain.insight import (
    ANSWERED,
    FLAGGED,
    NOTHING,
    SPOKEN,
    UNANSWERED,
    Subject,
    abort_key,
    coarse_minutes,
    months_on,
)
from app.domain.permissions import Role
from app.domain.retention import Kept
from app.models import Appointment, Assessment, ChosenMeasure, Decision, Escalation, Meeting, Reaction, Tombstone, db

Tally = Counter[tuple[str, str]]
OWN_WORDS = "own_words"


def span_of(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """A month in Norway: from its first moment up to the first of the next one, in UTC."""
    begins, ends = (dt.datetime.combine(day, dt.time()) for day in (month, months_on(month, 1)))
    return clock.from_local(begins), clock.from_local(ends)


def tally(unit_id: int, month: dt.date) -> Tally:
    """Every count of the unit's own meetings and alarms in the month, by subject and key."""
    span = span_of(month)
    judged = _meetings(unit_id, *span)
    counted = count_meetings(judged, _first_answers(unit_id, *span))
    standing = {row.assessment_id for row in judged}
    for form in db.session.scalars(_removed_unjudged(unit_id, month)):
        counted.update({(Subject.MEETINGS, ""): 1, (Subject.FORM, form): 1, (Subject.STATUS, NOTHING): 1})
    for row in db.session.execute(_of_meetings(_MEASURES, unit_id, *span)):
        if row.assessment_id in standing:
            counted[Subject.MEASURE, row.code or OWN_WORDS] += 1
            if row.effect:
                counted[Subject.EFFECT, f"{row.code or OWN_WORDS}/{row.effect}"] += 1
    counted.update(count_alarms(db.session.execute(_alarms(unit_id, *span))))
    return counted


def _removed_unjudged(unit_id: int, month: dt.date) -> Any:
    """The forms of the meetings of the month that nobody judged, and whose drafts have been removed since."""
    here = (Tombstone.unit_id == unit_id, Tombstone.month == month)
    return sa.select(Tombstone.form).where(*here, Tombstone.kept == Kept.DRAFT, Tombstone.form.is_not(None))


def count_meetings(meetings: Any, first_answers: dict[int, dt.datetime]) -> Tally:
    """Counts of meetings not called off: form, outcome, level, spoken_with, logged_at, findings, assessment_id.

    A meeting is judged by the last round of it that was logged; rounds before it, and drafts after it, count for
    nothing. `first_answers` is when a leader first answered, by assessment.
    """
    counted: Tally = Counter()
    for row in meetings:
        counted[Subject.MEETINGS, ""] += 1
        counted[Subject.FORM, row.form] += 1
        counted[Subject.STATUS, _status(row)] += 1
        if row.outcome:
            counted[Subject.OUTCOME, row.outcome] += 1
        for finding in (row.findings or []) if row.spoken_with is None else []:
            counted[Subject.RULE, finding[0]] += 1
        if _status(row) in FLAGGED:
            answered_at = first_answers.get(row.assessment_id)
            counted[Subject.REACTION, ANSWERED if answered_at else UNANSWERED] += 1
            if answered_at:
                waited = coarse_minutes((answered_at - row.logged_at).total_seconds())
                counted[Subject.REACTION_MINUTES, str(waited)] += 1
    return counted


def count_alarms(alarms: Any) -> Tally:
    """Counts of alarms (source, raised_at) that were no drills."""
    counted: Tally = Counter()
    for row in alarms:
        counted[Subject.ALARM, row.source] += 1
        if row.source == Source.ABORT:
            counted[Subject.ABORT_HOUR, abort_key(clock.local(row.raised_at))] += 1
    return counted


def _status(row: Any) -> str:
    if row.assessment_id is None:
        return NOTHING
    return SPOKEN if row.spoken_with is not None else str(row.level)


def _meetings(unit_id: int, begins: dt.datetime, ends: dt.datetime) -> list[Any]:
    found = db.session.execute(_of_meetings(_MEETINGS, unit_id, begins, ends).order_by(Meeting.id, Assessment.round))
    return list({row.meeting_id: row for row in found}.values())


def _first_answers(unit_id: int, begins: dt.datetime, ends: dt.datetime) -> dict[int, dt.datetime]:
    first: dict[int, dt.datetime] = {}
    for answers in (_DECISIONS, _RECEIPTS):
        for assessment_id, at in db.session.execute(_of_meetings(answers, unit_id, begins, ends)):
            first[assessment_id] = min(at, first.get(assessment_id, at))
    return first


def _of_meetings(select: Any, unit_id: int, begins: dt.datetime, ends: dt.datetime) -> Any:
    """Only about meetings that begin in the span and were not called off."""
    held = (Meeting.unit_id == unit_id, Meeting.starts_at >= begins, Meeting.starts_at < ends)
    return select.where(*held, Meeting.withdrawn_at.is_(None))


def _alarms(unit_id: int, begins: dt.datetime, ends: dt.datetime) -> Any:
    return sa.select(Escalation.source, Escalation.raised_at).where(
        Escalation.unit_id == unit_id,
        Escalation.raised_at >= begins,
        Escalation.raised_at < ends,
        Escalation.is_drill.is_(False),
    )


_LOGGED = sa.and_(Assessment.meeting_id == Meeting.id, Assessment.logged_at.is_not(None))
_MEETINGS = sa.select(
    Meeting.id.label("meeting_id"),
    Meeting.form,
    Meeting.outcome,
    Assessment.id.label("assessment_id"),
    Assessment.level,
    Assessment.spoken_with,
    Assessment.logged_at,
    Assessment.findings,
).outerjoin(Assessment, _LOGGED)
_MEASURES = (
    sa.select(ChosenMeasure.assessment_id, ChosenMeasure.code, ChosenMeasure.effect)
    .join(Assessment, Assessment.id == ChosenMeasure.assessment_id)
    .join(Meeting, Meeting.id == Assessment.meeting_id)
)
_DECISIONS = (
    sa.select(Decision.assessment_id, Decision.at)
    .join(Assessment, Assessment.id == Decision.assessment_id)
    .join(Meeting, Meeting.id == Assessment.meeting_id)
)
_SAFETY_REPS = sa.select(Appointment.person_id).where(Appointment.role == Role.SAFETY_REP)
_RECEIPTS = (
    sa.select(Reaction.assessment_id, Reaction.at)
    .join(Assessment, Assessment.id == Reaction.assessment_id)
    .join(Meeting, Meeting.id == Assessment.meeting_id)
    .where(Reaction.kind == SEEN, Reaction.by_id.not_in(_SAFETY_REPS))
)

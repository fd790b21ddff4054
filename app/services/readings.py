"""What a reader may see of a meeting: all of one's own, a flagged one in one's area, and nothing of others."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa

from app.domain.access_log import Looked, Shown
from app.domain.choices import Choices
from app.domain.decisions import SEEN
from app.domain.levels import Gate
from app.domain.permissions import Permission
from app.domain.standing import Standing, standing
from app.models import Assessment, ChosenMeasure, Decision, Meeting, Person, Reaction, Unit, db, represents_safety
from app.services import access_log
from app.services.meetings import Facts
from app.services.people_acting import Actor
from app.services.refusals import Missing


class As(enum.StrEnum):
    """In which capacity somebody reads."""

    OWNER = "owner"
    LEADER = "leader"
    SAFETY_REP = "safety_rep"


@dataclasses.dataclass(frozen=True)
class Answer:
    """A decision, receipt or comment as it is read: `words` is None for whoever may not read free text."""

    kind: str
    words: str | None
    by_name: str
    at: dt.datetime
    by_safety_rep: bool


@dataclasses.dataclass(frozen=True)
class Reading:
    """A meeting as this reader may see it; free text and the client reference are None where they may not."""

    meeting: Meeting
    assessment: Assessment
    capacity: As
    employee: Person
    unit: Unit
    decision: Answer | None
    reactions: list[Answer]
    measures: list[ChosenMeasure]
    has_seen: bool

    @property
    def topic(self) -> str | None:
        return self.meeting.topic if self.reads_words else None

    @property
    def facts(self) -> Facts:
        """The facts of the meeting, without free text and client reference for whoever may not read them."""
        meeting, reads = self.meeting, self.reads_words
        return Facts(
            meeting.form,
            meeting.starts_at,
            meeting.ends_at,
            self.topic,
            meeting.place if reads else None,
            meeting.case_reference if reads else None,
        )

    @property
    def grounds(self) -> dict[str, str]:
        """Why a finding has no measure, by its id."""
        return dict(Choices.from_json(self.assessment.choices).grounds) if self.reads_words else {}

    @property
    def is_superseded(self) -> bool:
        """Whether the employee has begun a new round after the one that is read here."""
        return self.assessment.superseded_at is not None

    @property
    def is_own(self) -> bool:
        return self.capacity is As.OWNER

    @property
    def reads_words(self) -> bool:
        """Whether free text is for this reader (domain.md: a safety representative sees no client identity)."""
        return self.capacity is not As.SAFETY_REP

    def standing(self, now: dt.datetime) -> Standing:
        return standing(
            logged=self.assessment.logged_at is not None,
            gate=self.assessment.gate,
            outcome=self.decision.kind if self.decision else None,
            withdrawn=self.meeting.withdrawn_at is not None,
            over=self.meeting.is_over(now),
            started=self.meeting.started_at is not None,
            finished=self.meeting.finished_at is not None,
        )


def open_meeting(meeting_id: int, *, by: Actor, now: dt.datetime) -> Reading:
    """A meeting as this person may see it; opening another's is written to the access log. Raises Missing.

    Its employee reads the round that stands; others the newest that concerned them, also while it is judged anew.
    """
    found = db.session.execute(
        sa.select(Meeting, Assessment, Person, Unit)
        .join(Assessment, Assessment.meeting_id == Meeting.id)
        .join(Person, Person.id == Meeting.employee_id)
        .join(Unit, Unit.id == Meeting.unit_id)
        .where(Meeting.id == meeting_id, Assessment.superseded_at.is_(None))
    ).one_or_none()
    if found is None:
        raise Missing
    meeting, assessment, employee, unit = found
    if meeting.employee_id != by.id and not assessment.is_flagged and not meeting.went_wrong:
        assessment = _last_flagged(meeting) or assessment
    capacity = _capacity(meeting, assessment, by)
    if capacity is not As.OWNER:
        _write_the_look(meeting, capacity, by, now)
    reads_words = capacity is not As.SAFETY_REP
    return Reading(
        meeting,
        assessment,
        capacity,
        employee,
        unit,
        decision=_decision(assessment, reads_words, by),
        reactions=_reactions(assessment, reads_words, by),
        has_seen=_has_seen(assessment, by),
        measures=list(db.session.scalars(_MEASURES.where(ChosenMeasure.assessment_id == assessment.id))),
    )


def _write_the_look(meeting: Meeting, capacity: As, by: Actor, now: dt.datetime) -> None:
    shown = [Shown.JUDGEMENT, Shown.WORDS] if capacity is As.LEADER else [Shown.JUDGEMENT]
    if capacity is As.LEADER and meeting.case_reference:
        shown.append(Shown.REFERENCE)
    access_log.look_at(meeting, Looked.MEETING_OPENED, shown, by=by, now=now)


_MEASURES = sa.select(ChosenMeasure).order_by(ChosenMeasure.id)


def _last_flagged(meeting: Meeting) -> Assessment | None:
    found: Assessment | None = db.session.scalar(
        sa.select(Assessment)
        .where(Assessment.meeting_id == meeting.id, Assessment.gate != Gate.HOLD)
        .order_by(Assessment.round.desc())
        .limit(1)
    )
    return found


def _capacity(meeting: Meeting, assessment: Assessment, by: Actor) -> As:
    if meeting.employee_id == by.id:
        return As.OWNER
    if assessment.is_flagged or meeting.went_wrong:
        if meeting.unit_id in by.area(Permission.DECIDE):
            return As.LEADER
        if meeting.unit_id in by.area(Permission.READ_FLAGGED):
            return As.SAFETY_REP
    raise Missing


def _decision(assessment: Assessment, reads_words: bool, by: Actor) -> Answer | None:
    answers = _answers(Decision, Decision.outcome, assessment, reads_words, by)
    return answers[0] if answers else None


def _reactions(assessment: Assessment, reads_words: bool, by: Actor) -> list[Answer]:
    return _answers(Reaction, Reaction.kind, assessment, reads_words, by)


def _answers(table: Any, kind: Any, assessment: Assessment, reads_words: bool, by: Actor) -> list[Answer]:
    """What others answered, in whole for whoever reads free text; one's own words one may always read again."""
    rows = db.session.execute(
        sa.select(kind.label("kind"), table.words, table.by_id, Person.name, table.at, represents_safety(Person.id))
        .join(Person, Person.id == table.by_id)
        .where(table.assessment_id == assessment.id)
        .order_by(table.id)
    )
    return [
        Answer(row.kind, row.words if reads_words or row.by_id == by.id else None, row.name, row.at, row[-1])
        for row in rows
    ]


def _has_seen(assessment: Assessment, by: Actor) -> bool:
    receipt = sa.select(Reaction.id).where(
        Reaction.assessment_id == assessment.id, Reaction.by_id == by.id, Reaction.kind == SEEN
    )
    return db.session.scalar(receipt) is not None


def own_meeting(meeting_id: int, *, by: Actor) -> Meeting:
    """One's own meeting as such, whatever has become of it. Raises Missing."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or meeting.employee_id != by.id:
        raise Missing
    return meeting

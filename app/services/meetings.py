"""Verbs about a meeting as such: planning it, changing its facts, judging it anew, confirming and calling it off."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa

from app.checklists import CURRENT, checklist
from app.domain.events import Happened
from app.domain.standing import MAY_START, standing
from app.models import Assessment, ChosenMeasure, Decision, Meeting, db
from app.models.transaction import verb
from app.services import places, submissions, timeline
from app.services.people_acting import Actor
from app.services.refusals import AlreadyLogged, MayNotStart, MeetingOver, Missing, NotLogged, Withdrawn


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What is asked first about a meeting; times in UTC. Topic and place are None where a reader may not see them."""

    form: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    topic: str | None
    place: str | None
    case_reference: str | None = None
    place_id: int | None = None


@verb
def plan(facts: Facts, *, like: int | None = None, key: str, by: Actor, now: dt.datetime) -> int:
    """Create a meeting with an empty draft, or one that starts from an earlier assessment of one's own.

    Copied answers are never confirmed: every page asks for that again. Raises Missing when `like` is
    not the id of a meeting of this person's, or the place none of the unit's; Replayed when this form was sent before.
    """
    _must_be_ours(facts.place_id, by.unit_id)
    meeting = Meeting(unit_id=by.unit_id, employee_id=by.id, created_at=now, **dataclasses.asdict(facts))
    db.session.add(meeting)
    db.session.flush()
    earlier = _latest_answers(like, by) if like else None
    db.session.add(_draft(meeting, 1, now, earlier))
    timeline.record(meeting, Happened.MEETING_PLANNED, by=by, now=now, form=facts.form, copied=earlier is not None)
    submissions.claim(key, [dataclasses.asdict(facts), like], meeting.id, by=by, now=now, is_new=True)
    return meeting.id


@verb
def change_facts(meeting_id: int, facts: Facts, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Change the facts of a meeting whose assessment is still a draft.

    Answers that the new form is not asked for are dropped; pages with new questions must be
    confirmed again. Raises AlreadyLogged, Withdrawn or Missing.
    """
    meeting, draft = own_draft(meeting_id, by=by)
    submissions.claim(key, dataclasses.asdict(facts), meeting.id, by=by, now=now)
    _must_be_ours(facts.place_id, meeting.unit_id)
    for name, value in dataclasses.asdict(facts).items():
        setattr(meeting, name, value)
    if draft.form != facts.form:
        questions = checklist(draft.checklist_version)
        draft.form = facts.form
        draft.answers = questions.without_superfluous(facts.form, draft.answers)
        draft.confirmed = [
            section.id
            for section in questions.sections
            if section.id in draft.confirmed and all(each.id in draft.answers for each in section.asked(facts.form))
        ]
        draft.choices = {}
    draft.updated_at = now
    timeline.record(meeting, Happened.FACTS_CHANGED, by=by, now=now, form=facts.form)


@verb
def reopen(meeting_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Begin a new round from the logged answers: something has changed, or the leader asked for changes.

    Raises NotLogged, MeetingOver, Withdrawn or Missing.
    """
    meeting, logged = own(meeting_id, by=by)
    submissions.claim(key, "reopen", meeting.id, by=by, now=now)
    if logged.logged_at is None:
        raise NotLogged
    if meeting.is_over(now):
        raise MeetingOver
    logged.superseded_at = now
    db.session.flush()
    db.session.add(_draft(meeting, logged.round + 1, now, logged))
    _let_measures_fall(meeting_id, now)
    meeting.awaits_decision_since = meeting.awaits_reaction_since = meeting.confirmed_at = None
    timeline.record(meeting, Happened.ASSESSMENT_REOPENED, by=by, now=now, round=logged.round + 1)


@verb
def confirm_unchanged(meeting_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Answer "Har noe endret seg?" with no, just before the start.

    Raises NotLogged, MeetingOver, MayNotStart (a leader has not approved what waits for one), Withdrawn or Missing.
    """
    meeting, logged = own(meeting_id, by=by)
    submissions.claim(key, "unchanged", meeting.id, by=by, now=now)
    if logged.logged_at is None:
        raise NotLogged
    if meeting.is_over(now):
        raise MeetingOver
    if not may_start(meeting, logged, now):
        raise MayNotStart
    meeting.confirmed_at = now
    timeline.record(meeting, Happened.NOTHING_CHANGED, by=by, now=now)


@verb
def withdraw(meeting_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Call a meeting off. It stays on record, and waits for nobody. Raises MeetingOver, Withdrawn or Missing."""
    meeting, _assessment = _of(by, meeting_id)
    submissions.claim(key, "withdraw", meeting.id, by=by, now=now)
    if meeting.withdrawn_at:
        raise Withdrawn
    if meeting.is_over(now):
        raise MeetingOver
    meeting.withdrawn_at = now
    meeting.awaits_decision_since = meeting.awaits_reaction_since = meeting.check_due_at = None
    _let_measures_fall(meeting_id, now)
    timeline.record(meeting, Happened.MEETING_WITHDRAWN, by=by, now=now)


def _let_measures_fall(meeting_id: int, now: dt.datetime) -> None:
    """Nobody waits any more for what was agreed on: the meeting is judged anew or called off."""
    open_ones = sa.and_(ChosenMeasure.meeting_id == meeting_id, ChosenMeasure.settled_at.is_(None))
    db.session.execute(sa.update(ChosenMeasure).where(open_ones).values(settled_at=now, remind_at=None))


def own(meeting_id: int, *, by: Actor) -> tuple[Meeting, Assessment]:
    """One's own meeting with its current assessment, locked for this transaction. Raises Missing or Withdrawn."""
    meeting, assessment = _of(by, meeting_id)
    if meeting.withdrawn_at:
        raise Withdrawn
    return meeting, assessment


def own_draft(meeting_id: int, *, by: Actor) -> tuple[Meeting, Assessment]:
    """One's own meeting with a draft that can still be changed. Raises AlreadyLogged too."""
    meeting, assessment = own(meeting_id, by=by)
    if assessment.logged_at:
        raise AlreadyLogged
    return meeting, assessment


def locked(meeting_id: int) -> tuple[Meeting, Assessment]:
    """Any meeting with its current assessment, locked for this transaction. Raises Missing."""
    found = db.session.execute(
        sa.select(Meeting, Assessment)
        .join(Assessment, Assessment.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id, Assessment.superseded_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def _of(by: Actor, meeting_id: int) -> tuple[Meeting, Assessment]:
    meeting, assessment = locked(meeting_id)
    if meeting.employee_id != by.id:
        raise Missing
    return meeting, assessment


def may_start(meeting: Meeting, assessment: Assessment, now: dt.datetime) -> bool:
    """Whether the meeting may be held as it was judged: no leader's answer is missing, none says no."""
    outcome = db.session.scalar(sa.select(Decision.outcome).where(Decision.assessment_id == assessment.id))
    stands = standing(
        logged=assessment.logged_at is not None,
        gate=assessment.gate,
        outcome=outcome,
        withdrawn=meeting.withdrawn_at is not None,
        over=meeting.is_over(now),
    )
    return stands in MAY_START


def _must_be_ours(place_id: int | None, unit_id: int) -> None:
    if place_id is not None and not places.may_meet_in(place_id, unit_id):
        raise Missing


def _draft(meeting: Meeting, number: int, now: dt.datetime, earlier: Assessment | None) -> Assessment:
    answers = CURRENT.without_superfluous(meeting.form, earlier.answers) if earlier else {}
    return Assessment(
        meeting_id=meeting.id,
        round=number,
        checklist_version=CURRENT.version,
        form=meeting.form,
        answers=_still_valid(answers),
        confirmed=[],
        choices=dict(earlier.choices) if earlier and earlier.meeting_id == meeting.id else {},
        copied_from_id=earlier.id if earlier else None,
        created_at=now,
        updated_at=now,
    )


def _still_valid(answers: dict[str, str]) -> dict[str, str]:
    """Only answers that the current version of the checklist still offers."""
    return {question: answer for question, answer in answers.items() if answer in CURRENT.options_of[question]}


def _latest_answers(meeting_id: int, by: Actor) -> Assessment:
    found: Assessment | None = db.session.scalar(
        sa.select(Assessment)
        .join(Meeting, Meeting.id == Assessment.meeting_id)
        .where(Meeting.id == meeting_id, Meeting.employee_id == by.id, Assessment.superseded_at.is_(None))
    )
    if found is None:
        raise Missing
    return found

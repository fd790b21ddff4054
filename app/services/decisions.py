"""How leaders and safety representatives answer a flagged meeting: decide, receive, comment (krav 2.2, 2.3)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exc

from app.domain.decisions import APPROVE, CHANGE, COMMENT, SEEN, STOP
from app.domain.events import Happened
from app.domain.levels import Gate
from app.domain.permissions import Permission
from app.models import Assessment, Decision, Meeting, Reaction, db
from app.models.transaction import verb
from app.services import submissions, timeline
from app.services.meetings import locked
from app.services.people_acting import Actor
from app.services.refusals import (
    AlreadyDecided,
    ChangedElsewhere,
    MeetingOver,
    Missing,
    NotForDecision,
    OwnMeeting,
    Withdrawn,
)

HAPPENED = {
    APPROVE: Happened.MEETING_APPROVED,
    CHANGE: Happened.CHANGES_ASKED,
    STOP: Happened.MEETING_STOPPED,
}


@verb
def decide(
    meeting_id: int, outcome: str, words: str, *, assessment_id: int, key: str, by: Actor, now: dt.datetime
) -> None:
    """Answer a flagged meeting: approve, ask for changes, or stop, with a sentence to the employee.

    `assessment_id` is the one that the leader saw. Raises AlreadyDecided when somebody was first,
    ChangedElsewhere when the employee has begun a new round, OwnMeeting, Withdrawn, MeetingOver,
    NotForDecision (a stop that is left cannot be approved) or Missing.
    """
    meeting, assessment = _within_reach(meeting_id, Permission.DECIDE, by)
    submissions.claim(key, [assessment_id, outcome, words], meeting.id, by=by, now=now)
    if meeting.employee_id == by.id:
        raise OwnMeeting
    if assessment.id != assessment_id:
        raise ChangedElsewhere
    if meeting.awaits_decision_since is None:
        raise AlreadyDecided if _decided(assessment) else NotForDecision
    if meeting.is_over(now):
        raise MeetingOver
    if outcome not in allowed(assessment):
        raise NotForDecision
    db.session.add(Decision(assessment_id=assessment.id, outcome=outcome, words=words, by_id=by.id, at=now))
    try:
        db.session.flush()
    except exc.IntegrityError as error:
        raise AlreadyDecided from error
    meeting.awaits_decision_since = None
    timeline.record(meeting, HAPPENED[outcome], by=by, now=now, round=assessment.round)


def allowed(assessment: Assessment) -> tuple[str, ...]:
    """The answers that a leader can give: what is still a stop after its measures is never approved."""
    return (CHANGE, STOP) if assessment.gate == Gate.STOP else (APPROVE, CHANGE, STOP)


@verb
def receive(
    meeting_id: int, words: str | None, *, assessment_id: int, key: str, by: Actor, now: dt.datetime
) -> None:
    """Say "I have seen this", with or without a word to the employee.

    A leader's receipt is the visible reaction that an elevated meeting waits for. A safety
    representative's is a receipt of its own and leaves the meeting waiting.
    """
    meeting, assessment = _within_reach(meeting_id, Permission.READ_FLAGGED, by)
    submissions.claim(key, [assessment_id, words], meeting.id, by=by, now=now)
    if assessment.id != assessment_id:
        raise ChangedElsewhere
    if meeting.employee_id == by.id:
        raise OwnMeeting
    db.session.add(Reaction(assessment_id=assessment.id, kind=SEEN, words=words, by_id=by.id, at=now))
    if meeting.unit_id in by.area(Permission.DECIDE):
        meeting.awaits_reaction_since = None
    timeline.record(meeting, Happened.SEEN, by=by, now=now)


@verb
def comment(meeting_id: int, words: str, *, assessment_id: int, key: str, by: Actor, now: dt.datetime) -> None:
    """Add a comment to a flagged meeting, for its employee and its leader to read."""
    meeting, assessment = _within_reach(meeting_id, Permission.COMMENT, by)
    submissions.claim(key, [assessment_id, words], meeting.id, by=by, now=now)
    db.session.add(Reaction(assessment_id=assessment.id, kind=COMMENT, words=words, by_id=by.id, at=now))
    timeline.record(meeting, Happened.COMMENTED, by=by, now=now)


def _within_reach(meeting_id: int, permission: Permission, by: Actor) -> tuple[Meeting, Assessment]:
    """A flagged meeting in a unit where this person has the permission. Raises Missing or Withdrawn."""
    meeting, assessment = locked(meeting_id)
    if meeting.unit_id not in by.area(permission) or not assessment.is_flagged:
        raise Missing
    if meeting.withdrawn_at:
        raise Withdrawn
    return meeting, assessment


def _decided(assessment: Assessment) -> bool:
    return bool(db.session.query(Decision.id).filter_by(assessment_id=assessment.id).first())

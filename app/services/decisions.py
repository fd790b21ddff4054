"""How leaders and safety representatives answer a flagged meeting: decide, receive, comment (krav 2.2, 2.3)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import exc

from app import clock
from app.domain.decisions import APPROVE, CHANGE, COMMENT, SEEN, STOP
from app.domain.events import Happened
from app.domain.levels import Gate
from app.domain.permissions import Permission
from app.models import Assessment, Decision, Meeting, Reaction, db
from app.models.transaction import verb
from app.services import submissions, timeline, trainings
from app.services.meetings import locked
from app.services.people_acting import Actor
from app.services.refusals import (
    AlreadyDecided,
    MeetingOver,
    Missing,
    NewRound,
    NotForDecision,
    OwnMeeting,
    Replayed,
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
    NewRound when the employee has begun to judge anew, OwnMeeting, Withdrawn, MeetingOver,
    NotForDecision (a stop that is left cannot be approved) or Missing.
    """
    meeting, assessment = _within_reach(meeting_id, assessment_id, Permission.DECIDE, by)
    submissions.claim(key, [assessment_id, outcome, words], meeting.id, by=by, now=now)
    _must_stand(meeting, assessment)
    if meeting.employee_id == by.id:
        raise OwnMeeting
    if meeting.awaits_decision_since is None:
        raise AlreadyDecided if _decided(assessment) else NotForDecision
    if meeting.is_over(now) or meeting.finished_at:
        raise MeetingOver
    if outcome not in allowed(assessment):
        raise NotForDecision
    db.session.add(Decision(assessment_id=assessment.id, outcome=outcome, words=words, by_id=by.id, at=now))
    try:
        db.session.flush()
    except exc.IntegrityError as error:
        raise AlreadyDecided from error
    _answered(meeting, now, was=meeting.awaits_decision_since)
    meeting.awaits_decision_since = None
    timeline.record(meeting, HAPPENED[outcome], by=by, now=now, round=assessment.round, **_exemption(meeting, outcome))


def _exemption(meeting: Meeting, outcome: str) -> dict[str, list[str]]:
    """Whoever approves a meeting of somebody untrained makes an exception, and the timeline says so (krav 4.1)."""
    if outcome != APPROVE:
        return {}
    wanting = trainings.wanting_of(meeting.employee_id, on=clock.today(meeting.starts_at))
    return {"untrained": wanting} if wanting else {}


def allowed(assessment: Assessment) -> tuple[str, ...]:
    """The answers that a leader can give: what is still a stop after its measures is never approved."""
    return (CHANGE, STOP) if assessment.gate == Gate.STOP else (APPROVE, CHANGE, STOP)


@verb
def receive(meeting_id: int, words: str | None, *, assessment_id: int, key: str, by: Actor, now: dt.datetime) -> None:
    """Say "I have seen this", once, with or without a word to the employee.

    A leader's receipt is the visible reaction that an elevated meeting waits for, and all that can be
    said of a meeting that was over before anybody decided. A safety representative's is a receipt of
    its own and leaves the meeting waiting. A meeting that went otherwise than planned waits once more, and what
    is said then is a comment. Raises Replayed when this person has said it before, and what decide() raises.
    """
    meeting, assessment = _within_reach(meeting_id, assessment_id, Permission.READ_FLAGGED, by)
    submissions.claim(key, ["receive", assessment_id, words], meeting.id, by=by, now=now)
    _must_stand(meeting, assessment)
    if meeting.employee_id == by.id:
        raise OwnMeeting
    leads = meeting.unit_id in by.area(Permission.DECIDE)
    waits_again = leads and meeting.awaits_reaction_since is not None
    if not _has_seen(assessment, by):
        db.session.add(Reaction(assessment_id=assessment.id, kind=SEEN, words=words, by_id=by.id, at=now))
    elif not waits_again:
        raise Replayed(meeting.id)
    elif words:
        db.session.add(Reaction(assessment_id=assessment.id, kind=COMMENT, words=words, by_id=by.id, at=now))
    if leads:
        _receive_for_unit(meeting, now)
    timeline.record(meeting, Happened.SEEN, by=by, now=now)


def _receive_for_unit(meeting: Meeting, now: dt.datetime) -> None:
    since = meeting.awaits_reaction_since
    meeting.awaits_reaction_since = None
    if meeting.is_over(now) or meeting.finished_at:
        since = since or meeting.awaits_decision_since
        meeting.awaits_decision_since = None
    if since is not None:
        _answered(meeting, now, was=since)


def _answered(meeting: Meeting, now: dt.datetime, *, was: dt.datetime) -> None:
    """The visible reaction that the meeting has waited for, and how long."""
    meeting.reacted_at, meeting.reaction_s = now, max(0, int((now - was).total_seconds()))


@verb
def comment(meeting_id: int, words: str, *, assessment_id: int, key: str, by: Actor, now: dt.datetime) -> None:
    """Add a comment to a flagged meeting, for its employee and its leader to read."""
    meeting, assessment = _within_reach(meeting_id, assessment_id, Permission.COMMENT, by)
    submissions.claim(key, ["comment", assessment_id, words], meeting.id, by=by, now=now)
    _must_stand(meeting, assessment)
    db.session.add(Reaction(assessment_id=assessment.id, kind=COMMENT, words=words, by_id=by.id, at=now))
    timeline.record(meeting, Happened.COMMENTED, by=by, now=now)


def _within_reach(meeting_id: int, assessment_id: int, permission: Permission, by: Actor) -> tuple[Meeting, Assessment]:
    """A meeting where this person has the permission, with the round that they saw: flagged, or it went wrong.

    Raises Missing.
    """
    meeting, assessment = locked(meeting_id)
    if meeting.unit_id not in by.area(permission):
        raise Missing
    seen = assessment if assessment.id == assessment_id else db.session.get(Assessment, assessment_id)
    if seen is None or seen.meeting_id != meeting.id or not (seen.is_flagged or meeting.went_wrong):
        raise Missing
    return meeting, seen


def _must_stand(meeting: Meeting, seen: Assessment) -> None:
    if meeting.withdrawn_at:
        raise Withdrawn
    if seen.superseded_at:
        raise NewRound


def _has_seen(assessment: Assessment, by: Actor) -> bool:
    return bool(db.session.query(Reaction.id).filter_by(assessment_id=assessment.id, by_id=by.id, kind=SEEN).first())


def _decided(assessment: Assessment) -> bool:
    return bool(db.session.query(Decision.id).filter_by(assessment_id=assessment.id).first())

"""«Gikk det som planlagt?»: the one question after a meeting, and its way to the leader when it did not (krav 4.1)."""

from __future__ import annotations

import datetime as dt

from app.domain.afterwards import CONCERNS_LEADER
from app.domain.events import Happened
from app.models import Meeting, Unit, db
from app.models.transaction import verb
from app.services import submissions, timeline
from app.services.meetings import own
from app.services.people_acting import Actor
from app.services.refusals import NotOverYet


@verb
def tell(meeting_id: int, outcome: str, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Say how one's own meeting went; a later answer takes the place of an earlier one.

    What did not go as planned waits for the leader's eyes. Raises NotOverYet, Withdrawn or Missing.
    """
    meeting, _assessment = own(meeting_id, by=by)
    submissions.claim(key, ["outcome", outcome], meeting.id, by=by, now=now)
    if not is_over(meeting, now):
        raise NotOverYet
    if meeting.outcome == outcome:
        return
    meeting.outcome, meeting.outcome_at = outcome, now
    if outcome in CONCERNS_LEADER and meeting.awaits_decision_since is None and meeting.awaits_reaction_since is None:
        meeting.awaits_reaction_since = now
    timeline.record(meeting, Happened.OUTCOME_TOLD, by=by, now=now, outcome=outcome)


def is_over(meeting: Meeting, now: dt.datetime) -> bool:
    """Whether there is something to tell: it was finished, or its time is out and nobody is in it any more."""
    under_way = meeting.started_at is not None and meeting.finished_at is None
    return meeting.finished_at is not None or (meeting.is_over(now) and not under_way)


def unit_of(meeting: Meeting) -> Unit:
    """The unit in which a meeting was planned: it stands in the text for the incident system."""
    return db.session.get_one(Unit, meeting.unit_id)

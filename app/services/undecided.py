"""Meetings that a leader should have answered, about to start without an answer: the engine raises an alarm."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.domain import escalation as rules
from app.domain.escalation import Source, Urgency
from app.models import Assessment, Escalation, Meeting, db
from app.models.transaction import verb
from app.services.escalations import Alarm, raise_alarm

AT_MOST = 1000


def due(now: dt.datetime) -> list[int]:
    """The ids of flagged meetings that are about to start, or have started, without a decision and without an alarm.

    A new round that is flagged again is told of again.
    """
    raised = sa.select(Escalation.id).where(
        Escalation.employee_id == Meeting.employee_id,
        Escalation.source == Source.UNDECIDED,
        Escalation.client_key == _key(Assessment.id),
    )
    waiting = (
        sa.select(Meeting.id)
        .join(Assessment, Assessment.meeting_id == Meeting.id)
        .where(
            Meeting.awaits_decision_since.is_not(None),
            Meeting.starts_at <= now + rules.DECIDE_BEFORE_START,
            Meeting.ends_at > now,
            Assessment.superseded_at.is_(None),
            ~raised.exists(),
        )
    )
    return list(db.session.connection().execute(waiting.limit(AT_MOST)).scalars())


@verb
def raise_for(meeting_id: int, *, now: dt.datetime) -> bool:
    """Raise the alarm of one such meeting, unless somebody has answered meanwhile."""
    found = db.session.execute(
        sa.select(Meeting, Assessment.id)
        .join(Assessment, Assessment.meeting_id == Meeting.id)
        .where(Meeting.id == meeting_id, Assessment.superseded_at.is_(None))
        .with_for_update(of=Meeting)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None or found[0].awaits_decision_since is None:
        return False
    meeting, assessment_id = found
    alarm = Alarm(
        f"undecided-{assessment_id}",
        Source.UNDECIDED,
        Urgency.SAFE,
        meeting.employee_id,
        meeting.unit_id,
        meeting.form,
        meeting.id,
        meeting.place,
    )
    raise_alarm(alarm, by=None, now=now)
    return True


def _key(assessment_id: sa.orm.InstrumentedAttribute[int]) -> sa.ColumnElement[str]:
    return sa.literal("undecided-") + sa.cast(assessment_id, sa.String)

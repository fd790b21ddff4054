"""One's own meeting with its current assessment, as one row of columns: what every step of the main job begins with."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.models import Assessment, Meeting
from app.models.ready import Ready
from app.services.people_acting import Actor
from app.services.refusals import Missing


def current(meeting_id: int, *, by: Actor) -> Any:
    """All that a step may need. Raises Missing."""
    return _own(_CURRENT, meeting_id, by)


def answers(meeting_id: int, *, by: Actor) -> Any:
    """What a page of questions shows, and nothing else: half of it need not be opened. Raises Missing."""
    return _own(_ANSWERS, meeting_id, by)


def _own(asked: Ready, meeting_id: int, by: Actor) -> Any:
    found = asked.first(meeting_id=meeting_id, person_id=by.id)
    if found is None:
        raise Missing
    return found


def _select(*more: Any) -> Ready:
    """One's own meeting with its current assessment: what every page of it needs, and these columns."""
    return Ready(
        sa.select(
            Meeting.id,
            Meeting.topic,
            Meeting.place_id,
            Meeting.starts_at,
            Meeting.employee_id,
            Assessment.form,
            Assessment.checklist_version,
            Assessment.answers,
            Assessment.confirmed,
            Assessment.copied_from_id,
            Assessment.logged_at,
            *more,
        )
        .join(Assessment, Assessment.meeting_id == Meeting.id)
        .where(
            Meeting.id == sa.bindparam("meeting_id"),
            Meeting.employee_id == sa.bindparam("person_id"),
            Assessment.superseded_at.is_(None),
        )
    )


_ANSWERS = _select()
_CURRENT = _select(
    Meeting.unit_id,
    Meeting.place,
    Meeting.ends_at,
    Meeting.case_reference,
    Meeting.withdrawn_at,
    Meeting.started_at,
    Meeting.timeline_length,
    Meeting.timeline_hash,
    Assessment.id.label("assessment_id"),
    Assessment.choices,
    Assessment.round,
    Assessment.updated_at,
)

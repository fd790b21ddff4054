"""Measures as living things: agreed on with the assessment, done by somebody, and judged afterwards (krav 2.3, 4.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.afterwards import CARRIED_OUT, NOT_NEEDED
from app.domain.choices import Agreed, Choices
from app.domain.events import Happened
from app.domain.permissions import Permission
from app.models import ChosenMeasure, Meeting, Person, db
from app.models.ready import Ready, into
from app.models.transaction import verb
from app.services import submissions, timeline
from app.services.meetings import locked
from app.services.people_acting import Actor
from app.services.refusals import FellAway, Missing

REMIND_AFTER = dt.timedelta(hours=1)
MOST_COLLEAGUES = 500

_AGREED = ("assessment_id", "meeting_id", "unit_id", "employee_id", "code", "words", "responsible", "responsible_id")
_STANDING = ("due_at", "remind_at", "done_at", "done_by_id", "settled_at")
_INSERT = Ready(into(ChosenMeasure.__table__, *_AGREED, *_STANDING))


def colleagues(unit_id: int) -> dict[str, int]:
    """Everybody who works in a unit, by the name under which a measure can be given to them.

    Two with the same name are told apart by their sign-in names.
    """
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.sign_in_name)
        .where(Person.unit_id == unit_id, Person.deactivated_at.is_(None))
        .order_by(Person.name, Person.id)
        .limit(MOST_COLLEAGUES)
    ).all()
    names = [row.name for row in rows]
    return {row.name if names.count(row.name) == 1 else f"{row.name} ({row.sign_in_name})": row.id for row in rows}


def write_down(draft: Any, choices: Choices, *, by: Actor) -> None:
    """Write the measures that were agreed on, within the verb that logs; what was done for an earlier round stays done.

    `draft` is own_meetings.current(). A name that is no colleague's leaves the planner to be reminded.
    """
    agreed: list[tuple[str | None, str | None, Agreed]] = [
        (code, None, each) for code, each in choices.measures.items()
    ]
    agreed += [(None, words, each) for words, each in choices.own]
    if not agreed:
        return
    known = {by.name: by.id}
    if any(each.responsible != by.name for _code, _words, each in agreed):
        known = {**colleagues(draft.unit_id), **known}
    done = _done_before(draft.id) if draft.round > 1 else {}
    about = {"assessment_id": draft.assessment_id, "meeting_id": draft.id}
    whose = {"unit_id": draft.unit_id, "employee_id": draft.employee_id}
    rows = [
        {
            **about,
            **whose,
            "code": code,
            "words": words,
            "responsible": each.responsible,
            "responsible_id": known.get(each.responsible, by.id),
            "due_at": each.due_at,
            "remind_at": max(each.due_at, draft.ends_at) + REMIND_AFTER,
            **_NOT_DONE,
            **done.get((code, words), {}),
        }
        for code, words, each in agreed
    ]
    _INSERT.each(rows)


_NOT_DONE: dict[str, Any] = {"done_at": None, "done_by_id": None, "settled_at": None}


def _done_before(meeting_id: int) -> dict[tuple[str | None, str | None], dict[str, Any]]:
    rows = db.session.execute(
        sa.select(ChosenMeasure.code, ChosenMeasure.words, ChosenMeasure.done_at, ChosenMeasure.done_by_id).where(
            ChosenMeasure.meeting_id == meeting_id, ChosenMeasure.done_at.is_not(None)
        )
    )
    return {
        (row.code, row.words): {
            "done_at": row.done_at,
            "done_by_id": row.done_by_id,
            "settled_at": row.done_at,
            "remind_at": None,
        }
        for row in rows
    }


@verb
def complete(measure_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """It is done. Raises Missing for anybody but its planner, whoever is responsible and the unit's leaders.

    Raises FellAway when the meeting has been judged anew or called off. What is done already stays as it is.
    """
    meeting, measure = _within_reach(measure_id, by)
    submissions.claim(key, ["done", measure_id], measure_id, by=by, now=now)
    if measure.done_at is None:
        _do(meeting, measure, by=by, now=now)


@verb
def reopen(measure_id: int, *, key: str, by: Actor, now: dt.datetime) -> None:
    """It is not done after all: somebody's finger slipped. The judgement of it goes too. Raises as complete()."""
    meeting, measure = _within_reach(measure_id, by)
    submissions.claim(key, ["open", measure_id], measure_id, by=by, now=now)
    if measure.settled_at is None:
        return
    measure.done_at = measure.done_by_id = measure.settled_at = None
    measure.effect = measure.effect_at = measure.effect_by_id = None
    timeline.record(meeting, Happened.MEASURE_REOPENED, by=by, now=now, code=measure.code)


@verb
def judge(meeting_id: int, effects: Mapping[int, str], *, key: str, by: Actor, now: dt.datetime) -> None:
    """«Virket tiltaket?», for some of a meeting's measures, by id; whatever had an effect has been done too.

    Raises as complete(), and Missing for a measure of another meeting.
    """
    submissions.claim(key, ["effects", sorted(effects.items())], meeting_id, by=by, now=now)
    for measure_id, effect in effects.items():
        meeting, measure = _within_reach(measure_id, by)
        if meeting.id != meeting_id:
            raise Missing
        if measure.effect == effect:
            continue
        if effect in CARRIED_OUT and measure.done_at is None:
            _do(meeting, measure, by=by, now=now)
        if effect == NOT_NEEDED:
            measure.done_at = measure.done_by_id = measure.remind_at = None
            measure.settled_at = now
        measure.effect, measure.effect_at, measure.effect_by_id = effect, now, by.id
        timeline.record(meeting, Happened.MEASURE_JUDGED, by=by, now=now, code=measure.code, effect=effect)


def _do(meeting: Meeting, measure: ChosenMeasure, *, by: Actor, now: dt.datetime) -> None:
    measure.done_at = measure.settled_at = now
    measure.done_by_id, measure.remind_at = by.id, None
    if measure.effect == NOT_NEEDED:
        measure.effect = measure.effect_at = measure.effect_by_id = None
    timeline.record(meeting, Happened.MEASURE_DONE, by=by, now=now, code=measure.code)


def _within_reach(measure_id: int, by: Actor) -> tuple[Meeting, ChosenMeasure]:
    """A measure with its meeting, locked, for whoever may say something about it."""
    measure = db.session.get(ChosenMeasure, measure_id)
    if measure is None:
        raise Missing
    meeting, current = locked(measure.meeting_id)
    db.session.refresh(measure)
    is_theirs = by.id in (measure.employee_id, measure.responsible_id)
    leads = meeting.unit_id in by.area(Permission.DECIDE) and current.is_flagged
    if not (is_theirs or leads):
        raise Missing
    if measure.assessment_id != current.id or meeting.withdrawn_at is not None:
        raise FellAway
    return meeting, measure

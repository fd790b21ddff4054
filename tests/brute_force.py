"""The figures of insight by looking at every row there is, one after another, as docs/insight.md defines them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import sqlalchemy as sa

from app.clock import OSLO
from app.domain.insight import coarse_minutes
from app.models import Assessment, ChosenMeasure, Decision, Escalation, Meeting, db


def _month(moment: dt.datetime) -> dt.date:
    return moment.astimezone(OSLO).date().replace(day=1)


def counts() -> dict[Any, int]:
    """Every count by unit, month, subject and key."""
    found: Counter[Any] = Counter()
    rounds = {each.meeting_id: each for each in _rows(Assessment, Assessment.round) if each.logged_at}
    decided = {each.assessment_id: each.at for each in _rows(Decision)}
    agreed = [(each.assessment_id, each.code, each.effect) for each in _rows(ChosenMeasure)]
    cell_of = {}
    for meeting in _rows(Meeting):
        if meeting.withdrawn_at:
            continue
        cell, judged = (meeting.unit_id, _month(meeting.starts_at)), rounds.get(meeting.id)
        found.update([(*cell, "meetings", ""), (*cell, "form", meeting.form)])
        found.update([(*cell, "outcome", meeting.outcome)] if meeting.outcome else [])
        if judged is None:
            found[*cell, "status", "nothing"] += 1
        else:
            cell_of[judged.id] = cell
            found.update((*cell, *counted) for counted in _about(judged, decided.get(judged.id)))
    found.update((*cell_of[number], "measure", code) for number, code, _effect in agreed if number in cell_of)
    found.update((*cell_of[number], "effect", f"{code}/{each}") for number, code, each in agreed if number in cell_of)
    for alarm in _rows(Escalation):
        if not alarm.is_drill:
            cell = (alarm.unit_id, _month(alarm.raised_at))
            found.update((*cell, *counted) for counted in _about_alarm(alarm))
    return dict(found)


def _rows(model: Any, order: Any = None) -> Any:
    return db.session.scalars(sa.select(model).order_by(model.id if order is None else order))


def _about(judged: Any, decided_at: dt.datetime | None) -> list[tuple[str, str]]:
    if judged.spoken_with:
        return [("status", "spoken")]
    found = [("status", judged.level), *(("rule", finding[0]) for finding in judged.findings)]
    if judged.level == "low":
        return found
    if decided_at is None:
        return [*found, ("reaction", "unanswered")]
    waited = coarse_minutes((decided_at - judged.logged_at).total_seconds())
    return [*found, ("reaction", "answered"), ("reaction_minutes", str(waited))]


def _about_alarm(alarm: Any) -> list[tuple[str, str]]:
    local = alarm.raised_at.astimezone(OSLO)
    hour = [("abort_hour", f"{local.weekday()}-{local.hour:02}")] if alarm.source == "abort" else []
    return [("alarm", alarm.source), *hour]

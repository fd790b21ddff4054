"""Short ways to bring a meeting to where a test begins."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import types
from typing import Any

from app.checklists import CURRENT
from app.demo_week import current_assessment
from app.domain.choices import Agreed, Choices
from app.models import Meeting, Person, Unit, db
from app.services import assessments, meetings, unit_readings
from app.services.meetings import Facts
from app.services.people_acting import Actor, acting

# One answer that alone gives an office meeting with colleagues this level.
ELEVATED = {"topic_kind": "conflict"}
HIGH = {"behaviour": "threats_or_violence"}
STOP = {"exit_route": "none"}

_numbers = itertools.count(1)


def key() -> str:
    """A fresh idempotency key, as a form carries it."""
    return f"{next(_numbers):032x}"


def people() -> types.SimpleNamespace:
    """Everybody in the database by first name."""
    return types.SimpleNamespace(**{each.name.split()[0].lower(): each for each in db.session.query(Person)})


def actor(person: Any, now: dt.datetime) -> Actor:
    """The person as somebody who can speak verbs."""
    return acting(person.id, now=now)


def facts(now: dt.datetime, **differs: Any) -> Facts:
    """An hour at the office, tomorrow at the same time."""
    starts_at = differs.pop("starts_at", now + dt.timedelta(days=1))
    ends_at = differs.pop("ends_at", starts_at + dt.timedelta(hours=1))
    plain = Facts("office", starts_at, ends_at, "Samtale om aktivitetsplan", "Møterom 2", "SAK-17")
    return dataclasses.replace(plain, **differs)


def planned(by: Actor, now: dt.datetime, **differs: Any) -> int:
    """A meeting with an empty draft."""
    return meetings.plan(facts(now, **differs), key=key(), by=by, now=now)


def answered(by: Actor, now: dt.datetime, answers: dict[str, str] | None = None, **differs: Any) -> int:
    """A meeting whose draft is answered in whole: calmly, but for `answers`. As if each page had been saved."""
    meeting_id = planned(by, now, **differs)
    draft = current_assessment(meeting_id)
    draft.answers = {**calm(draft.form), **(answers or {})}
    confirm_all_pages(meeting_id)
    return meeting_id


def confirm_all_pages(meeting_id: int) -> None:
    """Every page of the draft is confirmed, as if somebody had gone through them."""
    current_assessment(meeting_id).confirmed = [section.id for section in CURRENT.sections]
    db.session.commit()


def calm(form: str) -> dict[str, str]:
    """The calm answers to everything that this form of meeting is asked."""
    return {question: asked.options[0].id for question, asked in CURRENT.asked(form).items()}


def logged(
    by: Actor,
    now: dt.datetime,
    answers: dict[str, str] | None = None,
    *,
    measures: tuple[str, ...] = (),
    **differs: Any,
) -> int:
    """A meeting that is logged: each finding has one of these measures, or grounds for none."""
    meeting_id = answered(by, now, answers, **differs)
    log_as_it_is(meeting_id, measures, by=by, now=now)
    return meeting_id


def log_as_it_is(meeting_id: int, measures: tuple[str, ...] = (), *, by: Actor, now: dt.datetime) -> None:
    """Log the draft of a meeting with these measures, and grounds where they do not help."""
    draft = current_assessment(meeting_id)
    choices = enough(meeting_id, measures, now=now)
    seen = assessments.mark_of_answers(draft)
    assessments.log(meeting_id, choices, seen=seen, key=key(), by=by, now=now)


def enough(meeting_id: int, measures: tuple[str, ...] = (), *, now: dt.datetime) -> Choices:
    """Choices that the gate is content with, for the draft of a meeting."""
    draft = current_assessment(meeting_id)
    agreed = {code: Agreed("Kari Nordvik", now + dt.timedelta(hours=20)) for code in measures}
    outcome = assessments.judged(draft, Choices(agreed))
    grounds = {each.id: "Vi har snakket om det i teamet." for each in outcome.findings if each.needs_measure}
    return Choices(agreed, grounds=grounds, judged=outcome.residual.code)


def answers_of(section_id: str, form: str = "office", **differs: str) -> dict[str, str]:
    """Calm answers to one page of the checklist, but for what differs."""
    return {**{each.id: each.options[0].id for each in CURRENT.section(section_id).asked(form)}, **differs}


def blank(section_id: str) -> str:
    """The mark of a page that nobody has answered yet."""
    return assessments.mark_of(CURRENT.section(section_id), {})


def kinds_of(unit: Unit) -> list[str]:
    """What has been done to a unit, as its timeline tells it, the latest first."""
    lines, _more = unit_readings.lines(unit)
    return [line.kind for line in lines]


def meeting(meeting_id: int) -> Meeting:
    """The meeting as the database has it now."""
    return db.session.get_one(Meeting, meeting_id, populate_existing=True)

"""Draws what the unit's registers say on a page of the checklist, and takes their answers when somebody says yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import render_template
from markupsafe import Markup

from app import clock, filters
from app.domain.checklist import Section
from app.languages import translated
from app.services import registers

NOTHING = {"register_notice": Markup(""), "register_button": Markup("")}


def drawn(meeting: Any, section: Section) -> dict[str, Markup]:
    """The two pieces of the page that tell: a box above the questions, a button below; empty when nothing is known."""
    said = registers.about(meeting, section.id, now=clock.now())
    if said is None:
        return NOTHING
    asked = {question.id: question for question in section.asked(meeting.form)}
    answers = {question: answer for question, answer in said.answers.items() if question in asked}
    sentences = [_filled(sentence, values) for sentence, values in said.sentences]
    open_ones = any(question not in meeting.answers for question in answers)
    known = {"said": said, "sentences": sentences, "asked": asked, "suggested": answers, "open_ones": open_ones}
    return {
        name: Markup(render_template(f"assessments/{name}.html", **known))  # nosec B704 # noqa: S704 - a template of ours
        for name in NOTHING
    }


def filled_in(meeting: Any, section: Section, given: Mapping[str, str]) -> dict[str, str]:
    """The answers with those of the register where nothing was tapped: nothing that somebody chose is changed."""
    said = registers.about(meeting, section.id, now=clock.now())
    asked = {question.id for question in section.asked(meeting.form)}
    suggested = said.answers.items() if said else ()
    return {**{question: answer for question, answer in suggested if question in asked}, **given}


def _filled(sentence: str, values: Mapping[str, object]) -> str:
    return translated(sentence) % {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: object) -> object:
    """A date in the reader's language, and the name of a course; a name that somebody typed as it is."""
    if isinstance(value, dt.date):
        return filters.FILTERS["date"](value)
    return translated(str(value)) if name == "course" else value

"""Draws a page of the checklist. The questions are constant per language and version, so they are kept ready-made."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale, get_locale, gettext
from markupsafe import Markup

from app.checklists import checklist
from app.domain.checklist import Section
from app.services.assessments import mark_of
from forms.assessments import SectionForm

CHOSEN = "chosen-goes-here"


def drawn(meeting: Any, section: Section, form: SectionForm, answers: Mapping[str, str]) -> str:
    """The page, with these answers tapped and the form's complaints beside their questions."""
    sections = checklist(meeting.checklist_version).sections
    return render_template(
        "assessments/section.html",
        meeting=meeting,
        section=section,
        form=form,
        number=sections.index(section) + 1,
        total=len(sections),
        from_earlier=meeting.copied_from_id is not None and section.id not in meeting.confirmed,
        questions_drawn=questions(meeting, section, answers, form.complaints),
    )


def both_versions(meeting: Any, section: Section, form: SectionForm) -> str:
    """What is stored and what came too late, side by side: nobody's answers are silently overwritten."""
    form.seen.data = mark_of(section, meeting.answers)
    return render_template(
        "assessments/both_versions.html", meeting=meeting, section=section, form=form, asked=section.asked(meeting.form)
    )


def questions(
    meeting: Any, section: Section, answers: Mapping[str, str], complaints: Mapping[str, str]
) -> Markup:
    """The page's radio groups: ready-made unless there is something to complain about."""
    if complaints:
        return _by_macro(section, meeting.form, answers, complaints)
    pieces = _ready_made(current_app._get_current_object(), str(get_locale()), meeting.checklist_version, section.id, meeting.form)  # type: ignore[attr-defined]  # noqa: SLF001
    return Markup("".join(piece if type(piece) is str else _tapped(piece, answers) for piece in pieces))


def _tapped(option: tuple[str, str], answers: Mapping[str, str]) -> str:
    return " checked" if answers.get(option[0]) == option[1] else ""


@functools.cache
def _ready_made(_app: object, locale: str, version: str, section_id: str, form: str) -> list[str | tuple[str, str]]:
    """The markup in pieces, with (question, option) where an answer is marked as tapped.

    Made from the same macro, by drawing it once for each option and cutting where the macro marks it.
    """
    section = checklist(version).section(section_id)
    with force_locale(locale):
        bare = str(_by_macro(section, form, {}, {}))
    pieces: list[str | tuple[str, str]] = []
    rest = bare
    for question in section.asked(form):
        for option in question.options:
            tag = f'id="{question.id}-{option.id}" name="{question.id}" value="{option.id}"'
            before, rest = rest.split(tag, 1)
            pieces += [before + tag, (question.id, option.id)]
    return [*pieces, rest]


def _by_macro(
    section: Section, form: str, answers: Mapping[str, str], complaints: Mapping[str, str]
) -> Markup:
    template = current_app.jinja_env.get_template("assessments/questions.html")
    return Markup(
        template.render(
            asked=section.asked(form), answers=answers, complaints=complaints, gettext=gettext, _=gettext
        )
    )

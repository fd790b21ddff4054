"""Draws a page of the checklist. But for its answers it is the same for everybody, so it is kept ready-made."""

from __future__ import annotations

import functools
import types
from collections.abc import Mapping
from typing import Any

from flask import current_app, render_template, session
from markupsafe import Markup

from app import cookies, filters, ready_made, taking_over
from app.access import signed_in
from app.checklists import checklist
from app.domain.checklist import Section
from app.ready_made import ReadyMade, stand_in
from app.services.assessments import mark_of
from app.views import menu, offline, registers
from forms.assessments import SectionForm
from forms.base import new_key

A_MEETING = types.SimpleNamespace(id=9_007_199_254_740_991, topic=stand_in("topic"))
A_PERSON = types.SimpleNamespace(name=stand_in("name"))


def opened(meeting: Any, section: Section) -> str | bytes:
    """The page as somebody opens it, with the answers so far: a ready-made one, filled in."""
    if "_flashes" in session:
        return drawn_anew(meeting, section)
    known = {
        "from_earlier": _from_earlier(meeting, section),
        "theme": filters.theme(),
        "engine_is_late": taking_over.watch_of(current_app).is_late,
        **menu.open_doors(),
    }
    version, form = meeting.checklist_version, meeting.form
    page = ready_made.kept(
        (version, section.id, form, *known.values()), lambda: _with_gaps(version, section, form, known)
    )
    fillings: dict[Any, object] = {
        (question.id, given): _tapped(question.id, given)
        for question in section.questions
        if (given := meeting.answers.get(question.id))
    }
    fillings |= {"token": cookies.token(), "key": new_key(), "seen": mark_of(section, meeting.answers)}
    fillings |= {"alarm_key": new_key(), "reader": offline.reader_mark()}
    fillings |= registers.drawn(meeting, section)
    fillings |= {"meeting": meeting.id, "topic": meeting.topic, "name": signed_in().name}
    return page.sent(fillings)


def drawn_anew(meeting: Any, section: Section) -> str:
    """The same page straight from its template: what the ready-made one must equal."""
    form = SectionForm(section, meeting.form, formdata=None, data={"seen": mark_of(section, meeting.answers)})
    return drawn(meeting, section, form, meeting.answers)


def drawn(meeting: Any, section: Section, form: SectionForm, answers: Mapping[str, str]) -> str:
    """The page with what was just sent, and the form's complaints beside their questions."""
    return render_template(
        "assessments/section.html",
        meeting=meeting,
        from_earlier=_from_earlier(meeting, section),
        **registers.drawn(meeting, section),
        **_contents(meeting.checklist_version, section, form, answers),
    )


def both_versions(meeting: Any, section: Section, form: SectionForm) -> str:
    """What is stored and what came too late, side by side: nobody's answers are silently overwritten."""
    form.seen.data = mark_of(section, meeting.answers)
    return render_template(
        "assessments/both_versions.html", meeting=meeting, section=section, form=form, asked=section.asked(meeting.form)
    )


def _from_earlier(meeting: Any, section: Section) -> bool:
    return meeting.copied_from_id is not None and section.id not in meeting.confirmed


def _contents(version: str, section: Section, form: SectionForm, answers: Mapping[str, str]) -> dict[str, Any]:
    sections = checklist(version).sections
    return {
        "section": section,
        "form": form,
        "number": sections.index(section) + 1,
        "total": len(sections),
        "asked": form.asked,
        "answers": answers,
        "complaints": form.complaints,
    }


def _with_gaps(version: str, section: Section, form_of_meeting: str, known: Mapping[str, Any]) -> ReadyMade:
    """The page drawn for nobody, with a stand-in for whatever is somebody's own."""
    stand_ins: dict[Any, str] = {"key": stand_in("key"), "seen": stand_in("seen")}
    form = SectionForm(section, form_of_meeting, formdata=None, data=stand_ins)
    bar = {"new_key": lambda: stand_in("alarm_key"), "reader_mark": lambda: stand_in("reader")}
    told = {name: stand_in(name) for name in registers.NOTHING}
    contents = _contents(version, section, form, {}) | bar | told
    page = ready_made.drawn("assessments/section.html", meeting=A_MEETING, person=A_PERSON, **contents, **known)
    stand_ins |= {"token": cookies.token(), "alarm_key": stand_in("alarm_key"), "reader": stand_in("reader"), **told}
    stand_ins |= {"meeting": str(A_MEETING.id), "topic": A_MEETING.topic, "name": A_PERSON.name}
    stand_ins |= {(each.id, option.id): _option(each.id, option.id) for each in form.asked for option in each.options}
    return ReadyMade(page, stand_ins)


def _option(question: str, option: str) -> Markup:
    """What the macro for radio buttons writes of one option, up to where it marks it as tapped."""
    return Markup('name="{}" value="{}"').format(question, option)


@functools.cache
def _tapped(question: str, option: str) -> Markup:
    return _option(question, option) + Markup(" checked")

"""The five pages of the checklist, and the page to check one's answers on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.checklists import checklist
from app.domain.checklist import Checklist, Section
from app.domain.choices import Choices
from app.domain.permissions import Permission
from app.services import assessments, own_meetings
from app.services.assessments import Saved
from app.services.refusals import AlreadyLogged, ChangedElsewhere
from app.views import question_pages, registers, results
from forms.assessments import SectionForm

# Buttons that lead somewhere also when something on the page is not answered yet.
WAYS_ON = ("stay", "back", "suggested")

blueprint = Blueprint("assessments", __name__, url_prefix="/meetings/<int:meeting_id>/assessment")


@blueprint.get("")
@requires(Permission.ASSESS)
def begin(meeting_id: int) -> Response:
    """Go to the first page that is not confirmed yet, or to the answers when all are."""
    meeting = own_meetings.current(meeting_id, by=signed_in())
    return redirect(_onwards(checklist(meeting.checklist_version), meeting_id, meeting.confirmed, meeting.logged_at))


@blueprint.get("/<section_id>")
@requires(Permission.ASSESS)
def section(meeting_id: int, section_id: str) -> str | bytes:
    """One page of questions with what has been answered so far."""
    meeting = _still_open(own_meetings.answers(meeting_id, by=signed_in()))
    return question_pages.opened(meeting, _section(checklist(meeting.checklist_version), section_id))


@blueprint.post("/<section_id>")
@requires(Permission.ASSESS)
def save(meeting_id: int, section_id: str) -> Response | tuple[str, int]:
    """Keep the page's answers, whole or not, and go on: to the next page, back, or stay and say what is missing."""
    meeting = _draft(meeting_id)
    questions = checklist(meeting.checklist_version)
    page = _section(questions, section_id)
    form = SectionForm(page, meeting.form)
    complete = form.validate()
    if form.form_errors:
        return question_pages.drawn(meeting, page, form, form.answers), 422
    takes_register = request.form.get("go") == "suggested"
    try:
        draft = assessments.save_section(
            meeting_id,
            section_id,
            registers.filled_in(meeting, page, form.answers) if takes_register else form.answers,
            seen=form.seen.data or "",
            by=signed_in(),
            now=clock.now(),
            read=meeting,
        )
    except ChangedElsewhere:
        return question_pages.both_versions(_draft(meeting_id), page, form), 409
    if not complete and request.form.get("go") not in WAYS_ON:
        form.seen.data = assessments.mark_of(page, draft.answers)
        return question_pages.drawn(meeting, page, form, form.answers), 422
    return _where_to(questions, meeting_id, page, draft)


def _where_to(questions: Checklist, meeting_id: int, page: Section, draft: Saved) -> Response:
    """After a page has been saved: on, back, the same page with what the register filled in, or just its mark."""
    match request.form.get("go"):
        case "stay":
            return jsonify(seen=assessments.mark_of(page, draft.answers))
        case "back":
            return redirect(_before(questions, meeting_id, page.id), 303)
        case "suggested":
            flash(gettext("Forslagene fra registeret er fylt inn. Se over dem, og trykk «Neste»."), "info")
            return redirect(url_for("assessments.section", meeting_id=meeting_id, section_id=page.id), 303)
    return redirect(_after(questions, meeting_id, page.id, draft.confirmed), 303)


@blueprint.get("/answers")
@requires(Permission.ASSESS)
def answers(meeting_id: int) -> str | Response:
    """Check your answers: every one, with a way to change it; a low level can be logged from here."""
    meeting = _draft(meeting_id)
    questions = checklist(meeting.checklist_version)
    if assessments.unconfirmed(questions, meeting):
        return redirect(_onwards(questions, meeting_id, meeting.confirmed, None))
    outcome = assessments.judged(meeting, Choices.from_json(meeting.choices))
    return render_template(
        "assessments/answers.html",
        meeting=meeting,
        questions=questions,
        outcome=outcome,
        form=results.fresh_form(meeting, questions),
    )


def _draft(meeting_id: int) -> Any:
    return _still_open(own_meetings.current(meeting_id, by=signed_in()))


def _still_open(meeting: Any) -> Any:
    if meeting.logged_at:
        raise AlreadyLogged
    return meeting


def _section(questions: Checklist, section_id: str) -> Any:
    try:
        return questions.section(section_id)
    except KeyError:
        abort(404)


def _onwards(questions: Checklist, meeting_id: int, confirmed: list[str], logged_at: object) -> str:
    if logged_at:
        return url_for("meetings.show", meeting_id=meeting_id)
    for each in questions.sections:
        if each.id not in confirmed:
            return url_for("assessments.section", meeting_id=meeting_id, section_id=each.id)
    return url_for("assessments.answers", meeting_id=meeting_id)


def _after(questions: Checklist, meeting_id: int, section_id: str, confirmed: list[str]) -> str:
    """The next page in order; when all are confirmed already, straight back to the answers."""
    ids = [each.id for each in questions.sections]
    following = ids[ids.index(section_id) + 1 :]
    if following and any(each not in confirmed for each in ids):
        return url_for("assessments.section", meeting_id=meeting_id, section_id=following[0])
    return _onwards(questions, meeting_id, confirmed, None)


def _before(questions: Checklist, meeting_id: int, section_id: str) -> str:
    ids = [each.id for each in questions.sections]
    place = ids.index(section_id)
    if place == 0:
        return url_for("meetings.facts", meeting_id=meeting_id)
    return url_for("assessments.section", meeting_id=meeting_id, section_id=ids[place - 1])

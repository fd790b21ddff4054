"""The result: level, reasons, measures, what is left; and logging it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.checklists import checklist
from app.domain.checklist import Checklist
from app.domain.choices import JUDGED, Agreed, Choices
from app.domain.levels import Level, gate
from app.domain.permissions import Permission
from app.services import assessments, measures, own_meetings
from app.services.refusals import AlreadyLogged, ChangedElsewhere, Incomplete, Replayed
from forms.assessments import ResultForm

blueprint = Blueprint("results", __name__, url_prefix="/meetings/<int:meeting_id>")


@blueprint.get("/result")
@requires(Permission.ASSESS)
def show(meeting_id: int) -> str | Response:
    """The level with its reasons, and the measures to choose from."""
    meeting = own_meetings.current(meeting_id, by=signed_in())
    if meeting.logged_at:
        return redirect(url_for("meetings.show", meeting_id=meeting_id))
    questions = checklist(meeting.checklist_version)
    if assessments.unconfirmed(questions, meeting):
        return redirect(url_for("assessments.begin", meeting_id=meeting_id))
    return _drawn(meeting, fresh_form(meeting, questions), Choices.from_json(meeting.choices))


@blueprint.post("/choices")
@requires(Permission.ASSESS)
def choose(meeting_id: int) -> Response | tuple[str, int]:
    """Keep the choices and show what they change."""
    meeting, form, choices = _asked(meeting_id)
    if form.form_errors or form.complaints:
        return _drawn(meeting, form, choices), 422
    assessments.choose(meeting_id, choices, by=signed_in())
    return redirect(url_for("results.show", meeting_id=meeting_id), 303)


@blueprint.post("/log")
@requires(Permission.ASSESS)
def log(meeting_id: int) -> Response | tuple[str, int]:
    """Keep the choices and log the assessment, or say what is missing."""
    meeting, form, choices = _asked(meeting_id, may_be_logged=True)
    if form.form_errors or form.complaints:
        return _drawn(meeting, form, choices), 422
    try:
        assessments.log(
            meeting_id,
            choices,
            seen=form.seen.data or "",
            key=form.key.raw,
            by=signed_in(),
            now=clock.now(),
            read=meeting,
        )
    except Replayed:
        return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
    except ChangedElsewhere as error:
        form.seen.data = assessments.mark_of_answers(meeting)
        form.refuse(error.sentence)
        return _drawn(meeting, form, choices), 409
    except Incomplete as error:
        assessments.choose(meeting_id, choices, by=signed_in())
        form.complain({_field(name): sentence for name, sentence in error.what.items()})
        return _drawn(meeting, form, choices), 422
    flash(gettext("Vurderingen er logget."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


def fresh_form(meeting: Any, questions: Checklist) -> ResultForm:
    """A result form that knows which answers it was drawn from."""
    data = {"seen": assessments.mark_of_answers(meeting)}
    return ResultForm(questions, _default(meeting), formdata=None, data=data)


def _asked(meeting_id: int, *, may_be_logged: bool = False) -> tuple[Any, ResultForm, Choices]:
    meeting = own_meetings.current(meeting_id, by=signed_in())
    if meeting.logged_at and not may_be_logged:
        raise AlreadyLogged
    form = ResultForm(checklist(meeting.checklist_version), _default(meeting))
    form.validate()
    return meeting, form, form.choices()


def _default(meeting: Any) -> Agreed:
    """Who and by when, unless something else is typed: oneself, before the meeting begins."""
    return Agreed(signed_in().name, meeting.starts_at)


def _drawn(meeting: Any, form: ResultForm, choices: Choices) -> str:
    outcome = assessments.judged(meeting, choices)
    residual = choices.residual(outcome)
    return render_template(
        "results/show.html",
        meeting=meeting,
        questions=form.questions,
        form=form,
        choices=choices,
        complaints=form.complaints,
        colleagues=measures.colleagues(meeting.unit_id),
        outcome=outcome,
        residual=residual,
        judgeable=[level for level in Level if level >= outcome.residual],
        opened=gate(outcome.level, residual),
    )


def _field(name: str) -> str:
    """The field beside which a missing choice is said: the finding's own line, or the judged level."""
    return name if name == JUDGED else f"why-{name}"

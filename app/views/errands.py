"""The small errands around a meeting: judged by word, changed or not, judged anew, called off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access import requires, signed_in
from app.domain.levels import Level
from app.domain.permissions import Permission
from app.services import assessments, meetings, own_meetings
from app.services.refusals import AlreadyLogged, NotLogged
from app.views import abort_bar, asking
from forms.base import BareForm, Form
from forms.meetings import RecheckForm, SpokenForm

blueprint = Blueprint("errands", __name__, url_prefix="/meetings/<int:meeting_id>")


@blueprint.get("/spoken-assessment")
@requires(Permission.ASSESS)
def spoken(meeting_id: int) -> str:
    """Ask with whom the risk was judged by word of mouth, and which level was agreed."""
    meeting = own_meetings.current(meeting_id, by=signed_in())
    if meeting.logged_at:
        raise AlreadyLogged
    return render_template("errands/spoken.html", form=SpokenForm(formdata=None), meeting=meeting)


@blueprint.post("/spoken-assessment")
@requires(Permission.ASSESS)
def log_spoken(meeting_id: int) -> Response | tuple[str, int]:
    """Log it: counted, and shown to the leader."""
    form = SpokenForm()
    if not form.validate():
        meeting = own_meetings.current(meeting_id, by=signed_in())
        return render_template("errands/spoken.html", form=form, meeting=meeting), 422
    level = Level.of(form.level.data)
    asking.once(assessments.log_by_word, meeting_id, form.spoken_with.data, level, key=form.key.raw)
    flash(gettext("Logget som vurdert muntlig. Leder ser det."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


@blueprint.get("/recheck")
@requires(Permission.ASSESS)
def recheck(meeting_id: int) -> str:
    """One question, just before the start."""
    meeting = own_meetings.current(meeting_id, by=signed_in())
    if not meeting.logged_at:
        raise NotLogged
    return _page("errands/recheck.html", meeting, RecheckForm(formdata=None))


@blueprint.post("/recheck")
@requires(Permission.ASSESS)
def answer_recheck(meeting_id: int) -> Response | tuple[str, int]:
    """Nothing has changed: confirm. Something has: judge anew, from the same answers."""
    form = RecheckForm()
    if not form.validate():
        meeting = own_meetings.current(meeting_id, by=signed_in())
        return _page("errands/recheck.html", meeting, form), 422
    if form.changed.data == "yes":
        asking.once(meetings.reopen, meeting_id, key=form.key.raw)
        return redirect(url_for("assessments.begin", meeting_id=meeting_id), 303)
    asking.once(meetings.confirm_unchanged, meeting_id, key=form.key.raw)
    return redirect(url_for("watches.ask", meeting_id=meeting_id), 303)


@blueprint.post("/rounds")
@requires(Permission.ASSESS)
def reopen(meeting_id: int) -> Response:
    """Judge the meeting anew, from the answers that were logged."""
    form = BareForm()
    asking.must_hold(form)
    asking.once(meetings.reopen, meeting_id, key=form.key.raw)
    return redirect(url_for("assessments.begin", meeting_id=meeting_id), 303)


@blueprint.get("/withdrawal")
@requires(Permission.ASSESS)
def ask_withdrawal(meeting_id: int) -> str:
    """Ask once before a meeting is called off."""
    meeting = own_meetings.current(meeting_id, by=signed_in())
    return _page("errands/withdrawal.html", meeting, BareForm(formdata=None))


@blueprint.post("/withdrawal")
@requires(Permission.ASSESS)
def withdraw(meeting_id: int) -> Response:
    """Call the meeting off."""
    form = BareForm()
    asking.must_hold(form)
    asking.once(meetings.withdraw, meeting_id, key=form.key.raw)
    flash(gettext("Møtet er avlyst."), "success")
    return redirect(url_for("meetings.index"), 303)


def _page(template: str, meeting: Any, form: Form) -> str:
    """A page of a meeting that may have been logged."""
    return render_template(
        template, form=form, meeting=meeting, **abort_bar.known(meeting.id, unit_id=signed_in().unit_id)
    )

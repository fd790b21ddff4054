"""Keeping a case whatever its term: a leader says so, with a reason, and lifts it again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.services import holds
from app.views import asking
from forms.base import BareForm
from forms.holds import HoldForm

blueprint = Blueprint("holds", __name__)


@blueprint.get("/holds")
@requires(Permission.DECIDE)
def index() -> str:
    """What is held in one's own units."""
    return render_template("holds/index.html", held=holds.in_reach(signed_in()))


@blueprint.get("/meetings/<int:meeting_id>/hold")
@requires(Permission.DECIDE)
def of_meeting(meeting_id: int) -> str:
    """Whether the meeting is held, and the way to hold it or let it go."""
    return _drawn(f"meeting/{meeting_id}", HoldForm(formdata=None))


@blueprint.post("/meetings/<int:meeting_id>/hold")
@requires(Permission.DECIDE)
def place_on_meeting(meeting_id: int) -> Response | tuple[str, int]:
    """Hold the meeting."""
    return _placed(f"meeting/{meeting_id}")


@blueprint.post("/meetings/<int:meeting_id>/hold/ending")
@requires(Permission.DECIDE)
def lift_from_meeting(meeting_id: int) -> Response:
    """Let the ordinary term count again."""
    return _lifted(f"meeting/{meeting_id}")


@blueprint.get("/escalations/<int:escalation_id>/hold")
@requires(Permission.DECIDE)
def of_alarm(escalation_id: int) -> str:
    """Whether the alarm is held, and the way to hold it or let it go."""
    return _drawn(f"escalation/{escalation_id}", HoldForm(formdata=None))


@blueprint.post("/escalations/<int:escalation_id>/hold")
@requires(Permission.DECIDE)
def place_on_alarm(escalation_id: int) -> Response | tuple[str, int]:
    """Hold the alarm."""
    return _placed(f"escalation/{escalation_id}")


@blueprint.post("/escalations/<int:escalation_id>/hold/ending")
@requires(Permission.DECIDE)
def lift_from_alarm(escalation_id: int) -> Response:
    """Let the ordinary term count again."""
    return _lifted(f"escalation/{escalation_id}")


def _placed(stream: str) -> Response | tuple[str, int]:
    holds.find(stream, by=signed_in())
    form = HoldForm()
    if not form.validate():
        return _drawn(stream, form), 422
    holds.place(stream, form.reason.text, by=signed_in(), now=clock.now())
    flash(gettext("Saken blir beholdt til du opphever det."), "success")
    return redirect(url_for("holds.index"), 303)


def _lifted(stream: str) -> Response:
    asking.must_hold(BareForm())
    holds.lift(stream, by=signed_in(), now=clock.now())
    flash(gettext("De vanlige fristene gjelder igjen."), "success")
    return redirect(url_for("holds.index"), 303)


def _drawn(stream: str, form: HoldForm) -> str:
    held = holds.find(stream, by=signed_in())
    return render_template("holds/show.html", form=form, held=held, stream=stream, bare=BareForm(formdata=None))

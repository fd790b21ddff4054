"""Following up: what is due, and ticking it off."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.services import follow_ups
from app.views import asking
from forms.base import BareForm

blueprint = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")


@blueprint.get("")
@requires(Permission.RAISE)
def index() -> str:
    """Everybody that one should talk with today, after an alarm."""
    waiting = follow_ups.waiting(signed_in(), now=clock.now())
    return render_template("follow_ups/index.html", waiting=waiting, bare=BareForm(formdata=None))


@blueprint.post("/<int:follow_up_id>/completion")
@requires(Permission.RAISE)
def complete(follow_up_id: int) -> Response:
    """It is done."""
    asking.must_hold(BareForm())
    follow_ups.complete(follow_up_id, by=signed_in(), now=clock.now())
    flash(gettext("Notert. Takk for at du følger opp."), "success")
    return redirect(url_for("follow_ups.index"), 303)

"""Signing in where the organisation does: to the provider with one tap, and back with an answer."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, render_template, request, session
from werkzeug.wrappers import Response

from app import clock, languages
from app.limits import ROUND_TRIPS, limiter
from app.services import single_sign_on
from app.services.refusals import Refused
from app.services.refusals_at_the_door import Declined, NotThisBrowser
from app.views import asking, going_on, sign_in, sign_in_page
from forms.single_sign_on import SingleSignOnForm

blueprint = Blueprint("single_sign_on", __name__)
STATE = "round_trip"


@blueprint.post("/single-sign-on")
@limiter.limit(ROUND_TRIPS)
def create() -> Response | tuple[str, int]:
    """Set out."""
    asking.only_with("OIDC_ISSUER")
    form = SingleSignOnForm()
    if not form.validate():
        return sign_in_page.drawn(single_sign_on_form=form), 422
    carried = {"next_path": form.next.data, "kept": form.kept.data}
    try:
        departure = single_sign_on.set_out(**carried, now=clock.now())
    except Refused as refusal:
        return _refused(refusal, carried["next_path"], carried["kept"])
    session[STATE] = departure.state
    return going_on.to(departure.address, render_template("single_sign_on/onward.html", address=departure.address))


@blueprint.get("/single-sign-on/answer")
def show() -> str | Response | tuple[str, int]:
    """Come back, and in."""
    asking.only_with("OIDC_ISSUER")
    trip: dict[str, Any] = {}
    try:
        trip = single_sign_on.come_back(_state(), now=clock.now())
        if "code" not in request.args:
            raise Declined
        key = single_sign_on.arrive(
            request.args["code"], trip, device=sign_in.device(), locale=languages.spoken(), now=clock.now()
        )
    except Refused as refusal:
        return _refused(refusal, trip.get("next"), trip.get("kept"))
    return sign_in.welcome(key, trip["next"], trip["kept"])


def _state() -> str:
    """The state that came back, if this browser set out with it. Raises NotThisBrowser."""
    sent, came = session.pop(STATE, ""), request.args.get("state", "")
    if not sent or not hmac.compare_digest(sent.encode(), came.encode()):
        raise NotThisBrowser
    return came


def _refused(refusal: Refused, next_path: str | None, kept: str | None) -> tuple[str, int]:
    form = SingleSignOnForm(formdata=None, data={"next": next_path or "", "kept": kept or ""})
    return render_template("single_sign_on/refused.html", form=form, sentence=refusal.sentence), refusal.status

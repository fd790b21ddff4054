"""Drills: a leader holds one, and sees how fast somebody reacted."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.escalation import Urgency
from app.domain.permissions import Permission
from app.services import drills
from forms.escalations import DrillForm

blueprint = Blueprint("drills", __name__, url_prefix="/drills")


@blueprint.get("")
@requires(Permission.DECIDE)
def index() -> str:
    """The log of drills, and the way to a new one."""
    return _drawn(_form(formdata=None))


@blueprint.post("")
@requires(Permission.DECIDE)
def create() -> Response | tuple[str, int]:
    """Hold a drill now."""
    form = _form()
    if not form.validate():
        return _drawn(form), 422
    urgency = Urgency.DANGER if form.is_danger.data else Urgency.SAFE
    number = drills.hold(int(form.person.data), urgency, key=form.key.raw, by=signed_in(), now=clock.now())
    return redirect(url_for("escalations.show", escalation_id=number), 303)


def _form(**kwargs: object) -> DrillForm:
    people = [(row.id, f"{row.name}, {row.unit_name}") for row in drills.players(signed_in())]
    return DrillForm(people, **kwargs)


def _drawn(form: DrillForm) -> str:
    return render_template("drills/index.html", form=form, held=drills.held(signed_in()))

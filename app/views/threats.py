"""«Hendelse uten møte»: a threat by phone, chat or e-mail has its own short path to the same alarm."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.escalation import Source, Urgency
from app.domain.permissions import Permission
from app.services import escalations
from app.services.escalations import Alarm
from forms.escalations import ThreatForm

blueprint = Blueprint("threats", __name__, url_prefix="/threats")


@blueprint.get("/new")
@requires(Permission.RAISE)
def new() -> str:
    """How it came, and two buttons."""
    return render_template("threats/new.html", form=ThreatForm(formdata=None))


@blueprint.post("")
@requires(Permission.RAISE)
def create() -> Response | tuple[str, int]:
    """Warn the leader at once."""
    form = ThreatForm()
    if not form.validate():
        return render_template("threats/new.html", form=form), 422
    person = signed_in()
    alarm = Alarm(
        client_key=form.key.raw,
        source=Source.THREAT,
        urgency=Urgency.DANGER if request.form.get("urgency") == Urgency.DANGER else Urgency.SAFE,
        employee_id=person.id,
        unit_id=person.unit_id,
        place=form.channel.data,  # its code: the receiver reads it in a language of their own
        words=form.words.data or None,
    )
    number = escalations.raise_alarm(alarm, by=person, now=clock.now())
    return redirect(url_for("escalations.show", escalation_id=number), 303)

"""After a meeting: how it went, whether the measures helped, and the short way on when something happened."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.afterwards import AS_PLANNED, INCIDENT
from app.domain.permissions import Permission
from app.services import aftermath, measure_lists, measures, readings
from app.views import abort_bar, asking
from forms.afterwards import EffectsForm, OutcomeForm

blueprint = Blueprint("afterwards", __name__, url_prefix="/meetings/<int:meeting_id>")


@blueprint.get("/outcome")
@requires(Permission.ASSESS)
def ask(meeting_id: int) -> str:
    """The one question, on a page of its own: to answer it, or to change the answer."""
    return _asked(meeting_id, OutcomeForm(formdata=None))


@blueprint.post("/outcome")
@requires(Permission.ASSESS)
def tell(meeting_id: int) -> Response | tuple[str, int]:
    """One tap: as planned is done with, anything else has a short way on."""
    form = OutcomeForm()
    if not form.validate():
        return _asked(meeting_id, form), 422
    asking.once(aftermath.tell, meeting_id, form.outcome.data, key=form.key.raw)
    if form.outcome.data != AS_PLANNED:
        return redirect(url_for("afterwards.show_way_on", meeting_id=meeting_id), 303)
    flash(gettext("Notert. Takk for svaret."), "success")
    has_more = any(each.effect is None for each in measure_lists.of_meeting(meeting_id))
    return redirect(url_for("afterwards.ask_effects" if has_more else "meetings.show", meeting_id=meeting_id), 303)


@blueprint.get("/way-on")
@requires(Permission.ASSESS)
def show_way_on(meeting_id: int) -> str:
    """What to do when it did not go as planned: warn somebody, and the text for the incident system."""
    person = signed_in()
    meeting = readings.own_meeting(meeting_id, by=person)
    return render_template(
        "afterwards/way_on.html",
        meeting=meeting,
        unit=aftermath.unit_of(meeting),
        is_incident=meeting.outcome == INCIDENT,
        has_measures=bool(measure_lists.of_meeting(meeting_id)),
        **abort_bar.known(meeting_id, unit_id=person.unit_id),
    )


@blueprint.get("/effects")
@requires(Permission.ASSESS)
def ask_effects(meeting_id: int) -> str:
    """«Virket tiltaket?», one line of choices for each."""
    readings.own_meeting(meeting_id, by=signed_in())
    return _effects_page(meeting_id, EffectsForm(measure_lists.of_meeting(meeting_id), formdata=None))


@blueprint.post("/effects")
@requires(Permission.ASSESS)
def tell_effects(meeting_id: int) -> Response | tuple[str, int]:
    """Keep what was chosen."""
    readings.own_meeting(meeting_id, by=signed_in())
    form = EffectsForm(measure_lists.of_meeting(meeting_id))
    if not form.validate():
        return _effects_page(meeting_id, form), 422
    asking.once(measures.judge, meeting_id, form.effects, key=form.key.raw)
    flash(gettext("Lagret. Svarene hjelper enheten å lære."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


def _asked(meeting_id: int, form: OutcomeForm) -> str:
    meeting = readings.own_meeting(meeting_id, by=signed_in())
    over = aftermath.is_over(meeting, clock.now())
    return render_template("afterwards/outcome.html", meeting=meeting, form=form, is_over=over)


def _effects_page(meeting_id: int, form: EffectsForm) -> str:
    return render_template("afterwards/effects.html", meeting_id=meeting_id, form=form)

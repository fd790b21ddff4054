"""Measures: what one is responsible for, what the units have agreed on, and ticking off."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.afterwards import OPEN, STATE_WORDS, STATES
from app.domain.permissions import Permission
from app.services import measure_lists, measures, unit_pages
from app.views import asking, cursors
from forms.base import BareForm

blueprint = Blueprint("measures", __name__)


@blueprint.get("/measures")
@requires(Permission.ASSESS)
def index() -> str:
    """What one is responsible for."""
    state = _state()
    page = measure_lists.mine(signed_in(), state, now=clock.now(), after=cursors.read(request.args.get("after")))
    return _drawn("measures/index.html", page, state)


@blueprint.get("/board/measures")
@requires(Permission.READ_FLAGGED)
def of_units() -> str:
    """What has been agreed on in the units that one leads or represents safety in."""
    state, person = _state(), signed_in()
    unit_id = asking.number(request.args["unit"]) if request.args.get("unit") else None
    page = measure_lists.of_units(
        person,
        state,
        now=clock.now(),
        unit_ids=None if unit_id is None else frozenset({unit_id}),
        after=cursors.read(request.args.get("after")),
    )
    units = [unit for unit in unit_pages.in_reach(person) if unit.id in person.area(Permission.READ_FLAGGED)]
    return _drawn("measures/of_units.html", page, state, units=units, unit_id=unit_id)


@blueprint.post("/measures/<int:measure_id>/completion")
@requires(Permission.RAISE)
def complete(measure_id: int) -> Response:
    """It is done."""
    return _ticked(measures.complete, measure_id, gettext("Tiltaket er gjort."))


@blueprint.post("/measures/<int:measure_id>/reopening")
@requires(Permission.RAISE)
def reopen(measure_id: int) -> Response:
    """It is not done after all."""
    return _ticked(measures.reopen, measure_id, gettext("Tiltaket er åpent igjen."))


def _ticked(verb: object, measure_id: int, said: str) -> Response:
    form = BareForm()
    asking.must_hold(form)
    asking.once(verb, measure_id, key=form.key.raw)  # type: ignore[arg-type]
    flash(said, "success")
    back = request.form.get("back", "")
    return redirect(back if back in _ways_back() else url_for("measures.index"), 303)


def _ways_back() -> set[str]:
    """The lists with a button on them, and the page of a meeting: whoever pressed it goes back there."""
    meeting = request.form.get("meeting_id", "")
    of_meeting = {url_for("meetings.show", meeting_id=asking.number(meeting))} if meeting else set()
    return {url_for("measures.index"), url_for("measures.of_units"), *of_meeting}


def _state() -> str:
    state = request.args.get("state", OPEN)
    return state if state in STATES else OPEN


def _drawn(template: str, page: object, state: str, **more: object) -> str:
    return render_template(
        template,
        listed=page,
        state=state,
        states=STATE_WORDS,
        now=clock.now(),
        cursor=cursors.write,
        bare=BareForm(formdata=None),
        **more,
    )

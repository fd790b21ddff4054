"""What a board shows of flagged meetings: narrowed down in the address, and those that are answered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.services import lists, places, unit_pages
from app.services.narrowing import EVERYTHING, Narrowing
from app.services.people_acting import Actor
from app.views import asking, cursors, searches
from forms.base import BareForm
from forms.board import NarrowingForm

blueprint = Blueprint("board_lists", __name__, url_prefix="/board")

UNITS_WITH_PLACES = 5
NAMES = ("level", "form", "unit", "place", "employee", "ahead", "days")
PAGES = {"board": "board.index", "reviewed": "board_lists.reviewed"}


@blueprint.post("/narrowing")
@requires(Permission.READ_FLAGGED)
def narrow() -> Response:
    """The address that shows what was asked for: it names no employee, but holds what was typed, sealed."""
    asking.must_hold(BareForm())
    sent = {name: request.form.get(name, "") for name in NAMES}
    wanted: dict[str, Any] = {**sent, "employee": searches.sealed(sent["employee"])}
    page = PAGES.get(request.form.get("page", ""), PAGES["board"])
    return redirect(url_for(page, **{name: said for name, said in wanted.items() if said}), 303)


@blueprint.get("/reviewed")
@requires(Permission.READ_FLAGGED)
def reviewed() -> str | tuple[str, int]:
    """What leaders have answered, latest first."""
    person = signed_in()
    form, only = asked(person)
    since = clock.now() - dt.timedelta(days=int(form.days.data or 30))
    page = lists.reviewed(person, since=since, after=cursors.read(request.args.get("after")), only=only)
    drawn = render_template("board/reviewed.html", listed=page, form=form, cursor=cursors.write, chosen=chosen(form))
    return (drawn, 422) if form.errors else drawn


def narrowed(person: Actor) -> tuple[Narrowing, dict[str, str]]:
    """What the address asks for, and how the next address says it: without the form, where it asks for nothing."""
    if not any(name in request.args for name in NAMES):
        return EVERYTHING, {}
    form, only = asked(person)
    return only, chosen(form)


def asked(person: Actor) -> tuple[NarrowingForm, Narrowing]:
    """The form as the address fills it in, and what it asks for: everything, when it cannot be read."""
    area = person.area(Permission.READ_FLAGGED)
    units = [unit for unit in unit_pages.in_reach(person) if unit.id in area]
    form = NarrowingForm(searches.with_words(request.args, "employee"), units, _places(person))
    if not form.validate():
        return form, EVERYTHING
    days = int(form.ahead.data) if form.ahead.data else None
    return form, Narrowing(
        level=form.level.data or None,
        form=form.form.data or None,
        unit_id=int(form.unit.data) if form.unit.data else None,
        employee=form.employee.data or None,
        place_id=int(form.place.data) if form.place.data else None,
        before=clock.start_of_day(clock.now(), days=days) if days else None,
    )


def _places(person: Actor) -> Sequence[Any]:
    """The places to choose among: of the unit that is asked for, or of a few units. Only for who leads there."""
    led, asked_for = person.area(Permission.DECIDE), request.args.get("unit", "")
    if re.fullmatch(r"[0-9]{1,18}", asked_for):
        led &= {int(asked_for)}
    return places.names_in(led) if len(led) <= UNITS_WITH_PLACES else []


def chosen(form: NarrowingForm) -> dict[str, str]:
    """What is narrowed down, for the links to next pages."""
    return {name: request.args[name] for name in NAMES if form[name].data and name in request.args}

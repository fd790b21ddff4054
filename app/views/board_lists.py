"""What a board shows of flagged meetings: narrowed down in the address, and those that are answered."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, render_template, request

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.services import lists, unit_pages
from app.services.narrowing import EVERYTHING, Narrowing
from app.services.people_acting import Actor
from app.views import cursors
from forms.board import NarrowingForm

blueprint = Blueprint("board_lists", __name__, url_prefix="/board")

NAMES = ("level", "form", "unit", "employee", "days")


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


def asked(person: Actor) -> tuple[NarrowingForm, Narrowing]:
    """The form as the address fills it in, and what it asks for: everything, when it cannot be read."""
    area = person.area(Permission.READ_FLAGGED)
    form = NarrowingForm(request.args, [unit for unit in unit_pages.in_reach(person) if unit.id in area])
    if not form.validate():
        return form, EVERYTHING
    unit_id = int(form.unit.data) if form.unit.data else None
    return form, Narrowing(form.level.data or None, form.form.data or None, unit_id, form.employee.data or None)


def chosen(form: NarrowingForm) -> dict[str, str]:
    """What is narrowed down, for the links to next pages."""
    return {name: form[name].data for name in NAMES if form[name].data and name in request.args}

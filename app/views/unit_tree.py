"""The tree of units, for administrators: add, rename, move and close, and what has happened."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.administration import ROLES
from app.domain.permissions import Permission
from app.services import unit_readings, unit_tree
from app.services.refusals import Refused
from app.services.refusals_to_administrators import BelowItself, NameTaken
from app.views import asking
from forms.administration import UnitForm
from forms.base import BareForm, Form

blueprint = Blueprint("unit_tree", __name__, url_prefix="/administration/units")


@blueprint.get("")
@requires(Permission.ADMINISTER)
def index() -> str:
    """The tree, red where nobody would answer."""
    return render_template("unit_tree/index.html", branches=unit_readings.tree(signed_in(), now=clock.now()))


@blueprint.get("/new")
@requires(Permission.ADMINISTER)
def new() -> str:
    """What is asked about a new unit."""
    return render_template("unit_tree/new.html", form=UnitForm(choices(), formdata=None))


@blueprint.post("")
@requires(Permission.ADMINISTER)
def create() -> Response | tuple[str, int]:
    """Add a unit."""
    form = UnitForm(choices())
    if not form.validate():
        return render_template("unit_tree/new.html", form=form), 422
    told = (form.name.text, form.kind.data, int(form.parent.data), form.phone.data or None)
    try:
        asking.once(unit_tree.add, *told, key=form.key.raw)
    except NameTaken as refusal:
        form.refuse(refusal.sentence, "name")
        return render_template("unit_tree/new.html", form=form), refusal.status
    flash(gettext("%(name)s er lagt til. Gi noen rollen som leder der.", name=form.name.text), "success")
    return redirect(url_for("unit_tree.index"), 303)


@blueprint.get("/<int:unit_id>")
@requires(Permission.ADMINISTER)
def show(unit_id: int) -> str:
    """The unit, its roles, and what has happened."""
    return _drawn(unit_id)


@blueprint.post("/<int:unit_id>")
@requires(Permission.ADMINISTER)
def change(unit_id: int) -> Response | tuple[str, int]:
    """Another name, another place, another number."""
    unit = unit_tree.administered(unit_id, by=signed_in())
    form = UnitForm(_choices_above(unit))
    if not form.validate():
        return _drawn(unit_id, form=form), 422
    parent_id = int(form.parent.data) or None
    try:
        asking.once(unit_tree.change, unit_id, form.name.text, parent_id, form.phone.data or None, key=form.key.raw)
    except (NameTaken, BelowItself) as refusal:
        form.refuse(refusal.sentence, "name" if isinstance(refusal, NameTaken) else "parent")
        return _drawn(unit_id, form=form), refusal.status
    flash(gettext("Endringene er lagret."), "success")
    return redirect(url_for("unit_tree.show", unit_id=unit_id), 303)


@blueprint.post("/<int:unit_id>/closing")
@requires(Permission.ADMINISTER)
def close(unit_id: int) -> Response | tuple[str, int]:
    """Close a unit where nobody works any more."""
    form = BareForm()
    asking.must_hold(form)
    try:
        asking.once(unit_tree.close, unit_id, key=form.key.raw)
    except Refused as refusal:
        unit_tree.administered(unit_id, by=signed_in())
        form.refuse(refusal.sentence)
        return _drawn(unit_id, closing_form=form), refusal.status
    flash(gettext("Enheten er lagt ned. Det som har skjedd der, er bevart."), "success")
    return redirect(url_for("unit_tree.index"), 303)


def choices() -> list[tuple[int, str]]:
    """The units that one administers, in the order of the tree, for a field."""
    branches = unit_readings.tree(signed_in(), now=clock.now())
    return [(branch.unit.id, "\N{EN DASH} " * branch.depth + branch.unit.name) for branch in branches]


def _choices_above(unit: object) -> list[tuple[int, str]]:
    """Where a unit can lie; the top of what one administers stays where it is."""
    parent = getattr(unit, "parent_id", None)
    offered = choices()
    if any(number == parent for number, _name in offered):
        return [each for each in offered if each[0] != getattr(unit, "id", None)]
    return [(parent or 0, gettext("Øverst i det du administrerer"))]


def _drawn(unit_id: int, *, form: Form | None = None, closing_form: Form | None = None) -> str:
    unit = unit_tree.administered(unit_id, by=signed_in())
    before = request.args.get("before")
    lines, more = unit_readings.lines(unit, before=asking.number(before) if before else None)
    stored = {"name": unit.name, "kind": unit.kind, "parent": str(unit.parent_id or 0), "phone": unit.phone}
    return render_template(
        "unit_tree/show.html",
        unit=unit,
        form=form or UnitForm(_choices_above(unit), formdata=None, data=stored),
        closing_form=closing_form or BareForm(formdata=None),
        roles=unit_readings.roles(unit_id),
        role_words=ROLES,
        is_answered_for=unit_id in unit_readings.answered_for(clock.now()),
        lines=lines,
        more=more,
    )

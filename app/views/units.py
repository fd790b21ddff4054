"""The page of a unit: its people, who stands in and when, and the chain as it stands through the week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.services import chain_weeks, chains, places, standing_in, trainings, unit_pages
from app.services.refusals import Refused
from app.views import asking
from forms.base import BareForm, Form
from forms.units import DatesForm, DeputyForm

blueprint = Blueprint("units", __name__, url_prefix="/units")


@blueprint.get("")
@requires(Permission.RAISE)
def index() -> str | Response:
    """The units whose pages one can open; straight to the only one."""
    units = unit_pages.in_reach(signed_in())
    if len(units) == 1:
        return redirect(url_for("units.show", unit_id=units[0].id))
    return render_template("units/index.html", units=units)


@blueprint.get("/<int:unit_id>")
@requires(Permission.RAISE)
def show(unit_id: int) -> str:
    """The unit."""
    return _drawn(unit_id)


@blueprint.post("/<int:unit_id>/deputies")
@requires(Permission.DECIDE)
def appoint(unit_id: int) -> Response | tuple[str, int]:
    """Let somebody stand in for the leader."""
    form = _deputy_form(unit_pages.people(unit_id))
    if not form.validate():
        return _drawn(unit_id, deputy_form=form), 422
    dates = (form.starts_on.data, form.ends_on.data)
    try:
        asking.once(standing_in.appoint, unit_id, int(form.person.data), *dates, key=form.key.raw)
    except Refused as refusal:
        return _refused(unit_id, refusal, deputy_form=form)
    flash(gettext("Stedfortrederen er registrert."), "success")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@blueprint.post("/deputies/<int:deputyship_id>/ending")
@requires(Permission.DECIDE)
def end(deputyship_id: int) -> Response:
    """End a deputyship."""
    form = BareForm()
    asking.must_hold(form)
    unit_id = asking.once(standing_in.end, deputyship_id, key=form.key.raw)
    flash(gettext("Stedfortrederen er avsluttet."), "success")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@blueprint.post("/<int:unit_id>/absences")
@requires(Permission.DECIDE)
def register_absence(unit_id: int) -> Response | tuple[str, int]:
    """The leader will be away."""
    form = DatesForm(prefix="absence-")
    if not form.validate():
        return _drawn(unit_id, absence_form=form), 422
    dates = (form.starts_on.data, form.ends_on.data)
    try:
        asking.once(standing_in.register_absence, unit_id, *dates, key=form.key.raw)
    except Refused as refusal:
        return _refused(unit_id, refusal, absence_form=form)
    flash(gettext("Fraværet er registrert."), "success")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


def _refused(unit_id: int, refusal: Refused, **form: Form) -> tuple[str, int]:
    for each in form.values():
        each.refuse(refusal.sentence)
    return _drawn(unit_id, **form), refusal.status


def _deputy_form(people: Iterable[Any], **kwargs: object) -> DeputyForm:
    return DeputyForm([(row.id, row.name) for row in people], prefix="deputy-", **kwargs)


def _drawn(unit_id: int, **typed: Form) -> str:
    person, now = signed_in(), clock.now()
    unit = unit_pages.find(unit_id, by=person)
    people, week = unit_pages.people(unit_id), chain_weeks.week(unit_id, now=now)
    forms = {
        "deputy_form": _deputy_form(people, formdata=None),
        "absence_form": DatesForm(formdata=None, prefix="absence-"),
    }
    return render_template(
        "units/show.html",
        unit=unit,
        people=people,
        week=week,
        periods=chain_weeks.periods(week),
        readiness=chains.readiness(unit_id, of=chain_weeks.NOBODY, now=now),
        advice=chains.ADVICE,
        deputies=standing_in.coming_deputyships(unit_id, now=now),
        absences=standing_in.coming_absences(unit_id, now=now),
        untested=len(places.overdue_in([unit_id], now=now)),
        untrained=trainings.wanting_in([unit_id], now=now).get(unit_id, 0),
        leads=unit_id in person.area(Permission.DECIDE),
        bare=BareForm(formdata=None),
        **{**forms, **typed},
    )

"""The places of a unit: the list, one of them, and «Testet nå»."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain import places as words
from app.domain.permissions import Permission
from app.services import places, unit_pages
from app.services.places import Known
from app.services.refusals import Refused, Replayed
from app.views import asking
from forms.base import BareForm
from forms.places import PlaceForm

blueprint = Blueprint("places", __name__)


@blueprint.get("/units/<int:unit_id>/places")
@requires(Permission.RAISE)
def index(unit_id: int) -> str:
    """Every place in use, and when its alarm was tested."""
    return _list(unit_id, PlaceForm(formdata=None))


@blueprint.post("/units/<int:unit_id>/places")
@requires(Permission.DECIDE)
def create(unit_id: int) -> Response | tuple[str, int]:
    """A new place."""
    form = PlaceForm()
    if not form.validate():
        return _list(unit_id, form), 422
    try:
        place_id = places.add(unit_id, Known(**form.known), key=form.key.raw, by=signed_in(), now=clock.now())
    except Replayed as earlier:
        place_id = earlier.outcome
    except Refused as refusal:
        form.refuse(refusal.sentence, "name")
        return _list(unit_id, form), refusal.status
    flash(gettext("Stedet er lagt til."), "success")
    return redirect(url_for("places.show", place_id=place_id), 303)


@blueprint.get("/places/<int:place_id>")
@requires(Permission.RAISE)
def show(place_id: int) -> str:
    """What is known of one place."""
    return _page(place_id)


@blueprint.post("/places/<int:place_id>")
@requires(Permission.DECIDE)
def change(place_id: int) -> Response | tuple[str, int]:
    """Say anew what is known of it."""
    form = PlaceForm()
    if not form.validate():
        return _page(place_id, form), 422
    try:
        asking.once(places.change, place_id, Known(**form.known), key=form.key.raw)
    except Refused as refusal:
        form.refuse(refusal.sentence, "name")
        return _page(place_id, form), refusal.status
    flash(gettext("Stedet er endret."), "success")
    return redirect(url_for("places.show", place_id=place_id), 303)


@blueprint.post("/places/<int:place_id>/tests")
@requires(Permission.DECIDE)
def record_test(place_id: int) -> Response:
    """«Testet nå»."""
    form = BareForm()
    asking.must_hold(form)
    asking.once(places.record_test, place_id, key=form.key.raw)
    flash(gettext("Notert: alarmen er testet nå."), "success")
    return redirect(url_for("places.show", place_id=place_id), 303)


@blueprint.post("/places/<int:place_id>/archiving")
@requires(Permission.DECIDE)
def archive(place_id: int) -> Response:
    """Take it out of use."""
    form = BareForm()
    asking.must_hold(form)
    try:
        unit_id = places.archive(place_id, key=form.key.raw, by=signed_in(), now=clock.now())
    except Replayed as earlier:
        unit_id = earlier.outcome
    flash(gettext("Stedet er tatt ut av bruk."), "success")
    return redirect(url_for("places.index", unit_id=unit_id), 303)


def _list(unit_id: int, form: PlaceForm) -> str:
    person, now = signed_in(), clock.now()
    unit = unit_pages.find(unit_id, by=person)
    return render_template(
        "places/index.html",
        unit=unit,
        rows=[(row, places.awaits_test(row, now=now)) for row in places.of_unit(unit_id)],
        form=form,
        leads=unit_id in person.area(Permission.DECIDE),
        words=words,
    )


def _page(place_id: int, form: PlaceForm | None = None) -> str:
    person, now = signed_in(), clock.now()
    place = places.find(place_id, by=person)
    return render_template(
        "places/show.html",
        place=place,
        overdue=places.awaits_test(place, now=now),
        days=places.test_days(),
        form=form or PlaceForm(formdata=None, data=_as_typed(place)),
        leads=place.unit_id in person.area(Permission.DECIDE),
        words=words,
        bare=BareForm(formdata=None),
    )


def _as_typed(place: Any) -> dict[str, Any]:
    return {**place._asdict(), "has_alarm": "yes" if place.has_alarm else "no"}

"""One's own addresses outside the app, and those of the units one leads."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms import ValidationError

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.services import addresses, channels
from app.services.channels import push
from app.services.refusals import Refused
from app.views import asking
from forms.addresses import AddressForm
from forms.base import BareForm

blueprint = Blueprint("addresses", __name__, url_prefix="/account/addresses")


@blueprint.get("")
@requires(Permission.BE_SIGNED_IN)
def index() -> str:
    """Every address one keeps, and the ways to a new one."""
    return _page(AddressForm(formdata=None, units=_led_units()))


@blueprint.post("")
@requires(Permission.BE_SIGNED_IN)
def create() -> Response | tuple[str, int]:
    """Keep a mail or Apprise address."""
    form = AddressForm(units=_led_units())
    if not form.validate():
        return _page(form), 422
    words = str(form.target.data), str(form.label.data)
    allowed = channels.outside(current_app.config)
    try:
        addresses.add(*words, unit_id=form.unit_id, allowed=allowed, by=signed_in(), now=clock.now())
    except (addresses.NotAllowed, addresses.TooMany) as refusal:
        form.refuse(refusal.sentence, "target")
        return _page(form), refusal.status
    flash(gettext("Adressen er lagret. Send et prøvevarsel for å se at den virker."), "success")
    return redirect(url_for("addresses.index"), 303)


@blueprint.post("/subscriptions")
@requires(Permission.BE_SIGNED_IN)
def subscribe() -> tuple[dict[str, object], int]:
    """A push subscription as JSON, its token in the header X-CSRFToken. Answers {"id": …} or {"sentence": …}."""
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError:
        abort(400)
    allowed = channels.outside(current_app.config)
    label = gettext("Varsler i nettleseren")
    sent = request.get_json(silent=True)
    try:
        number = addresses.subscribe(sent, label, allowed=allowed, by=signed_in(), now=clock.now())
    except Refused as refusal:
        return {"sentence": gettext(refusal.sentence)}, refusal.status
    return {"id": number}, 201


@blueprint.post("/<int:address_id>/removal")
@requires(Permission.BE_SIGNED_IN)
def remove(address_id: int) -> Response:
    """Tell nobody there any more."""
    asking.must_hold(BareForm())
    addresses.remove(address_id, by=signed_in(), now=clock.now())
    flash(gettext("Adressen er fjernet."), "success")
    return redirect(url_for("addresses.index"), 303)


@blueprint.post("/<int:address_id>/trial")
@requires(Permission.BE_SIGNED_IN)
def try_out(address_id: int) -> Response:
    """Send a notice that only tries the address out."""
    asking.must_hold(BareForm())
    addresses.try_out(address_id, by=signed_in(), now=clock.now())
    flash(gettext("Prøvevarselet er på vei. Kommer det ikke innen et minutt, virker ikke adressen."), "info")
    return redirect(url_for("addresses.index"), 303)


def _led_units() -> list[object]:
    return [unit for unit, _addresses in addresses.of_units(signed_in())]


def _page(form: AddressForm) -> str:
    key = current_app.config["VAPID_PRIVATE_KEY"] if current_app.config["VAPID_SUBJECT"] else None
    return render_template(
        "addresses/index.html",
        form=form,
        bare=BareForm(formdata=None),
        own=addresses.own(signed_in()),
        units=addresses.of_units(signed_in()),
        public_key=push.public_key(key) if key else None,
        schemes=sorted(current_app.config["NOTICE_SCHEMES"]),
        mail=bool(current_app.config["MAIL_URL"]),
    )

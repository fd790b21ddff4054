"""One's own passkeys: shown, added and taken away; and the second step of signing in."""

from __future__ import annotations

import hmac

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.limits import SIGN_INS, limiter
from app.services import passkeys, people, sign_ins
from app.services.refusals import Missing
from app.services.refusals_at_the_door import AccessEnded, KeyNotTaken, NotThisBrowser
from app.views import asking, sign_in
from forms.passkeys import ConfirmedForm, NewPasskeyForm, PasskeyAnswerForm

blueprint = Blueprint("passkeys", __name__)
CHALLENGE = "passkey_challenge"


@blueprint.get("/account/passkeys")
@requires(Permission.BE_SIGNED_IN)
def index() -> str:
    """Those that one has, and what a new one is to be called."""
    asking.only_with("LOCAL_ACCOUNTS")
    return _drawn(NewPasskeyForm(formdata=None))


@blueprint.post("/account/passkeys")
@requires(Permission.BE_SIGNED_IN)
@limiter.limit(SIGN_INS)
def create() -> Response | tuple[str, int]:
    """Add one: the browser has asked a device, and the password says that it is really me."""
    asking.only_with("LOCAL_ACCOUNTS")
    form, challenge = NewPasskeyForm(), session.pop(CHALLENGE, "")
    if not form.validate() or not _is_me(form):
        return _drawn(form), 422
    try:
        told = (form.answer.data or "", challenge, form.name.text)
        passkeys.add(*told, origin=asking.origin(), by=signed_in(), now=clock.now())
    except KeyNotTaken:
        form.refuse(gettext("Passnøkkelen ble ikke lagret. Trykk på knappen en gang til, og godkjenn på enheten."))
        return _drawn(form), 422
    flash(gettext("Passnøkkelen er lagret. Du blir spurt om den neste gang du logger inn med passord."), "success")
    return redirect(url_for("passkeys.index"), 303)


@blueprint.post("/account/passkeys/<int:passkey_id>/removal")
@requires(Permission.BE_SIGNED_IN)
@limiter.limit(SIGN_INS)
def remove(passkey_id: int) -> Response | tuple[str, int]:
    """Take one away."""
    asking.only_with("LOCAL_ACCOUNTS")
    form = ConfirmedForm(prefix=_prefix(passkey_id))
    if passkey_id not in {each.id for each in passkeys.of_person(signed_in().id)}:
        raise Missing
    if not form.validate() or not _is_me(form):
        return _drawn(NewPasskeyForm(formdata=None), removal={passkey_id: form}), 422
    passkeys.remove(passkey_id, by=signed_in(), now=clock.now())
    flash(gettext("Passnøkkelen er fjernet."), "success")
    return redirect(url_for("passkeys.index"), 303)


@blueprint.post("/sign-in/passkey")
@limiter.limit(SIGN_INS)
def answer() -> str | Response | tuple[str, int]:
    """The second step: what the passkey signed."""
    asking.only_with("LOCAL_ACCOUNTS")
    form = PasskeyAnswerForm()
    asking.must_hold(form)
    sent, state = session.pop(sign_in.STATE, ""), form.state.data or ""
    try:
        if not sent or not hmac.compare_digest(sent.encode(), state.encode()):
            raise NotThisBrowser
        trip = passkeys.come_back(state, now=clock.now())
    except NotThisBrowser as refusal:
        return sign_in.refused(refusal)
    try:
        key = sign_ins.create_with_passkey(
            form.answer.data or "", trip, origin=asking.origin(), device=sign_in.device(), now=clock.now()
        )
    except KeyNotTaken as refusal:
        return sign_in.ask_for_passkey(trip["person_id"], trip["next"], trip["kept"], refusal), 422
    except AccessEnded as refusal:
        return sign_in.refused(refusal)
    return sign_in.welcome(key, trip["next"], trip["kept"])


def _is_me(form: ConfirmedForm) -> bool:
    """Whether the password is one's own; a wrong one counts as at the sign-in, and gets a sentence."""
    me = people.profile(signed_in().id)
    if sign_ins.whose(me.sign_in_name, form.password.data or "", now=clock.now()) == signed_in().id:
        return True
    form.refuse(gettext("Passordet passer ikke. Etter fem forsøk må du vente 15 minutter."), "password")
    return False


def _drawn(form: NewPasskeyForm, *, removal: dict[int, ConfirmedForm] | None = None) -> str:
    me = signed_in()
    held = passkeys.of_person(me.id)
    asked = passkeys.ask_for_a_new_one(me.id, origin=asking.origin())
    session[CHALLENGE] = asked.secret if asked else ""
    removals = {each.id: ConfirmedForm(formdata=None, prefix=_prefix(each.id)) for each in held}
    return render_template(
        "passkeys/index.html",
        form=form,
        options=asked.options if asked else None,
        most=passkeys.MOST,
        held=held,
        removals={**removals, **(removal or {})},
        has_password=people.has_password(me.id),
    )


def _prefix(passkey_id: int) -> str:
    return f"removal-{passkey_id}-"

"""Signing in and out. In demo mode, and only there, the cast can be signed in as with one tap."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.wrappers import Response

from app import clock
from app.access import current_person, let_in, requires, signed_in
from app.domain.permissions import Permission
from app.limits import SIGN_INS, limiter
from app.services import passkeys, sign_ins, single_sign_on
from app.services.refusals import Refused
from app.views import asking, going_on, menu, sign_in_page
from app.views import kept as keeping
from forms.base import BareForm
from forms.passkeys import PasskeyAnswerForm
from forms.sign_in import CastForm, SignInForm

blueprint = Blueprint("sign_in", __name__)
STATE = "passkey_state"


@blueprint.get("/")
def show() -> str | bytes | Response:
    """The sign-in page, or the way on for whoever is signed in."""
    person = current_person()
    if person is not None:
        return redirect(menu.home(person))
    return sign_in_page.opened(request.args.get("next"))


@blueprint.post("/sign-in")
@limiter.limit(SIGN_INS)
def create() -> str | Response | tuple[str, int]:
    """Sign in with a local account."""
    asking.only_with("LOCAL_ACCOUNTS")
    form = SignInForm()
    if not form.validate():
        return sign_in_page.drawn(form, next_path=form.next.data, kept=form.kept.data), 422
    try:
        key = sign_ins.create(form.sign_in_name.text, form.password.data or "", device=device(), now=clock.now())
    except sign_ins.SecondStep as step:
        return ask_for_passkey(step.person_id, form.next.data, form.kept.data)
    if key is None:
        form.refuse(
            gettext("E-postadressen og passordet passer ikke sammen. Etter fem forsøk må du vente 15 minutter.")
        )
        return sign_in_page.drawn(form, next_path=form.next.data, kept=form.kept.data), 422
    return welcome(key, form.next.data, form.kept.data)


@blueprint.post("/cast-sign-in")
def create_demo() -> str | Response | tuple[str, int]:
    """Sign in as somebody of the cast. Outside demo mode there is no such door."""
    asking.only_with("DEMO")
    form = CastForm()
    if not form.validate():
        again = SignInForm(formdata=None, data={"next": form.next.data, "kept": form.kept.data})
        again.form_errors += form.form_errors
        return sign_in_page.drawn(again, next_path=form.next.data, kept=form.kept.data), 422
    key = sign_ins.create_for(asking.number(form.person.data), device=device(), now=clock.now())
    return welcome(key, form.next.data, form.kept.data)


@blueprint.post("/sign-out")
@requires(Permission.BE_SIGNED_IN)
def destroy() -> Response:
    """Sign this device out."""
    asking.must_hold(BareForm())
    id_token = sign_ins.end(signed_in().sign_in_id, now=clock.now())
    logout_user()
    session.clear()
    answer = _way_out(id_token)
    answer.headers["Clear-Site-Data"] = '"cache"'  # what an alarm needs until it is sent stays; see views/offline.py
    return answer


def ask_for_passkey(person_id: int, next_path: str | None, kept: str | None, refusal: Refused | None = None) -> str:
    """The page of the second step; `refusal` says why it is asked once more."""
    carried = {"next": next_path, "kept": kept}
    asked = passkeys.ask_for_one(person_id, carried, origin=asking.origin(), now=clock.now())
    session[STATE] = asked.secret
    form = PasskeyAnswerForm(formdata=None, data={"state": asked.secret})
    if refusal:
        form.refuse(refusal.sentence)
    return render_template("sign_in/passkey.html", form=form, options=asked.options)


def refused(refusal: Refused) -> tuple[str, int]:
    """The sign-in page with what went wrong."""
    form = SignInForm(formdata=None)
    form.refuse(refusal.sentence)
    return sign_in_page.drawn(form), 422


def welcome(key: str, next_path: str | None, kept: str | None) -> str | Response:
    """Let this browser in, and show the way on: to what was typed, to where somebody was going, or home."""
    let_in(key)
    g.pop("csrf_token", None)  # it was made for the session that has just ended
    typed = keeping.opened(kept)
    if typed is not None:
        return render_template("sign_in/welcome_back.html", kept=typed)
    return redirect(keeping.safe_path(next_path), 303)


def device() -> str:
    """How this browser calls itself."""
    return request.user_agent.string[:200]


def _way_out(id_token: str | None) -> Response:
    """To the sign-in page; for whoever came from the organisation's own sign-in, out of that too."""
    address = single_sign_on.way_out(id_token)
    if address is None:
        return redirect(url_for("sign_in.show"), 303)
    return going_on.to(address, render_template("single_sign_on/signed_out.html", address=address))

"""One's own page: language, theme, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock, cookies, languages
from app.access import current_person, requires, signed_in
from app.domain.devices import described
from app.domain.permissions import Permission
from app.domain.trainings import COURSES, HELD_WORDS
from app.filters import THEMES
from app.services import people, sign_ins, trainings
from app.views import asking, kept
from forms.base import BareForm

blueprint = Blueprint("account", __name__)

ONE_YEAR = 365 * 24 * 3600


@blueprint.get("/account")
@requires(Permission.BE_SIGNED_IN)
def show() -> str:
    """Who one is here, and the way to sign out everywhere."""
    me = signed_in()
    return render_template(
        "account/show.html",
        form=BareForm(formdata=None),
        me=people.profile(me.id),
        standings=trainings.of_person(me.id, on=clock.today(clock.now())) if me.may(Permission.ASSESS) else [],
        courses=COURSES,
        held_words=HELD_WORDS,
        devices=sign_ins.of_person(me.id, now=clock.now(), **_limits()),
        described=described,
        here_id=me.sign_in_id,
        has_local_accounts=current_app.config["LOCAL_ACCOUNTS"],
    )


@blueprint.post("/account/language")
def language() -> Response:
    """Choose a language: kept on the person, and in this browser for when nobody is signed in."""
    asking.must_hold(BareForm())
    locale = request.form.get("locale", "")
    if locale in languages.NAMES:
        person = current_person()
        if person is not None:
            people.speak(person.id, locale)
    return _keep_in_browser(languages.COOKIE, locale if locale in languages.NAMES else "nb")


@blueprint.post("/account/theme")
def theme() -> Response:
    """Choose light, dark, or what the device says."""
    asking.must_hold(BareForm())
    chosen = request.form.get("theme", "")
    return _keep_in_browser("theme", chosen if chosen in THEMES else THEMES[0])


@blueprint.post("/account/sign-ins")
@requires(Permission.BE_SIGNED_IN)
def end_sign_ins() -> Response:
    """Sign out on every device, this one too."""
    asking.must_hold(BareForm())
    people.end_sign_ins(signed_in().id, now=clock.now())
    session.clear()
    flash(gettext("Du er logget ut overalt."), "success")
    return redirect(url_for("sign_in.show"), 303)


@blueprint.post("/account/sign-ins/<int:sign_in_id>/ending")
@requires(Permission.BE_SIGNED_IN)
def end_sign_in(sign_in_id: int) -> Response:
    """Sign one device out."""
    asking.must_hold(BareForm())
    sign_ins.end_one(sign_in_id, of=signed_in().id, now=clock.now())
    flash(gettext("Enheten er logget ut."), "success")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/other-sign-ins")
@requires(Permission.BE_SIGNED_IN)
def end_other_sign_ins() -> Response:
    """Sign out everywhere but here."""
    asking.must_hold(BareForm())
    person = signed_in()
    sign_ins.end_others(person.sign_in_id, of=person.id, now=clock.now())
    flash(gettext("Du er logget ut alle andre steder."), "success")
    return redirect(url_for("account.show"), 303)


def _limits() -> dict[str, int]:
    settings = current_app.config
    return {"idle_hours": settings["SESSION_IDLE_HOURS"], "longest_hours": settings["SESSION_LONGEST_HOURS"]}


def _keep_in_browser(name: str, value: str) -> Response:
    came_from = kept.safe_path(
        request.referrer.removeprefix(request.host_url.rstrip("/")) if request.referrer else None
    )
    answer = redirect(came_from, 303)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(cookies.named(name), value, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer

"""Choosing a password with a link from the administrator: no sign-in is needed, the link is the key."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.domain.passwords import TooEasy
from app.limits import SIGN_INS, limiter
from app.services import password_links
from app.services.people import SHORTEST_PASSWORD
from app.services.refusals import Missing
from app.views import asking
from forms.administration import PasswordForm

blueprint = Blueprint("passwords", __name__)


@blueprint.get("/password")
def show() -> str | tuple[str, int]:
    """The form, or how to get a link that works."""
    asking.only_with("LOCAL_ACCOUNTS")
    link = request.args.get("link", "")
    if not link:
        return render_template("passwords/gone.html")
    return _drawn(PasswordForm(formdata=None, data={"link": link}), link)


@blueprint.post("/password")
@limiter.limit(SIGN_INS)
def create() -> Response | str | tuple[str, int]:
    """Choose it, and go to the sign-in page."""
    asking.only_with("LOCAL_ACCOUNTS")
    form = PasswordForm()
    link = form.link.data or ""
    if not form.validate():
        page = _drawn(form, link)
        return page if isinstance(page, tuple) else (page, 422)
    try:
        password_links.use(link, form.password.data or "", now=clock.now())
    except Missing:
        return _drawn(form, link)
    except TooEasy as easy:
        form.refuse(easy.sentence, "password")
        return render_template("passwords/show.html", form=form, hint=_too_short()), 422
    except ValueError:
        form.refuse(_too_short(), "password")
        return render_template("passwords/show.html", form=form, hint=_too_short()), 422
    flash(gettext("Passordet er lagret. Logg inn med det."), "success")
    return redirect(url_for("sign_in.show"), 303)


def _drawn(form: PasswordForm, link: str) -> str | tuple[str, int]:
    try:
        password_links.behind(link, now=clock.now())
    except Missing:
        return render_template("passwords/gone.html"), 404
    return render_template("passwords/show.html", form=form, hint=_too_short())


def _too_short() -> str:
    words = gettext(
        "Passordet må ha minst %(count)s tegn. Flere ord etter hverandre er lett å huske.", count=SHORTEST_PASSWORD
    )
    return str(words)

"""Reviewing the access log, and seeing who has looked at one's own."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app import clock
from app.access import requires, signed_in
from app.domain.access_log import DEEDS, SHOWN
from app.domain.permissions import Permission
from app.services import access_log
from app.services.access_log import Wanted
from app.views import cursors
from forms.access_log import WantedForm

blueprint = Blueprint("access_log", __name__)


@blueprint.get("/access-log")
@requires(Permission.REVIEW_ACCESS)
def index() -> str | tuple[str, int]:
    """Who looked at what in one's own units and below; what is unusual first."""
    person, now = signed_in(), clock.now()
    known = {
        "units": [(row.id, row.name) for row in access_log.units_reviewed(by=person)],
        "readers": [(row.id, row.name) for row in access_log.readers(by=person, now=now)],
    }
    form = WantedForm(**known, formdata=request.args)
    if not form.validate():
        blank = {"asked": {}, "must_choose": False, "sees_names": False}
        return render_template("access_log/index.html", form=form, found=None, unusual=(), **blank, **_words()), 422
    wanted = Wanted(form.number_in(form.unit), form.number_in(form.reader), form.starts_on.data, form.ends_on.data)
    asked = {name: text for name, text in request.args.items() if name in form._fields and text}
    return render_template(
        "access_log/index.html",
        form=form,
        asked=asked,
        must_choose=wanted.unit_id is None and access_log.asks_for_a_unit(by=person),
        found=access_log.lines(wanted, cursors.read(request.args.get("before")), by=person),
        unusual=access_log.unusual_days(wanted, by=person, now=now),
        sees_names=person.may(Permission.SEE_CLIENT_REFERENCE),
        cursor=cursors.write,
        **_words(),
    )


@blueprint.get("/account/access-log")
@requires(Permission.BE_SIGNED_IN)
def mine() -> str:
    """Who has looked at one's own assessments and alarms."""
    page = access_log.about_me(cursors.read(request.args.get("before")), by=signed_in())
    return render_template("access_log/mine.html", found=page, cursor=cursors.write, **_words())


def _words() -> dict[str, object]:
    return {
        "deeds": {each.value: words for each, words in DEEDS.items()},
        "parts": {each.value: words for each, words in SHOWN.items()},
    }

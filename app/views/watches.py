"""A meeting under way: start, sign of life, a quarter more, finish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.services import abort_tokens, chains, own_meetings, watches
from app.services.refusals import NotLogged
from app.views import asking
from forms.base import BareForm, new_key
from forms.escalations import StartForm

blueprint = Blueprint("watches", __name__, url_prefix="/meetings/<int:meeting_id>")


@blueprint.get("/beginning")
@requires(Permission.ASSESS)
def ask(meeting_id: int) -> str:
    """Who would be told if one aborted now, and the button that starts the meeting."""
    return _start_page(meeting_id, StartForm(formdata=None))


@blueprint.post("/beginning")
@requires(Permission.ASSESS)
def start(meeting_id: int) -> Response | tuple[str, int]:
    """Start the meeting: the server waits for a sign from now on."""
    form = StartForm()
    if not form.validate():
        return _start_page(meeting_id, form), 422
    every = int(form.check_every.data or 0) or None
    word = form.code_word.data or None
    asking.once(watches.start, meeting_id, check_every_min=every, code_word=word, key=form.key.raw)
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


@blueprint.get("/notes")
@requires(Permission.ASSESS)
def notes(meeting_id: int) -> str:
    """A page that looks like notes. Its button warns silently: a person beside you sees nothing of it."""
    meeting = own_meetings.current(meeting_id, by=signed_in())
    return render_template(
        "aborts/notes.html", meeting=meeting, token=abort_tokens.of_meeting(meeting_id), client_key=new_key()
    )


@blueprint.post("/signs-of-life")
@requires(Permission.ASSESS)
def give_sign_of_life(meeting_id: int) -> Response:
    """ "Alt er bra."""
    return _do(watches.give_sign_of_life, meeting_id, gettext("Fint. Appen spør igjen."))


@blueprint.post("/extension")
@requires(Permission.ASSESS)
def extend(meeting_id: int) -> Response:
    """A quarter of an hour more."""
    return _do(watches.extend, meeting_id, gettext("Du har fått 15 minutter til."))


@blueprint.post("/completion")
@requires(Permission.ASSESS)
def finish(meeting_id: int) -> Response:
    """ "Ferdig."""
    return _do(watches.finish, meeting_id, gettext("Møtet er ferdig. Bra at du meldte fra."))


def _do(verb: Callable[..., Any], meeting_id: int, said: str) -> Response:
    form = BareForm()
    asking.must_hold(form)
    asking.once(verb, meeting_id, key=form.key.raw)
    flash(said, "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


def _start_page(meeting_id: int, form: StartForm) -> str:
    person = signed_in()
    meeting = own_meetings.current(meeting_id, by=person)
    if not meeting.logged_at:
        raise NotLogged
    readiness = chains.readiness(person.unit_id, of=person.id, now=clock.now())
    return render_template(
        "watches/start.html",
        form=form,
        meeting=meeting,
        readiness=readiness,
        advice=chains.ADVICE,
        token=abort_tokens.of_meeting(meeting_id),
    )

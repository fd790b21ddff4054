"""The leader's board, and answering a flagged meeting from its page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.afterwards import OVERDUE
from app.domain.decisions import OUTCOMES
from app.domain.permissions import Permission
from app.domain.text import _
from app.services import board_marks, checks, decisions, follow_ups, lists, measure_lists, open_alarms
from app.services.narrowing import Narrowing
from app.services.people_acting import Actor
from app.services.refusals import NotForDecision
from app.views import asking, board_lists, cursors, meeting_page
from app.views.freshness import unless_unchanged
from forms.base import Form
from forms.decisions import CommentForm, DecisionForm, ReceiptForm

blueprint = Blueprint("board", __name__)

DECIDED = {
    "approve": _("Godkjent. Den ansatte ser svaret med en gang."),
    "change": _("Du har bedt om endringer. Den ansatte ser svaret med en gang."),
    "stop": _("Møtet er stanset. Den ansatte ser svaret med en gang."),
}


@blueprint.get("/board")
@requires(Permission.READ_FLAGGED)
def index() -> str | tuple[str, int]:
    """To be decided, soonest first; to be informed about; what is due, and what is red."""
    person, now = signed_in(), clock.now()
    form, only = board_lists.asked(person)
    mark = board_marks.of_board(person)
    drawn = render_template(
        "board/index.html",
        **_waiting(person, only, board_lists.chosen(form)),
        mark=mark,
        asked_for_anew=_address(board_lists.chosen(form)),
        overdue=measure_lists.of_units(person, OVERDUE, now=now),
        median=lists.median_reaction(person, now=now),
        now=now,
        form=form,
        to_follow_up=len(follow_ups.waiting(person, now=now)) if person.may(Permission.DECIDE) else 0,
    )
    return (drawn, 422) if form.errors else drawn


@blueprint.get("/board/waiting")
@requires(Permission.READ_FLAGGED)
def waiting() -> Response:
    """The part of the board that others change while it lies open; 304 as long as nothing has changed."""
    person = signed_in()
    return unless_unchanged(
        board_marks.of_board(person),
        lambda: render_template("board/waiting.html", **_waiting(person, *board_lists.narrowed(person))),
    )


def _address(chosen: dict[str, str]) -> str:
    """Where the open board asks for what is new: narrowed down, and at the same pages of its lists."""
    pages = {name: request.args[name] for name in ("decide_after", "see_after") if name in request.args}
    values: dict[str, Any] = {**pages, **chosen}
    return url_for("board.waiting", **values)


def _waiting(person: Actor, only: Narrowing, chosen: dict[str, str]) -> dict[str, object]:
    """The alarms, what waits for this person, narrowed down as the address says, and what is red."""
    return {
        "alarms": open_alarms.open_for(person),
        "to_decide": lists.awaiting_decision(person, cursors.read(request.args.get("decide_after")), only),
        "to_see": lists.awaiting_reaction(person, cursors.read(request.args.get("see_after")), only),
        "checks": checks.red(person, now=clock.now()),
        "chosen": chosen,
        "cursor": cursors.write,
        "leads": person.may(Permission.DECIDE),
    }


@blueprint.post("/meetings/<int:meeting_id>/decision")
@requires(Permission.DECIDE)
def decide(meeting_id: int) -> Response | tuple[str, int]:
    """Approve, ask for changes, or stop."""
    form = DecisionForm(OUTCOMES)
    if not form.validate():
        return meeting_page.drawn(meeting_id, decision_form=form), 422
    try:
        _answer(decisions.decide, meeting_id, form, form.outcome.data, form.words.data)
    except NotForDecision as error:
        form.refuse(error.sentence)
        return meeting_page.drawn(meeting_id, decision_form=form), 409
    flash(gettext(DECIDED[form.outcome.data]), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/receipt")
@requires(Permission.READ_FLAGGED)
def receive(meeting_id: int) -> Response | tuple[str, int]:
    """«Sett»: the visible reaction that the employee waits for."""
    form = ReceiptForm(prefix="receipt-")
    if not form.validate():
        return meeting_page.drawn(meeting_id, receipt_form=form), 422
    _answer(decisions.receive, meeting_id, form, form.words.data or None)
    flash(gettext("Kvittert. Den ansatte ser at du har sett vurderingen."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<int:meeting_id>/comments")
@requires(Permission.COMMENT)
def comment(meeting_id: int) -> Response | tuple[str, int]:
    """Say something about a flagged meeting."""
    form = CommentForm(prefix="comment-")
    if not form.validate():
        return meeting_page.drawn(meeting_id, comment_form=form), 422
    _answer(decisions.comment, meeting_id, form, form.words.data)
    flash(gettext("Kommentaren er lagret."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


def _answer(verb: object, meeting_id: int, form: Form, *said: object) -> None:
    assessment_id = asking.number(form._fields["assessment_id"].data)
    asking.once(verb, meeting_id, *said, assessment_id=assessment_id, key=form.key.raw)  # type: ignore[arg-type]

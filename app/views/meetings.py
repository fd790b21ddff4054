"""Mine møter, the facts of a meeting, and its own page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.forms_of_meeting import FORMS
from app.domain.permissions import Permission
from app.domain.standing import Standing
from app.services import lists, measure_lists, meetings, own_meetings, places
from app.services.meetings import Facts
from app.services.refusals import AlreadyLogged, Replayed
from app.views import abort_bar, alarm_page, asking, cursors, meeting_page
from forms.meetings import FactsForm
from forms.times import is_of_our_time

blueprint = Blueprint("meetings", __name__)


@blueprint.get("/meetings")
@requires(Permission.ASSESS)
def index() -> str:
    """Needs action, today, coming, done."""
    person, now = signed_in(), clock.now()
    mine = lists.my_meetings(person, now=now, before=cursors.read(request.args.get("before")))
    under_way = next((each for each in mine.today if each.standing is Standing.UNDER_WAY), None)
    return render_template(
        "meetings/index.html",
        mine=mine,
        measures_due=measure_lists.due_today(person, now=now),
        cursor=cursors.write,
        under_way=under_way,
        **alarm_page.strips(person),
        **abort_bar.known(under_way.row.id if under_way else None, unit_id=person.unit_id),
    )


@blueprint.get("/meetings/new")
@requires(Permission.ASSESS)
def new() -> str:
    """The facts, prefilled from the address: form, starts_at, ends_at, topic, place, case_reference."""
    asked = FactsForm(_places(), formdata=None, data=_prefilled())
    asked.choose_what_is_written()
    return _facts_page(asked, lists.to_start_from(signed_in()))


@blueprint.post("/meetings")
@requires(Permission.ASSESS)
def create() -> Response | tuple[str, int]:
    """Plan a meeting and go to the first page of its checklist."""
    asked = FactsForm(_places())
    if not asked.validate():
        return _facts_page(asked, lists.to_start_from(signed_in())), 422
    like = asking.number(asked.like.data) if asked.like.data else None
    try:
        meeting_id = meetings.plan(Facts(**asked.facts), like=like, key=asked.key.raw, by=signed_in(), now=clock.now())
    except Replayed as earlier:
        meeting_id = earlier.outcome
    return redirect(url_for("assessments.begin", meeting_id=meeting_id), 303)


@blueprint.get("/meetings/<int:meeting_id>")
@requires(Permission.BE_SIGNED_IN)
def show(meeting_id: int) -> str:
    """The meeting as its reader may see it: where it stands, why, what was agreed and what has happened."""
    return meeting_page.drawn(meeting_id)


@blueprint.get("/meetings/<int:meeting_id>/facts")
@requires(Permission.ASSESS)
def facts(meeting_id: int) -> str:
    """The facts of a draft, to be changed."""
    meeting = own_meetings.current(meeting_id, by=signed_in())
    if meeting.logged_at:
        raise AlreadyLogged
    known = meeting._asdict()
    for moment in ("starts_at", "ends_at"):
        known[moment] = clock.local(known[moment]).replace(tzinfo=None)
    if known["place_id"]:
        known["place"] = ""
    return render_template("meetings/facts.html", form=FactsForm(_places(), formdata=None, data=known), meeting=meeting)


@blueprint.post("/meetings/<int:meeting_id>/facts")
@requires(Permission.ASSESS)
def change_facts(meeting_id: int) -> Response | tuple[str, int]:
    """Change the facts of a draft."""
    asked = FactsForm(_places())
    if not asked.validate():
        meeting = own_meetings.current(meeting_id, by=signed_in())
        return render_template("meetings/facts.html", form=asked, meeting=meeting), 422
    asking.once(meetings.change_facts, meeting_id, Facts(**asked.facts), key=asked.key.raw)
    return redirect(url_for("assessments.begin", meeting_id=meeting_id), 303)


def _facts_page(asked: FactsForm, earlier: Sequence[object]) -> str:
    return render_template("meetings/new.html", form=asked, earlier=earlier)


def _places() -> list[tuple[int, str]]:
    """The places of one's own unit, to choose from."""
    return [(row.id, row.name) for row in places.of_unit(signed_in().unit_id)]


def _prefilled() -> dict[str, object]:
    """What the address says, as a calendar would write it, over sensible times: the next half hour, for an hour."""
    given = request.args
    begins = _read_time(given.get("starts_at")) or _next_half_hour()
    words = {name: given.get(name, "")[:200] for name in ("topic", "place", "case_reference", "like")}
    form = given.get("form")
    return {
        "form": form if form in FORMS else None,
        "starts_at": begins,
        "ends_at": _read_time(given.get("ends_at")) or begins + dt.timedelta(hours=1),
        **words,
    }


def _read_time(text: str | None) -> dt.datetime | None:
    """A wall-clock time in Norway from an ISO text, with or without an offset; None when it is no time of ours."""
    try:
        moment = dt.datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if not is_of_our_time(moment):
        return None
    return clock.local(moment).replace(tzinfo=None) if moment.tzinfo else moment


def _next_half_hour() -> dt.datetime:
    now = clock.local(clock.now()).replace(tzinfo=None, second=0, microsecond=0)
    return now + dt.timedelta(minutes=30 - now.minute % 30)

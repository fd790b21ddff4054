""" "Avbryt møte": the door that always opens. With the meeting's token it needs neither sign-in nor CSRF token."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock, cookies
from app.access import current_person
from app.domain.escalation import NO_FORM, Source, Urgency
from app.domain.permissions import Permission
from app.filters import clock_time
from app.models import Meeting
from app.services import abort_tokens, alarm_readings, escalations, readings
from app.services.escalations import Alarm
from app.services.people_acting import Actor, acting
from app.services.refusals import Missing
from app.views import alarm_page, kept, offline, sign_in_page
from forms.base import new_key

blueprint = Blueprint("aborts", __name__, url_prefix="/aborts")

LONGEST_KEY = 64


@blueprint.post("")
def create() -> Response | tuple[str | Response, int]:
    """Raise the alarm. "Varslet" is said only when it is committed; otherwise the page says that nothing was sent."""
    token = request.form.get("token") or None
    by, meeting = _whose(token)
    wants_json, is_discreet = request.accept_mimetypes.best == "application/json", request.form.get("do_not_call")
    if by is None and wants_json:
        return jsonify({}), 401  # no page, and so no cookie: coming late, it would bring back who was signed in before
    if by is None:
        return sign_in_page.drawn(kept=kept.sealed(kept.from_request()), not_sent=not is_discreet), 401
    if not by.may(Permission.RAISE):
        abort(403)
    number = escalations.raise_alarm(_alarm(by, meeting), by=by, now=clock.now())
    if not wants_json and not is_discreet and current_person() is not None:
        return redirect(url_for("escalations.show", escalation_id=number), 303)
    reading = alarm_readings.of_employee(number, by.id)
    if wants_json:
        return _as_json(reading), 201
    if is_discreet:
        return render_template("aborts/saved.html", reading=reading, token=token), 201
    return alarm_page.drawn(reading, token=token), 201


@blueprint.post("/state")
def state() -> Response | str | tuple[str | Response, int]:
    """How it stands with one's own alarm: as a page, or as JSON for the page that is open already."""
    token = request.form.get("token") or ""
    meeting = abort_tokens.meeting_behind(token, now=clock.now())
    reading = alarm_readings.latest_of(meeting)
    if request.accept_mimetypes.best == "application/json":
        return _as_json(reading) if request.form.get("mark") != reading.mark else ("", 204)
    return alarm_page.drawn(reading, token=token)


def _whose(token: str | None) -> tuple[Actor | None, Meeting | None]:
    """Who aborts which meeting: by the token, or else whoever is signed in on a page of ours."""
    if token:
        try:
            meeting = abort_tokens.meeting_behind(token, now=clock.now())
            return acting(meeting.employee_id, now=clock.now()), meeting
        except Missing:
            pass  # a token that has died says nothing of who is signed in
    person = current_person()
    if person is None or not _comes_from_us() or request.form.get("reader", "") not in ("", offline.reader_mark()):
        return None, None  # nobody, a page elsewhere, or a page that somebody else had open on this phone
    try:
        return person, readings.own_meeting(int(request.form.get("meeting_id", "")), by=person)
    except (Missing, ValueError):
        return person, None  # an alarm about no meeting is better than none


def _comes_from_us() -> bool:
    """Whether the tap was made on a page of ours: the CSRF token holds, or the browser says so itself.

    A token that has gone stale must not stop an alarm; a forged alarm is a nuisance, a lost one is not.
    """
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return True
    return cookies.holds(request.form.get("csrf_token"))


def _alarm(by: Actor, meeting: Meeting | None) -> Alarm:
    typed = request.form
    key = typed.get("client_key", "")
    danger = typed.get("urgency") != Urgency.SAFE
    return Alarm(
        client_key=key if 16 <= len(key) <= LONGEST_KEY and key.isalnum() else new_key(),
        source=Source.ABORT,
        urgency=Urgency.DANGER if danger else Urgency.SAFE,
        employee_id=by.id,
        unit_id=meeting.unit_id if meeting else by.unit_id,
        form=meeting.form if meeting else NO_FORM,
        meeting_id=meeting.id if meeting else None,
        place=meeting.place if meeting else None,
        do_not_call=bool(typed.get("do_not_call")),
    )


def _as_json(reading: alarm_readings.AlarmReading) -> Response:
    """For a script of ours; `page` is where it can be followed, None for whoever holds nothing but the token."""
    person, alarm = current_person(), reading.alarm
    has_page = person is not None and person.id == alarm.employee_id
    return jsonify(
        id=alarm.id,
        mark=reading.mark,
        raised_at=alarm.raised_at.isoformat(),
        time=clock_time(alarm.raised_at, seconds=True),
        status=alarm.status,
        owner=reading.owner_name,
        page=url_for("escalations.show", escalation_id=alarm.id) if has_page else None,
        html=alarm_page.live_part(reading),
    )

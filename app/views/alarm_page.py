"""Draws the page of an alarm and the part of it that changes, for whoever reads it."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.checklists import checklist
from app.domain.escalation import read_back_choices
from app.services import abort_tokens, escalations, open_alarms, timeline
from app.services.alarm_readings import AlarmReading, As
from app.services.people_acting import Actor
from forms.base import BareForm, new_key
from forms.escalations import AcknowledgeForm, ClosingForm, OfferForm, PhoneForm, ReportForm


def drawn(reading: AlarmReading, *, token: str | None = None, **typed: object) -> str:
    """The whole page; `typed` holds forms that came back, by name; `token` lets it refresh without a sign-in."""
    if token is None and reading.capacity is As.EMPLOYEE and reading.meeting is not None:
        token = abort_tokens.of_meeting(reading.meeting.id)
    forms = {
        "acknowledge_form": acknowledge_form(reading),
        "phone_form": phone_form(reading),
        "report_form": ReportForm(formdata=None, prefix="report-"),
        "offer_form": OfferForm(others(reading), formdata=None, prefix="offer-"),
        "closing_form": ClosingForm(formdata=None, prefix="closing-"),
        "bare": BareForm(formdata=None),
    }
    return render_template(
        "escalations/show.html",
        reading=reading,
        situation=escalations.situation(reading.alarm),
        known=_known(reading),
        lines=timeline.lines(reading.alarm),
        token=token,
        client_key=new_key(),
        **{**forms, **typed},
    )


def strips(reader: Actor) -> dict[str, object]:
    """For a page that shows the open alarms on top of itself."""
    alarms = open_alarms.open_for(reader)
    return {"alarms": alarms, "alarms_mark": open_alarms.mark_of(alarms)}


def live_part(reading: AlarmReading) -> str:
    """Who has it, what they do, who is being told."""
    return render_template("escalations/live.html", reading=reading, situation=escalations.situation(reading.alarm))


def acknowledge_form(reading: AlarmReading, *, sent: bool = False) -> AcknowledgeForm:
    """The read-back, with the true situation among others."""
    choices = read_back_choices(escalations.situation(reading.alarm), alarm_id=reading.alarm.id)
    return AcknowledgeForm(choices, **_sent_or_fresh(sent), prefix="read-back-")


def phone_form(reading: AlarmReading, *, sent: bool = False) -> PhoneForm:
    """The same for whoever got hold of somebody by phone."""
    choices = read_back_choices(escalations.situation(reading.alarm), alarm_id=reading.alarm.id)
    people = [(link.person_id, link.name) for link in reading.links]
    return PhoneForm(choices, people, **_sent_or_fresh(sent), prefix="phone-")


def others(reading: AlarmReading) -> list[tuple[int, str]]:
    """Everybody in the chain but the reader."""
    return [(link.person_id, link.name) for link in reading.links if link.person_id != reading.reader_id]


def _sent_or_fresh(sent: bool) -> dict[str, Any]:
    return {} if sent else {"formdata": None}


def _known(reading: AlarmReading) -> list[str]:
    """What the assessment says that matters on the way there: its reasons, in bokmål, most serious first."""
    if reading.assessment is None:
        return []
    questions = checklist(reading.assessment.checklist_version)
    return [questions.finding_by_id[code].because for code, _risk, _residual in reading.assessment.findings]

"""Draws the page of one meeting: for its employee, a leader or a safety representative."""

from __future__ import annotations

from flask import render_template

from app import clock
from app.access import signed_in
from app.checklists import checklist
from app.domain.escalation import TOKEN_OUTLIVES_MEETING
from app.domain.standing import CAN_BE_JUDGED_ANEW, MAY_START, Standing
from app.domain.trainings import COURSES
from app.services import aftermath, chains, decisions, readings, timeline, trainings
from app.views import abort_bar, offline
from forms.base import BareForm
from forms.decisions import CommentForm, DecisionForm, ReceiptForm

MAY_BE_KEPT = {*MAY_START, Standing.AWAITS_DECISION, Standing.UNDER_WAY}


def drawn(meeting_id: int, **typed: object) -> str:
    """The page; `typed` holds forms that were filled in and came back, by name. Raises Missing."""
    person, now = signed_in(), clock.now()
    reading = readings.open_meeting(meeting_id, by=person, now=now)
    about = {"assessment_id": str(reading.assessment.id)}
    forms = {
        "decision_form": DecisionForm(decisions.allowed(reading.assessment), formdata=None, data=about),
        "receipt_form": ReceiptForm(formdata=None, data=about, prefix="receipt-"),
        "comment_form": CommentForm(formdata=None, data=about, prefix="comment-"),
    }
    stands = reading.standing(now)
    employee_id, day = reading.meeting.employee_id, clock.today(reading.meeting.starts_at)
    awaits_start = reading.is_own and stands in MAY_START
    bar = abort_bar.known(meeting_id if reading.is_own else None, unit_id=reading.meeting.unit_id)
    if bar["token"] and stands in MAY_BE_KEPT:
        offline.let_keep(reading.meeting.ends_at + TOKEN_OUTLIVES_MEETING)
    return render_template(
        "meetings/show.html",
        reading=reading,
        standing=stands,
        can_tell=reading.is_own and not reading.meeting.withdrawn_at and aftermath.is_over(reading.meeting, now),
        can_be_judged_anew=stands in CAN_BE_JUDGED_ANEW,
        questions=checklist(reading.assessment.checklist_version),
        lines=timeline.lines(reading.meeting),
        bare=BareForm(formdata=None),
        now=now,
        readiness=chains.readiness(reading.meeting.unit_id, of=person.id, now=now) if awaits_start else None,
        advice=chains.ADVICE,
        untrained=[] if reading.is_own else trainings.wanting_of(employee_id, on=day),
        courses=COURSES,
        **{**bar, **forms, **typed},
    )

"""An alarm: its page for the one who warned and for those who receive it, and everything they do with it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app import clock
from app.access import requires, signed_in
from app.domain.escalation import Action
from app.domain.permissions import Permission
from app.domain.text import _
from app.services import alarm_readings, escalations, open_alarms
from app.views import alarm_page, asking
from app.views.freshness import unless_unchanged
from forms.base import BareForm
from forms.escalations import ClosingForm, OfferForm, ReportForm

blueprint = Blueprint("escalations", __name__, url_prefix="/escalations")
ONE = "/<int:escalation_id>"

MISREAD = _("Det stemmer ikke med varselet. Les det en gang til, eller ring den ansatte. Du har ikke kvittert.")


@blueprint.get("/open")
@requires(Permission.RAISE)
def open_ones() -> Answer:
    """The open alarms that concern the reader, for a page that stays open; 304 as long as nothing has changed."""
    alarms = open_alarms.open_for(signed_in())
    return unless_unchanged(
        open_alarms.mark_of(alarms), lambda: render_template("escalations/open.html", alarms=alarms)
    )


@blueprint.get(ONE)
@requires(Permission.RAISE)
def show(escalation_id: int) -> str:
    """The alarm. Opening it acknowledges nothing."""
    return alarm_page.drawn(alarm_readings.open_alarm(escalation_id, by=signed_in(), now=clock.now()))


@blueprint.get(f"{ONE}/state")
@requires(Permission.RAISE)
def state(escalation_id: int) -> Answer:
    """The part of the page that changes; 304 as long as it has not."""
    mark = alarm_readings.mark_now(escalation_id, by=signed_in())
    return unless_unchanged(mark, lambda: alarm_page.live_part(alarm_readings.glance(escalation_id, by=signed_in())))


@blueprint.post(f"{ONE}/acknowledgement")
@requires(Permission.RAISE)
def acknowledge(escalation_id: int) -> Answer | tuple[str, int]:
    """Take the alarm: understood, and what one does. A wrong read-back does not take it."""
    reading = alarm_readings.glance(escalation_id, by=signed_in())
    form = alarm_page.acknowledge_form(reading, sent=True)
    if not form.validate():
        return alarm_page.drawn(reading, acknowledge_form=form), 422
    understood = escalations.acknowledge(
        escalation_id, form.understood.data, Action(form.action.data), by=signed_in(), now=clock.now()
    )
    if not understood:
        form.refuse(MISREAD)
        return alarm_page.drawn(reading, acknowledge_form=form), 422
    return _back(escalation_id)


@blueprint.post(f"{ONE}/phone-acknowledgement")
@requires(Permission.RAISE)
def acknowledge_by_phone(escalation_id: int) -> Answer | tuple[str, int]:
    """Record that one got hold of somebody by phone, who repeated the message."""
    reading = alarm_readings.glance(escalation_id, by=signed_in())
    form = alarm_page.phone_form(reading, sent=True)
    if not form.validate():
        return alarm_page.drawn(reading, phone_form=form), 422
    understood = escalations.acknowledge_by_phone(
        escalation_id,
        int(form.person.data),
        form.understood.data,
        Action(form.action.data),
        by=signed_in(),
        now=clock.now(),
    )
    if not understood:
        form.refuse(_("De hadde ikke forstått det riktig. Ring en gang til, eller ring neste."))
        return alarm_page.drawn(reading, phone_form=form), 422
    return _back(escalation_id)


@blueprint.post(f"{ONE}/refusal")
@requires(Permission.RAISE)
def decline(escalation_id: int) -> Answer:
    """«Kan ikke, send videre.»"""
    asking.must_hold(BareForm())
    escalations.decline(escalation_id, by=signed_in(), now=clock.now())
    flash(gettext("Sendt videre til neste."), "success")
    return _back(escalation_id)


@blueprint.post(f"{ONE}/reports")
@requires(Permission.RAISE)
def report(escalation_id: int) -> Answer | tuple[str, int]:
    """A status from the place."""
    form = ReportForm(prefix="report-")
    if not form.validate():
        reading = alarm_readings.glance(escalation_id, by=signed_in())
        return alarm_page.drawn(reading, report_form=form), 422
    escalations.report(escalation_id, form.words.text, by=signed_in(), now=clock.now())
    return _back(escalation_id)


@blueprint.post(f"{ONE}/offer")
@requires(Permission.RAISE)
def offer(escalation_id: int) -> Answer | tuple[str, int]:
    """Ask another of the chain to take over."""
    reading = alarm_readings.glance(escalation_id, by=signed_in())
    form = OfferForm(alarm_page.others(reading), prefix="offer-")
    if not form.validate():
        return alarm_page.drawn(reading, offer_form=form), 422
    escalations.offer(escalation_id, int(form.person.data), by=signed_in(), now=clock.now())
    return _back(escalation_id)


@blueprint.post(f"{ONE}/release")
@requires(Permission.RAISE)
def release(escalation_id: int) -> Answer:
    """Let go of it after all: it rings again."""
    asking.must_hold(BareForm())
    escalations.release(escalation_id, by=signed_in(), now=clock.now())
    return _back(escalation_id)


@blueprint.post(f"{ONE}/closing")
@requires(Permission.RAISE)
def close(escalation_id: int) -> Answer | tuple[str, int]:
    """Close it with a text."""
    form = ClosingForm(prefix="closing-")
    if not form.validate():
        reading = alarm_readings.glance(escalation_id, by=signed_in())
        return alarm_page.drawn(reading, closing_form=form), 422
    escalations.close(escalation_id, form.words.text, by=signed_in(), now=clock.now())
    return _back(escalation_id)


@blueprint.get(f"{ONE}/texts")
@requires(Permission.RAISE)
def texts(escalation_id: int) -> str:
    """Hand-over texts for the incident system and for the case system's note, ready to copy."""
    reading = alarm_readings.open_alarm(escalation_id, by=signed_in(), now=clock.now())
    return render_template("escalations/texts.html", reading=reading, situation=escalations.situation(reading.alarm))


def _back(escalation_id: int) -> Answer:
    return redirect(url_for("escalations.show", escalation_id=escalation_id), 303)

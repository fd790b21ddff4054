"""A day on which things happen: a meeting under way, and alarms at every stage. The demo's week knows none of them."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from app import clock
from app.domain.escalation import Action, Source, Urgency
from app.models import Escalation, db
from app.services import escalations, watches
from app.services.escalations import Alarm
from app.services.people_acting import Actor
from tests import plays


def make_eventful(app: Flask) -> None:
    """Kari is in a meeting, and her alarm rings; Ola has taken Amir's; Sunniva's is closed."""
    with app.app_context():
        now = clock.now()
        everybody = plays.people()
        kari, amir, sunniva, ola, marit = [
            plays.actor(getattr(everybody, name), now) for name in ("kari", "amir", "sunniva", "ola", "marit")
        ]
        meeting_id = plays.logged(kari, now, starts_at=now + dt.timedelta(minutes=5))
        watches.start(meeting_id, check_every_min=15, code_word="Kaffe", key=plays.key(), by=kari, now=now)
        _warn(kari, Urgency.SAFE, now)
        _take(_warn(amir, Urgency.DANGER, now), ola, now)
        over = _take(_warn(sunniva, Urgency.SAFE, now), marit, now)
        escalations.report(over, "Alle er trygge.", by=marit, now=now)
        escalations.close(over, "Sunniva er ivaretatt.", by=marit, now=now)


def _warn(by: Actor, urgency: Urgency, now: dt.datetime) -> int:
    alarm = Alarm(plays.key(), Source.THREAT, urgency, by.id, by.unit_id, words="Trussel på telefon")
    return escalations.raise_alarm(alarm, by=by, now=now)


def _take(escalation_id: int, by: Actor, now: dt.datetime) -> int:
    understood = escalations.situation(db.session.get_one(Escalation, escalation_id)).code
    assert escalations.acknowledge(escalation_id, understood, Action.COMING, by=by, now=now)
    return escalation_id

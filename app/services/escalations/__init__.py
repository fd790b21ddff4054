"""An alarm and what people do with it. The clock's part is in engine.py; what is possible, in domain/escalation."""

from app.services.escalations.answering import acknowledge, acknowledge_by_phone, decline
from app.services.escalations.owning import close, offer, release, report
from app.services.escalations.raising import Alarm, raise_alarm
from app.services.escalations.ringing import climb, links, locked, ring_again, situation, wait

__all__ = [
    "Alarm",
    "acknowledge",
    "acknowledge_by_phone",
    "climb",
    "close",
    "decline",
    "links",
    "locked",
    "offer",
    "raise_alarm",
    "release",
    "report",
    "ring_again",
    "situation",
    "wait",
]

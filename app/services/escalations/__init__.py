"""An alarm's verbs: raising it, answering it, owning it until it is closed. The clock's part is in engine.py."""

from app.services.escalations.answering import acknowledge, acknowledge_by_phone, decline
from app.services.escalations.owning import close, offer, release, report
from app.services.escalations.raising import Alarm, raise_alarm
from app.services.escalations.rows import links, locked, may_acknowledge, situation, still_here

__all__ = [
    "Alarm",
    "acknowledge",
    "acknowledge_by_phone",
    "close",
    "decline",
    "links",
    "locked",
    "may_acknowledge",
    "offer",
    "raise_alarm",
    "release",
    "report",
    "situation",
    "still_here",
]

"""What a database can hold when a test begins: played once for a run, remembered, and put back for every test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
import time_machine

from app.demo import seed_cast
from app.models import Assessment, Decision, Meeting, db
from tests import plays
from tests.clock import MONDAY_MORNING

HISTORY = 3000


def the_cast() -> None:
    """The people and their units."""
    with time_machine.travel(MONDAY_MORNING, tick=False):
        seed_cast(db.session())
    db.session.commit()


def the_others() -> None:
    """The cast, and meetings of Amir's and Sunniva's that must not get in anybody's way."""
    the_cast()
    now, people = MONDAY_MORNING, plays.people()
    amir, sunniva = plays.actor(people.amir, now), plays.actor(people.sunniva, now)
    plays.planned(amir, now, topic="Amirs kladd")
    plays.logged(amir, now, plays.HIGH, topic="Amirs høye")
    plays.logged(sunniva, now, plays.ELEVATED, topic="Sunnivas forhøyede")


def the_history() -> None:
    """The cast, and three thousand old meetings: every hundredth waits, and every other was decided."""
    the_cast()
    now, people = MONDAY_MORNING, plays.people()
    whose = [(each.id, each.unit_id) for each in (people.kari, people.amir, people.sunniva)]
    numbers = range(1, HISTORY + 1)
    db.session.execute(sa.insert(Meeting), [_meeting(number, *whose[number % 3], now) for number in numbers])
    db.session.execute(sa.insert(Assessment), [_assessment(number, now) for number in numbers])
    decided = {"outcome": "approve", "words": "Greit.", "by_id": people.ola.id, "at": now}
    db.session.execute(sa.insert(Decision), [{"assessment_id": number, **decided} for number in numbers if number % 2])
    db.session.commit()


def _meeting(number: int, employee_id: int, unit_id: int, now: dt.datetime) -> dict[str, object]:
    starts_at = now - dt.timedelta(hours=number)
    waits_for = {100: "awaits_decision_since", 0: "awaits_reaction_since"}.get(number % 200)
    since = {name: now if name == waits_for else None for name in ("awaits_decision_since", "awaits_reaction_since")}
    times = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=1), "created_at": starts_at}
    words = {"form": "office", "topic": "Samtale", "place": "Møterom 2"}
    return {"id": number, "employee_id": employee_id, "unit_id": unit_id, **words, **times, **since}


def _assessment(number: int, now: dt.datetime) -> dict[str, object]:
    judged = {"level": "high", "residual": "high", "gate": "decide", "logged_at": now}
    times = {"created_at": now, "updated_at": now}
    said = {"form": "office", "answers": {}, "confirmed": [], "choices": {}, "findings": []}
    return {"id": number, "meeting_id": number, "round": 1, "checklist_version": "1", **said, **judged, **times}


# By the name of the fixture that asks for it; of several, the last is played.
SCENES: dict[str, Callable[[], None]] = {"cast": the_cast, "others": the_others, "history": the_history}

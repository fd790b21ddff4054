"""What the units of the demo keep registers of: a few places, and who has taken which training."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app import clock
from app.domain.trainings import ALARM, VIOLENCE, holds_until
from app.services import places, trainings
from app.services.people_acting import acting
from app.services.places import Known
from forms.base import new_key

# By leader: a place, and how many days ago its alarm was tested (None: never).
PLACES = (
    ("ola", Known("Møterom 1", "room", True, "clear", "safe", "good"), 3),
    ("ola", Known("Møterom 2", "room", True, "partly", "weaknesses", "good", "Døren til bakgangen må låses opp."), 40),
    ("ola", Known("Fjordveien", "area", False, None, None, "uncertain", "Snuplass bare øverst i veien."), None),
    ("marit", Known("Møterom A", "room", True, "clear", "safe", "good"), 12),
)
# By leader: who, which course, and in how many days it runs out.
TRAININGS = (
    ("ola", "kari", VIOLENCE, 400),
    ("ola", "kari", ALARM, 20),
    ("ola", "amir", VIOLENCE, 500),
    ("ola", "amir", ALARM, -10),
    ("ola", "ola", VIOLENCE, 300),
    ("ola", "ola", ALARM, 200),
    ("ola", "vera", VIOLENCE, 650),
    ("ola", "vera", ALARM, 300),
    ("marit", "marit", VIOLENCE, 200),
    ("marit", "marit", ALARM, 90),
    ("marit", "sunniva", VIOLENCE, 600),
    ("marit", "sunniva", ALARM, 250),
)


def play(cast: Any, now: dt.datetime) -> dict[str, int]:
    """Let the leaders write it down through the verbs that people use; the places come back as ids by name."""
    for leader, person, course, days_left in TRAININGS:
        by, valid_to = acting(getattr(cast, leader).id, now=now), clock.today(now) + dt.timedelta(days=days_left)
        length = holds_until(course, valid_to) - valid_to
        about = (by.unit_id, getattr(cast, person).id, course, valid_to - length, valid_to)
        trainings.record(*about, key=new_key(), by=by, now=now)
    ids = {}
    for leader, known, days_ago in PLACES:
        by = acting(getattr(cast, leader).id, now=now)
        ids[known.name] = places.add(by.unit_id, known, key=new_key(), by=by, now=now - dt.timedelta(days=90))
        if days_ago is not None:
            tested_at = now - dt.timedelta(days=days_ago)
            places.record_test(ids[known.name], key=new_key(), by=by, now=tested_at)
    return ids

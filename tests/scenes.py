"""What a database can hold when a test begins: played once for a run, remembered, and put back for every test."""

from __future__ import annotations

from collections.abc import Callable

import time_machine

from app.demo import seed_cast
from app.models import db
from tests import plays
from tests.clock import MONDAY_MORNING


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


# By the name of the fixture that asks for it; a later one includes the earlier.
SCENES: dict[str, Callable[[], None]] = {"cast": the_cast, "others": the_others}

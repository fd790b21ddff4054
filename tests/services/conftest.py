"""What tests of verbs have at hand: the cast as actors, and other people's meetings that must not get in the way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.services.people_acting import Actor
from tests import plays


class Acting:
    """by.kari is Kari as an actor at the moment at which the clock was stopped."""

    def __init__(self, cast: Any, now: dt.datetime) -> None:
        self.cast, self.now = cast, now

    def __getattr__(self, name: str) -> Actor:
        found = plays.actor(getattr(self.cast, name), self.now)
        setattr(self, name, found)
        return found


@pytest.fixture
def by(session, cast, now):
    """The cast as actors; the test holds the app context through `session`."""
    return Acting(cast, now)


@pytest.fixture
def others(by, now):
    """Meetings of other people: a query that forgets to ask whose they are finds these too."""
    return [
        plays.planned(by.amir, now, topic="Amirs kladd"),
        plays.logged(by.amir, now, plays.HIGH, topic="Amirs høye"),
        plays.logged(by.sunniva, now, plays.ELEVATED, topic="Sunnivas forhøyede"),
    ]

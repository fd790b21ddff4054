"""What tests of verbs have at hand: the cast as actors."""

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

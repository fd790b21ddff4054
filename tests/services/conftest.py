"""What tests of verbs have at hand: the cast as actors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.services import decisions
from app.services.people_acting import Actor
from tests import plays
from tests.forgetting import DAY


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
def newest(by, now):
    """A calm meeting of Amir's in ten years, so that nothing else is the newest."""

    def plan():
        return plays.planned(by.amir, now, starts_at=now + 3650 * DAY)

    return plan


@pytest.fixture
def old(by, now, newest):
    """Meetings of Kari's, tomorrow: a draft and a logged one with an answer; what came after them."""
    draft, logged = plays.planned(by.kari, now), plays.logged(by.kari, now, plays.HIGH, measures=("two_staff",))
    about = {"assessment_id": plays.current_assessment(logged).id, "key": plays.key(), "now": now}
    decisions.comment(logged, "Ring meg først.", by=by.vera, **about)
    newest()
    return {"draft": draft, "logged": logged}

"""What tests of verbs have at hand: the cast as actors."""

from __future__ import annotations

import collections
import concurrent.futures
import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from app.models import db, transaction
from app.models.transaction import Busy
from app.services import decisions
from app.services.people_acting import Actor
from app.services.refusals import Refused, Replayed
from tests import plays
from tests.forgetting import DAY

CROWD = 50
TRIES = 30


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
def anders(session, cast, now):
    """anders() is Anders, who administers everything, as a new request would find him."""
    return lambda: plays.actor(cast.anders, now)


@pytest.fixture
def do(anders, now):
    """do(verb, …) speaks a verb as Anders."""
    return lambda verb, *words, who=None: verb(*words, key=plays.key(), by=who or anders(), now=now)


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


@pytest.fixture
def at_once(app, session, monkeypatch):
    """at_once(step) calls step(number) in fifty threads with app contexts of their own; tells what became of them."""
    monkeypatch.setattr(transaction, "SECONDS_TO_WAIT", 60.0)  # a busy machine is slow; the queue is not the claim here
    ready = threading.Barrier(CROWD)

    def one(step, number):
        with app.app_context():
            ready.wait(30)
            for _try in range(TRIES):
                try:
                    step(number)
                except Busy:  # PostgreSQL waits for a lock as long as it says itself; then one tries again
                    continue
                except (Refused, Replayed) as refused:
                    return type(refused), getattr(refused, "outcome", None)
                return None, None
            return Busy, None

    def crowd(step):
        with concurrent.futures.ThreadPoolExecutor(CROWD) as threads:
            answers = [each.result() for each in [threads.submit(one, step, number) for number in range(CROWD)]]
        session.rollback()
        return collections.Counter(answers)

    return crowd


def _sent(call):
    """What the call asks the database for: each statement with its parameters, as the driver is told."""
    sent = []
    note = lambda *told: sent.append((told[2], told[3]))  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        call()
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return sent


@pytest.fixture
def asked_for():
    """asked_for(call) is each statement that the call sends."""
    return lambda call: [statement for statement, _parameters in _sent(call)]


@pytest.fixture
def counted():
    """counted(call) is how many times the database was asked for something."""
    return lambda call: len(_sent(call))


@pytest.fixture
def plan_of(session):
    """plan_of(call) is how the database goes about the statements that the call sends, one step a line."""

    def look(call):
        explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
        told = [session.connection().exec_driver_sql(explain + one, given) for one, given in _sent(call)]
        return "\n".join(str(row[-1]) for rows in told for row in rows)

    return look

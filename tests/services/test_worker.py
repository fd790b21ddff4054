"""The worker: ticks that go on whatever happens, beats, and the heartbeat to the outside."""

import datetime as dt
import itertools
import os
import threading
import time

import pytest
import responses
from sqlalchemy.exc import OperationalError

from app import worker
from app.models import Escalation, Link, db
from app.models.transaction import Busy
from app.services import engine, health
from app.services.escalations import ringing
from app.worker import Worker, ping
from tests import notices, outside, plays

PULSE = "https://pulse.example/trygt"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def at_work(app, monkeypatch):
    """at_work() is a worker that runs in a thread, quickly, until the test ends."""
    monkeypatch.setattr(worker, "TICK_EVERY_S", 0.05)
    monkeypatch.setattr(worker, "PAUSES_S", (0.05,))
    monkeypatch.setattr(worker, "GOODBYE_S", 20.0)  # whoever is left would meet the database of the next test
    running = []

    def start():
        one = Worker(app)
        thread = threading.Thread(target=one.run)
        thread.start()
        running.append((one, thread))
        return one

    yield start
    for one, thread in running:
        one.stopping.set()
        thread.join(30)
        assert not thread.is_alive()


def _until(is_so, patience_s=20.0):
    deadline = time.monotonic() + patience_s
    while not (found := is_so()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def _read(app, question):
    with app.app_context():
        return question()


def _raise(app, cast, now, count=1):
    with app.app_context():
        kari = plays.actor(cast.kari, now)
        return [notices.raised(kari, now) for _alarm in range(count)]


def test_a_worker_beats_climbs_and_sends(app, cast, now, clock, at_work):
    (alarm,) = _raise(app, cast, now)
    clock.shift(600)
    at_work()
    assert _until(lambda: _read(app, lambda: db.session.get_one(Escalation, alarm).position == 1))
    assert _until(lambda: _read(app, engine.last_beat) == now + 10 * MINUTE)
    sent = lambda: all(each.sent_at for each in notices.of("console"))  # noqa: E731
    assert _until(lambda: _read(app, sent))


def test_three_workers_climb_once_and_tell_once(app, cast, now, clock, at_work):
    alarms = _raise(app, cast, now, count=5)
    clock.shift(600)
    for _worker in range(3):
        at_work()
    positions = lambda: [db.session.get_one(Escalation, number).position for number in alarms]  # noqa: E731
    assert _until(lambda: _read(app, positions) == [1] * 5)
    time.sleep(0.1)
    with app.app_context():
        turns = [(each.escalation_id, each.turn, each.person_id) for each in notices.of("console")]
        assert positions() == [1] * 5
    assert len(turns) == len(set(turns)) == 5 + 5 * 2


@pytest.mark.parametrize("error", [Busy("locked"), OperationalError("", {}, Exception()), RuntimeError("a fault")])
def test_no_passing_error_ends_a_worker(app, cast, now, clock, at_work, monkeypatch, error):
    (alarm,) = _raise(app, cast, now)
    clock.shift(600)
    tick, failures = engine.tick, itertools.count()

    def fail_at_first(moment):
        if next(failures) < 3:
            raise error
        return tick(moment)

    monkeypatch.setattr(engine, "tick", fail_at_first)
    at_work()
    assert _until(lambda: _read(app, lambda: db.session.get_one(Escalation, alarm).position == 1))


def test_an_engine_that_cannot_tick_does_not_beat(app, at_work, monkeypatch):
    ticks = []

    def fail(_now):
        ticks.append(1)
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(engine, "tick", fail)
    at_work()
    assert _until(lambda: len(ticks) > 3)
    assert _read(app, engine.last_beat) is None


def test_an_alarm_that_cannot_be_moved_does_not_hold_up_the_others(app, cast, now, monkeypatch, caplog):
    first, *others = _raise(app, cast, now, count=3)
    remind = ringing.remind

    def stumble(alarm, *, trail):
        if alarm.id == first:
            raise RuntimeError("a fault")
        remind(alarm, trail=trail)

    monkeypatch.setattr(ringing, "remind", stumble)
    with app.app_context():
        assert engine.tick(now + MINUTE) == 2
        assert [db.session.get_one(Escalation, number).reminders for number in (first, *others)] == [0, 1, 1]
    assert "a move failed" in caplog.text


def test_a_worker_ends_with_the_one_who_started_it(app):
    orphan = Worker(app, parent=os.getpid())  # nobody is their own parent
    began = time.monotonic()
    orphan.run()
    assert time.monotonic() - began < 3


@pytest.fixture
def well(app, cast, now):
    """An engine that is fine: a fresh beat, and an alarm that is not due."""
    (alarm,) = _raise(app, cast, now)
    with app.app_context():
        engine.beat(now)
    return alarm


def _wrong(app, now):
    return _read(app, lambda: health.what_is_wrong_with_the_engine(now))


def test_an_engine_that_is_fine_says_so_outside(app, well, now):
    with responses.RequestsMock() as world:
        world.get(PULSE, status=200)
        assert ping(app, PULSE, now=now)


def test_no_recent_beat_is_not_fine(app, well, now):
    assert _wrong(app, now) is None
    assert _wrong(app, now + engine.STALE_AFTER + dt.timedelta(seconds=1)) == "no recent beat"


def test_a_beat_in_the_future_is_not_fine(app, well, now):
    assert _wrong(app, now - dt.timedelta(hours=1)) == "no recent beat"


def test_an_alarm_that_is_overdue_is_not_fine(app, well, now):
    late = now + MINUTE + health.OVERDUE_AFTER
    with app.app_context():
        engine.beat(late)
    assert _wrong(app, late) is None
    assert _wrong(app, late + dt.timedelta(seconds=1)) == "an alarm is overdue"


def test_somebody_who_was_reached_but_not_told_is_not_fine(app, well, now):
    with app.app_context():
        db.session.query(Link).filter_by(escalation_id=well, position=1).one().reached_at = now
        db.session.commit()
    assert _wrong(app, now) == "somebody was reached but not told"


def test_whatever_is_wrong_keeps_the_heartbeat_back(app, well, now):
    with responses.RequestsMock(assert_all_requests_are_fired=False) as world:
        asked = world.get(PULSE, status=200)
        assert not ping(app, PULSE, now=now + MINUTE)
    assert asked.call_count == 0


def test_an_outside_that_does_not_answer_hurts_nobody(app, well, now, monkeypatch):
    monkeypatch.setattr(worker, "PING_PATIENCE_S", 0.1)
    with outside.silent_host() as host:
        assert not ping(app, f"http://{host}/", now=now)
    assert not ping(app, "no address at all", now=now)


def test_a_worker_pings_now_and_then(app, well, now, at_work, monkeypatch):
    pings = []
    monkeypatch.setattr(worker, "PING_EVERY_S", 0.02)
    monkeypatch.setattr(worker, "ping", lambda _app, url, *, now: pings.append((url, now)))
    monkeypatch.setitem(app.config, "HEARTBEAT_URL", PULSE)
    at_work()
    assert _until(lambda: len(pings) > 1)
    assert pings[0] == (PULSE, now)

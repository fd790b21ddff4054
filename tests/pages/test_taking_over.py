"""When the engine is silent: the web does its work, the pages say so, and the platform is told."""

import datetime as dt
import threading
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from app import taking_over
from app.domain.escalation import REMIND_EVERY
from app.models import Escalation, Heartbeat, Notice, db
from app.models.transaction import Busy
from app.services import engine
from tests import notices, plays

PAGE = "/account"
HALF_A_MINUTE = engine.STALE_AFTER


def _wait_for_the_work_beside():
    for thread in threading.enumerate():
        if thread.name == taking_over.THREAD:
            thread.join(20)


@pytest.fixture
def watch(app, monkeypatch, now):
    """A fresh watch in an old process: as if this app had served for an hour."""
    fresh = taking_over.Watch(app)
    fresh._started -= 3600
    monkeypatch.setitem(app.config, "WATCH_ENGINE", True)
    monkeypatch.setitem(app.extensions, taking_over.WATCH, fresh)
    yield fresh
    _wait_for_the_work_beside()  # whoever is left would meet the database of the next test
    if fresh._office:
        fresh._office.close(20)


@pytest.fixture
def alarm(app, cast, now):
    """The id of an alarm of Kari's that was raised just now."""
    with app.app_context():
        return notices.raised(plays.actor(cast.kari, now), now)


@pytest.fixture
def open_page(watch, sign_in, cast):
    """Opens a page, and waits for the work beside it."""
    browser = sign_in(cast.kari)

    def opened():
        page = browser.get(PAGE)
        _wait_for_the_work_beside()
        return page

    return opened


def _beat(app, moment):
    with app.app_context():
        engine.beat(moment)


def _reminders(app, number):
    with app.app_context():
        return db.session.get_one(Escalation, number).reminders


def test_a_request_makes_the_moves_that_are_due_when_the_beat_is_stale(app, alarm, open_page, clock, now):
    _beat(app, now)
    clock.shift(REMIND_EVERY)
    open_page()
    assert _reminders(app, alarm) == 1


def test_it_leaves_them_to_an_engine_that_is_alive(app, alarm, open_page, clock, now):
    clock.shift(REMIND_EVERY)
    _beat(app, now + REMIND_EVERY - HALF_A_MINUTE)
    open_page()
    assert _reminders(app, alarm) == 0


def test_it_takes_over_from_an_engine_that_never_was(app, alarm, open_page, clock):
    clock.shift(REMIND_EVERY)
    open_page()
    assert _reminders(app, alarm) == 1


def test_it_takes_over_when_the_clock_was_set_back(app, alarm, open_page, clock, now):
    _beat(app, now + dt.timedelta(hours=1))
    clock.shift(REMIND_EVERY)
    open_page()
    assert _reminders(app, alarm) == 1


def test_it_sends_what_waits_as_well(app, alarm, open_page, watch):
    open_page()
    watch._office.close(5)
    with app.app_context():
        console = db.session.scalars(sa.select(Notice).where(Notice.channel == "console")).all()
    assert [notice.sent_at is not None for notice in console] == [True]


def test_it_looks_at_most_every_five_seconds(app, alarm, open_page, watch, clock, monkeypatch):
    looks = []
    monkeypatch.setattr(engine, "last_beat", lambda: looks.append(1))
    for _page in range(3):
        open_page()
    assert len(looks) == 1
    watch._looked -= taking_over.LOOK_EVERY_S
    open_page()
    assert len(looks) == 2


def test_only_one_thread_stands_in_at_a_time(watch, monkeypatch):
    ticks = []
    monkeypatch.setattr(engine, "tick", lambda _now: ticks.append(1) or watch.stand_in() or 0)
    watch.stand_in()
    assert len(ticks) == 1


@pytest.mark.parametrize("error", [Busy("locked"), OperationalError("", {}, Exception()), RuntimeError("a fault")])
def test_no_request_fails_because_the_moves_do(open_page, monkeypatch, error, caplog):
    def fail(_now):
        raise error

    monkeypatch.setattr(engine, "tick", fail)
    open_page()
    assert "could not stand in" in caplog.text


@pytest.mark.parametrize("error", [OperationalError("", {}, Exception()), RuntimeError("a fault")])
def test_no_request_fails_because_the_beat_cannot_be_read(open_page, monkeypatch, error, caplog):
    def fail():
        raise error

    monkeypatch.setattr(engine, "last_beat", fail)
    open_page()
    assert "engine" in caplog.text or "no beat" in caplog.text


def test_a_request_is_not_held_up_by_many_moves(watch, sign_in, cast, monkeypatch):
    freed = threading.Event()
    monkeypatch.setattr(engine, "tick", lambda _now: freed.wait(5) and 0)
    browser = sign_in(cast.kari)
    began = time.monotonic()
    browser.get(PAGE)
    assert time.monotonic() - began < 4
    freed.set()
    watch._working.acquire(timeout=5)


def _told(app):
    with app.test_request_context():
        return taking_over.for_pages()


def test_pages_are_told_how_long_it_has_been_silent(app, open_page, clock, now):
    _beat(app, now)
    clock.shift(47)
    open_page()
    assert _told(app) == {"engine_is_late": True, "engine_silent_s": 47}


def test_pages_are_told_when_it_is_back(app, open_page, watch, clock, now):
    open_page()
    assert _told(app)["engine_is_late"]
    watch._looked -= taking_over.LOOK_EVERY_S
    _beat(app, now)
    open_page()
    assert _told(app) == {"engine_is_late": False, "engine_silent_s": 0}


def test_nothing_is_said_in_the_first_half_minute_of_a_process(app, open_page, watch, clock, now):
    watch._started = time.monotonic()
    _beat(app, now)
    clock.shift(3600)
    open_page()
    assert not _told(app)["engine_is_late"]
    watch._started -= HALF_A_MINUTE.total_seconds() + 1
    assert _told(app)["engine_is_late"]


def test_ready_with_an_engine_that_is_alive(app, client, watch, now):
    _beat(app, now)
    assert client.get("/internal/isready").html == "ready"


def test_not_ready_when_the_engine_is_silent_and_says_why(app, client, watch, clock, now):
    _beat(app, now)
    clock.shift(31)
    page = client.get("/internal/isready", status=503)
    assert page.html == "the engine of the alarms has been silent for 31 s; start flask alarms work"


def test_the_pages_alone_are_ready_all_the_same(app, client, watch, clock, now):
    _beat(app, now)
    clock.shift(31)
    assert client.get("/internal/isready?of=web").html == "ready"


def test_alive_does_not_look(app, client, watch, monkeypatch):
    monkeypatch.setattr(engine, "last_beat", None)
    assert client.get("/internal/isalive").html == "alive"


def test_not_ready_without_a_database(client, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(db.session, "scalar", away)
    assert client.get("/internal/isready", status=503).html == "the database does not answer"


def _gauges(client):
    said = client.get("/internal/metrics").html.splitlines()
    return dict(line.split() for line in said if line.startswith(("trygt_engine", "trygt_alarms", "trygt_notices")))


def test_metrics_say_how_the_alarms_stand(app, client, alarm, clock, now):
    _beat(app, now)
    clock.shift(40)
    assert _gauges(client) == {
        "trygt_engine_beat_age_seconds": "40.0",
        "trygt_alarms_open": "1.0",
        "trygt_alarms_ringing_at_top": "0.0",
        "trygt_notices_unsent": "1.0",
        "trygt_notices_queue_age_seconds": "40.0",
    }


def test_metrics_count_who_rings_at_the_top(app, client, alarm, now):
    with app.app_context():
        db.session.get_one(Escalation, alarm).at_top_since = now
        db.session.commit()
    assert _gauges(client)["trygt_alarms_ringing_at_top"] == "1.0"


def test_metrics_of_an_engine_that_never_was(app, client):
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Heartbeat)) == 0
    assert _gauges(client)["trygt_engine_beat_age_seconds"] == "NaN"
    assert _gauges(client)["trygt_notices_queue_age_seconds"] == "0.0"

"""Readiness while the database takes no writes, and beside a schema of another version."""

import pytest
import sqlalchemy as sa

from app.models import Heartbeat, db
from app.models.transaction import Busy, verb, verb_if_free, writing
from app.services import engine, health

READY = "/internal/isready"


@pytest.fixture(autouse=True)
def afterwards():
    yield
    writing.refused = None


@pytest.fixture
def refused(app):
    """A write that is refused as on a full disk."""

    @verb
    def write():
        raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

    with app.app_context(), pytest.raises(sa.exc.OperationalError):
        write()


def _some_time_passes():
    writing.refused_at -= health.REFUSED_LATELY_S + 1


@pytest.mark.usefixtures("refused")
def test_a_refused_write_is_told_at_once_but_the_pages_stay(client):
    assert client.get(READY, status=503).html == "the database takes no writes: OperationalError"
    assert client.get(f"{READY}?of=web").html == "ready"


@pytest.mark.usefixtures("refused")
def test_it_heals_by_itself_and_the_trial_is_no_sign_of_life_of_the_engine(app, client):
    _some_time_passes()
    assert client.get(READY).html == "ready"
    assert writing.refused is None
    with app.app_context():
        assert db.session.scalars(sa.select(Heartbeat.name)).all() == ["a trial"]
        assert engine.last_beat() is None


@pytest.mark.usefixtures("refused")
def test_it_stays_red_while_the_trial_is_refused_too(client, monkeypatch):
    def fail(*_args, **_more):
        raise Busy("locked")

    _some_time_passes()
    monkeypatch.setattr(engine, "beat", fail)
    assert client.get(READY, status=503).html == "the database takes no writes: Busy"


@pytest.mark.usefixtures("refused")
def test_the_next_write_that_is_stored_says_that_all_is_well(app, client, now):
    with app.app_context():
        engine.beat(now)
    assert client.get(READY).html == "ready"


def test_a_write_that_would_not_wait_says_nothing(app, client):
    @verb_if_free
    def write():
        raise Busy("somebody else is writing")

    with app.app_context(), pytest.raises(Busy):
        write()
    assert client.get(READY).html == "ready"


@pytest.mark.parametrize(("expected", "status"), [("0001", 200), ("9999", 503)])
def test_a_schema_that_is_further_on_is_one_to_work_with_and_an_older_one_is_not(expected, status, client, monkeypatch):
    monkeypatch.setattr(health, "newest_migration", lambda: expected)
    assert client.get(f"{READY}?of=web", status=status).html.startswith("ready" if status == 200 else "the database")

"""PostgreSQL's connections: a dead one is never let out of the pool, and a living one is not asked each time."""

import contextlib

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.pq import TransactionStatus

from app.models import Heartbeat, db, pool
from app.models.ready import Ready
from app.models.transaction import verb
from tests.clock import MONDAY_MORNING
from tests.databases import POSTGRESQL

pytestmark = pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)

BEATS = Heartbeat.__table__
PID = Ready(sa.select(sa.func.pg_backend_pid().label("pid")))


@verb
def _beat(name):
    db.session.execute(sa.insert(BEATS).values(name=name, beat_at=MONDAY_MORNING))
    return db.session.scalar(sa.select(sa.func.pg_backend_pid()))


def _read():
    return db.session.scalar(sa.select(sa.func.pg_backend_pid()))


WAYS = {"a ready statement": lambda: PID.one().pid, "a page": _read, "a verb": lambda: _beat("after it")}


@pytest.fixture
def asked(monkeypatch, session):
    """How often a connection was asked whether it lives."""
    times = []
    ping = db.engine.dialect.do_ping
    monkeypatch.setattr(db.engine.dialect, "do_ping", lambda connection: times.append(1) or ping(connection))
    return times


def _kill(pids):
    other = sa.create_engine(db.engine.url, poolclass=sa.pool.NullPool)
    with other.connect() as connection:
        for pid in pids:
            assert connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid}).scalar()


def _several_at_once(number):
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(db.engine.connect()) for _each in range(number)]
        return {each.scalar(sa.text("SELECT pg_backend_pid()")) for each in taken}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_notices_that_the_server_ended_the_connections_that_waited(session, way):
    session.remove()
    _kill(_several_at_once(3))
    for _each in range(3):
        assert WAYS[way]()
        session.execute(sa.delete(BEATS))
        session.commit()
        session.remove()


def test_a_connection_that_was_used_a_moment_ago_is_not_asked(session, asked):
    for way in WAYS.values():
        session.remove()
        way()
    assert asked == []


def test_a_connection_that_has_been_silent_for_long_is_asked(session, asked, monkeypatch):
    session.remove()
    first = PID.one().pid
    monkeypatch.setattr(pool, "ASKED_AFTER_S", 0.0)
    assert PID.one().pid == first
    assert asked == [1]


def test_a_closed_connection_is_not_let_out(session):
    session.remove()
    pooled = db.engine.raw_connection()
    driver = pooled.dbapi_connection
    pooled.close()
    driver.close()
    assert PID.one().pid


def test_a_lone_statement_leaves_its_connection_as_it_was(session):
    session.remove()
    before = PID.one().pid
    with contextlib.closing(db.engine.raw_connection()) as pooled:
        driver = pooled.dbapi_connection
        assert driver.info.backend_pid == before
        assert driver.info.transaction_status == TransactionStatus.IDLE
        assert driver.autocommit is False


def test_a_lone_statement_that_fails_leaves_its_connection_as_it_was(session):
    session.remove()
    wrong = Ready(sa.select((sa.literal(1) // sa.bindparam("by", type_=sa.Integer)).label("n")))
    with pytest.raises(sa.exc.DBAPIError):
        wrong.one(by=0)
    session.remove()
    assert PID.one().pid
    assert _beat("after it")


def test_within_a_page_statements_share_its_connection(session):
    session.remove()
    assert _read() == PID.one().pid == _read()


def test_connections_that_are_opened_beforehand_wait_and_have_seen_every_table(session, caplog):
    session.remove()
    db.engine.dispose()
    pool.open_beforehand(3)
    assert db.engine.pool.checkedin() == 3
    before = _several_at_once(3)
    assert db.engine.pool.checkedin() == 3
    assert _several_at_once(3) == before
    assert not caplog.records


def test_a_server_that_is_away_is_left_to_the_first_request(session, monkeypatch, caplog):
    def nobody_there(*_told, **_named):
        raise psycopg.OperationalError("nobody answers")

    session.remove()
    db.engine.dispose()
    monkeypatch.setattr(db.engine.dialect, "connect", nobody_there)
    pool.open_beforehand(3)
    assert [(record.message, record.reason) for record in caplog.records] == [
        ("opened no connections beforehand", "OperationalError")
    ]


def test_a_request_asks_on_one_connection_until_it_writes_and_never_has_two(session, app):
    session.remove()
    waiting = db.engine.pool
    with app.app_context(), app.test_request_context():
        first = PID.one().pid
        assert waiting.checkedout() == 1
        assert PID.one().pid == first
        assert _beat("taken over") == first
        assert waiting.checkedout() == 0
        PID.one()
        assert _read()
        assert waiting.checkedout() == 1
        db.session.remove()
        PID.one()
        assert waiting.checkedout() == 1
    assert waiting.checkedout() == 0
    with contextlib.closing(db.engine.raw_connection()) as pooled:
        assert pooled.dbapi_connection.autocommit is False


def test_outside_a_request_no_connection_is_kept(session):
    session.remove()
    PID.one()
    assert db.engine.pool.checkedout() == 0


def test_a_connection_that_is_lost_between_two_questions_is_kept_no_longer(session, app):
    session.remove()
    with app.app_context(), app.test_request_context():
        _kill([PID.one().pid])
        with pytest.raises(sa.exc.DBAPIError) as told:
            PID.one()
        assert told.value.connection_invalidated
        assert PID.one().pid
    assert db.engine.pool.checkedout() == 0

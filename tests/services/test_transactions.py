"""One verb, one transaction: whole or not at all, in its turn, and once more when PostgreSQL asks for it."""

import contextlib

import pytest
import sqlalchemy as sa

from app.models import Event, Meeting, Unit, db, transaction
from app.models.transaction import Busy, verb
from app.services import unit_tree
from tests import plays
from tests.clock import MONDAY_MORNING

ONLY_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def _names(session):
    return set(session.scalars(sa.select(Unit.name)))


@verb
def _add(name):
    db.session.add(Unit(name=name, kind="office"))
    db.session.flush()


def test_a_verb_is_stored_when_it_returns(app, session):
    _add("Nav Test")
    session.remove()
    assert _names(session) == {"Nav Test"}


def test_a_verb_that_fails_leaves_nothing_half_done(session, by, now):
    before = session.scalar(sa.select(sa.func.count()).select_from(Event))

    @verb
    def plan_and_fail():
        plays.planned(by.kari, now)
        plays.planned(by.kari, now)
        raise LookupError

    with pytest.raises(LookupError):
        plan_and_fail()
    assert session.scalars(sa.select(Meeting)).all() == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == before


def test_a_verb_within_a_verb_is_stored_with_it(session):
    @verb
    def add_two():
        _add("Nav Innerst")
        _add("Nav Ytterst")

    add_two()
    assert _names(session) == {"Nav Innerst", "Nav Ytterst"}


def test_a_verb_within_a_verb_is_not_stored_alone(session):
    @verb
    def add_and_fail():
        _add("Nav Innerst")
        raise LookupError

    with pytest.raises(LookupError):
        add_and_fail()
    assert _names(session) == set()


def test_a_refusal_within_a_verb_can_be_caught(session):
    @verb
    def add_anyway():
        with contextlib.suppress(ValueError):
            unit_tree.add_by_name("Nav Feil", "kingdom", now=MONDAY_MORNING)
        _add("Nav Riktig")

    add_anyway()
    assert _names(session) == {"Nav Riktig"}


def test_after_a_failed_verb_the_next_one_works(session):
    with pytest.raises(ValueError, match="already"):
        _twice("Nav Test")
    _add("Nav Etterpå")
    assert _names(session) == {"Nav Etterpå"}


@verb
def _twice(name):
    unit_tree.add_by_name(name, "office", now=MONDAY_MORNING)
    unit_tree.add_by_name(name, "office", now=MONDAY_MORNING)


@ONLY_SQLITE
def test_every_connection_to_sqlite_is_durable_and_keeps_its_references(session):
    asked = ("journal_mode", "synchronous", "foreign_keys")
    told = [session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert told == ["wal", 2, 1]


@pytest.fixture
def somebody_else(app, session):
    """Another process that writes, and does not finish."""
    engine = sa.create_engine(db.engine.url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            connection.connection.driver_connection.isolation_level = None
        connection.exec_driver_sql("BEGIN IMMEDIATE" if on_sqlite else "LOCK TABLE units IN EXCLUSIVE MODE")
        yield connection


@pytest.fixture
def impatient(session, monkeypatch):
    """Waiting takes a moment instead of seconds."""
    monkeypatch.setattr(transaction, "SECONDS_TO_WAIT", 0.03)
    if db.engine.dialect.name == "postgresql":
        session.connection().exec_driver_sql("SET lock_timeout = '30ms'")
    yield
    session.rollback()
    session.connection().invalidate()


@pytest.mark.usefixtures("somebody_else", "impatient")
def test_a_verb_that_does_not_get_its_turn_says_so_and_stores_nothing(session):
    with pytest.raises(Busy):
        _add("Nav Test")
    assert _names(session) == set()


@pytest.mark.usefixtures("somebody_else", "impatient")
def test_reading_does_not_wait_for_somebody_who_writes(session):
    assert _names(session) == set()


@pytest.mark.usefixtures("impatient")
def test_a_verb_gets_its_turn_when_the_other_is_done(session, somebody_else):
    with pytest.raises(Busy):
        _add("Nav Test")
    somebody_else.rollback()
    if somebody_else.dialect.name == "sqlite":
        somebody_else.connection.driver_connection.rollback()
    _add("Nav Test")
    assert _names(session) == {"Nav Test"}


@ONLY_SQLITE
def test_threads_queue_for_their_turn_and_give_up_in_time(session, monkeypatch):
    monkeypatch.setattr(transaction, "SECONDS_TO_WAIT", 0.03)
    transaction._threads.acquire()
    try:
        with pytest.raises(Busy):
            _add("Nav Test")
    finally:
        transaction._threads.release()


class Tries:
    """A verb that meets trouble the first times, and counts how often it was tried."""

    def __init__(self, trouble, times=1):
        self.trouble, self.times, self.count = trouble, times, 0

    @verb
    def add(self, name):
        self.count += 1
        _add(f"{name} {self.count}")
        if self.count <= self.times:
            db.session.connection().exec_driver_sql(self.trouble)


CONFLICT = "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$"
DEADLOCK = "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$"
LOST = "SELECT pg_terminate_backend(pg_backend_pid())"


@ONLY_POSTGRESQL
@pytest.mark.parametrize("trouble", [CONFLICT, DEADLOCK, LOST], ids=["conflict", "deadlock", "connection lost"])
def test_trouble_that_passes_is_tried_once_more(session, trouble):
    tries = Tries(trouble)
    tries.add("Nav")
    assert tries.count == 2
    assert _names(session) == {"Nav 2"}


@ONLY_POSTGRESQL
def test_trouble_that_stays_is_told_after_the_second_time(session):
    tries = Tries(CONFLICT, times=9)
    with pytest.raises(sa.exc.OperationalError):
        tries.add("Nav")
    assert tries.count == 2
    assert _names(session) == set()


def test_a_fault_of_ours_is_not_tried_again(session):
    tries = Tries("SELECT * FROM no_such_table")
    with pytest.raises(sa.exc.DBAPIError):
        tries.add("Nav")
    assert tries.count == 1
    assert _names(session) == set()

"""A verb of ready statements writes on one connection, with a session on it only where somebody asks for one."""

import contextlib

import pytest
import sqlalchemy as sa

from app.models import Heartbeat, db
from app.models.ready import Ready, into
from app.models.transaction import verb
from tests.clock import MONDAY_MORNING
from tests.databases import POSTGRESQL

BEATS = Heartbeat.__table__
BEAT = Ready(into(BEATS, "name", "beat_at", "said"))


def _ready(name):
    return BEAT.count(name=name, beat_at=MONDAY_MORNING, said=None)


def _as_object(name):
    db.session.add(Heartbeat(name=name, beat_at=MONDAY_MORNING))


def _stored(session):
    session.remove()
    return set(session.scalars(sa.select(Heartbeat.name)))


@pytest.fixture
def commits(session):
    """The commits from now on."""
    seen = []

    def note(connection):
        seen.append(connection)

    sa.event.listen(db.engine, "commit", note)
    yield seen
    sa.event.remove(db.engine, "commit", note)


WRITINGS = {
    "ready": [_ready],
    "an object": [_as_object],
    "ready, then an object": [_ready, _as_object],
    "an object, then ready": [_as_object, _ready],
}


@pytest.mark.parametrize("steps", WRITINGS.values(), ids=WRITINGS)
@pytest.mark.parametrize("has_read", [False, True], ids=["nothing read before", "something read before"])
def test_whatever_it_is_written_with_is_stored_in_one_commit(session, commits, steps, has_read):
    session.remove()
    if has_read:
        session.scalar(sa.select(Heartbeat.name))

    @verb
    def write():
        for number, step in enumerate(steps):
            step(f"beat {number}")

    write()
    assert len(commits) == 1
    assert _stored(session) == {f"beat {number}" for number in range(len(steps))}


@pytest.mark.parametrize("steps", WRITINGS.values(), ids=WRITINGS)
def test_whatever_it_is_written_with_goes_when_the_verb_fails(session, commits, steps):
    session.remove()

    @verb
    def write_and_fail():
        for number, step in enumerate(steps):
            step(f"beat {number}")
        raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert commits == []
    assert _stored(session) == set()


def test_what_was_written_ready_is_read_by_the_session_within_the_verb(session):
    session.remove()

    @verb
    def write_and_read():
        _ready("beat")
        return db.session.scalar(sa.select(Heartbeat.name))

    assert write_and_read() == "beat"


def test_a_verb_that_is_all_ready_wakes_no_session_and_gives_its_connection_back(session):
    session.remove()
    verb(_ready)("beat")
    assert not db.session.registry.has()
    assert db.engine.pool.checkedout() == 0


@pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)
@pytest.mark.parametrize("when", ["before a statement", "before the commit"])
def test_a_verb_whose_connection_is_lost_is_tried_once_more(session, when):
    session.remove()
    pid, tries = Ready(sa.select(sa.func.pg_backend_pid().label("pid"))), []

    @verb
    def beat():
        tries.append(pid.one().pid)
        if when == "before the commit":
            _ready(f"beat {len(tries)}")
        if len(tries) == 1:
            _end(tries[0])
        if when == "before a statement":
            _ready(f"beat {len(tries)}")

    beat()
    assert len(set(tries)) == 2
    assert _stored(session) == {"beat 2"}


def _end(pid):
    with contextlib.closing(sa.create_engine(db.engine.url, poolclass=sa.pool.NullPool).connect()) as other:
        assert other.scalar(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

"""What is written stays written: the model refuses, and so does each database, whatever the code does."""

import pytest
import sqlalchemy as sa

from app.models import AccessLine, Event
from app.models.timeline import Rewritten
from app.services import readings
from tests import plays

ONLY_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def written(session, by, now):
    """A line of each kind, and the same to compare with afterwards."""
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    readings.open_meeting(meeting_id, by=by.ola, now=now)
    return _all(session)


def _all(session):
    session.rollback()
    return {table: session.execute(sa.text(f"SELECT * FROM {table} ORDER BY id")).all() for table in WRITTEN_ONCE}


WRITTEN_ONCE = {"events": Event, "access_lines": AccessLine}
STATEMENTS = [
    "UPDATE {table} SET by_id = 1",
    "UPDATE {table} SET id = id + 100 WHERE id = 1",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE id = 1",
]


@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses(session, written, table, statement):
    with pytest.raises(sa.exc.DBAPIError, match="written once"):
        session.execute(sa.text(statement.format(table=table)))
    assert _all(session) == written


@ONLY_SQLITE
@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize("way", ["REPLACE INTO", "INSERT OR REPLACE INTO"])
def test_sqlite_refuses_to_replace(session, written, table, way):
    with pytest.raises(sa.exc.DBAPIError, match="written once"):
        session.execute(sa.text(f"{way} {table} SELECT * FROM {table} WHERE id = 1"))
    assert _all(session) == written


@ONLY_SQLITE
def test_sqlite_refuses_another_line_in_the_place_of_one(session, written):
    columns = "stream, number, kind, at, by_id, facts, previous_hash, hash"
    again = f"REPLACE INTO events (id, {columns}) SELECT id + 100, {columns} FROM events WHERE id = 1"
    with pytest.raises(sa.exc.DBAPIError, match="written once"):
        session.execute(sa.text(again))
    assert _all(session) == written


@ONLY_POSTGRESQL
@pytest.mark.parametrize("table", WRITTEN_ONCE)
def test_postgresql_refuses_to_empty_the_table(session, written, table):
    with pytest.raises(sa.exc.DBAPIError, match="written once"):
        session.execute(sa.text(f"TRUNCATE {table}"))
    assert _all(session) == written


@pytest.mark.parametrize("model", WRITTEN_ONCE.values())
def test_the_model_refuses_to_change_a_line(session, written, model):
    session.scalars(sa.select(model)).first().by_id = 2
    with pytest.raises(Rewritten):
        session.flush()
    assert _all(session) == written


@pytest.mark.parametrize("model", WRITTEN_ONCE.values())
def test_the_model_refuses_to_remove_a_line(session, written, model):
    session.delete(session.scalars(sa.select(model)).first())
    with pytest.raises(Rewritten):
        session.flush()
    assert _all(session) == written


@pytest.mark.parametrize("model", WRITTEN_ONCE.values())
@pytest.mark.parametrize("statement", [sa.update, sa.delete])
def test_a_statement_for_many_lines_is_refused_too(session, written, model, statement):
    many = statement(model).values(by_id=2) if statement is sa.update else statement(model)
    with pytest.raises((Rewritten, sa.exc.DBAPIError)):
        session.execute(many)
    assert _all(session) == written


def test_a_place_on_a_timeline_is_taken_once(session, written):
    line = session.scalars(sa.select(Event)).first()
    columns = {each.name: getattr(line, each.name) for each in Event.__table__.columns if each.name != "id"}
    session.add(Event(**columns))
    with pytest.raises(sa.exc.DBAPIError):
        session.flush()
    assert _all(session) == written

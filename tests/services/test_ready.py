"""Statements made ready run as SQLAlchemy would run them: the same values in and out, the same errors."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from app.models import Escalation, Heartbeat, Meeting, Unit, db
from app.models.ready import Ready
from app.models.transaction import verb
from tests import plays
from tests.databases import POSTGRESQL

BEATS = Heartbeat.__table__
NAME = sa.bindparam("called", type_=BEATS.c.name.type)
READ = Ready(sa.select(BEATS).where(BEATS.c.name == NAME))
WRITE = Ready(sa.insert(BEATS).values(name=sa.bindparam("name"), beat_at=sa.bindparam("beat_at"), said=None))
FAR_NORTH = dt.datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=1)))


@verb
def _beat(name):
    written = WRITE.count(name=name, beat_at=FAR_NORTH)
    return written, READ.one(called=name)


def test_what_a_verb_has_written_it_reads_and_so_do_others_when_it_is_done(session):
    written, seen = _beat("ours")
    assert (written, seen.beat_at, seen.said) == (1, FAR_NORTH, None)
    session.remove()
    assert READ.first(called="ours").beat_at.utcoffset() == dt.timedelta(0)
    assert READ.all(called="nobody's") == []
    assert READ.first(called="nobody's") is None


def test_what_a_verb_that_fails_has_written_is_not_there(session):
    @verb
    def fail():
        _beat("lost")
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    session.remove()
    assert READ.first(called="lost") is None


def test_columns_come_out_as_they_would_from_sqlalchemy(session, by, now):
    meeting_id = plays.answered(by.kari, now)
    statement = sa.select(Meeting.__table__, sa.null().label("nobody")).where(
        Meeting.id == sa.bindparam("meeting_id", type_=Meeting.id.type)
    )
    assert tuple(Ready(statement).one(meeting_id=meeting_id)) == tuple(
        session.execute(statement, {"meeting_id": meeting_id}).one()
    )


def test_constants_go_in_as_they_are(session, by):
    first_office = Ready(sa.select(Unit.id).where(Unit.kind == "office").order_by(Unit.id).limit(1))
    assert first_office.one().id == session.scalar(sa.select(sa.func.min(Unit.id)).where(Unit.kind == "office"))


@pytest.mark.parametrize("kinds", [[], ["office"], ["office", "county"], ["county", "nothing", "office"]])
def test_a_list_may_have_any_length(session, by, kinds):
    given = sa.bindparam("kinds", expanding=True, type_=Unit.kind.type)
    statement = sa.select(Unit.id).where(Unit.kind.in_(given), Unit.name != sa.bindparam("but")).order_by(Unit.id)
    values = {"kinds": kinds, "but": "Nav Solvik"}
    found = [tuple(row) for row in Ready(statement).all(**values)]
    assert found == [tuple(row) for row in session.execute(statement, values)]


def test_the_values_of_a_list_go_in_as_their_type_says(session):
    moments = sa.bindparam("moments", expanding=True, type_=BEATS.c.beat_at.type)
    beaten = Ready(sa.select(BEATS.c.name).where(BEATS.c.beat_at.in_(moments)))
    _beat("ours")
    assert beaten.all(moments=[FAR_NORTH - dt.timedelta(hours=1)]) == []
    assert [row.name for row in beaten.all(moments=[FAR_NORTH - dt.timedelta(hours=1), FAR_NORTH])] == ["ours"]


def test_a_value_that_was_not_given_is_an_error(session):
    with pytest.raises(KeyError):
        READ.all(name="ours")


@pytest.mark.parametrize(
    "statement",
    [sa.insert(Escalation.__table__).values(id=1), sa.select(Unit.id).where(Unit.kind.in_(["office", "county"]))],
    ids=["a default", "a list of constants"],
)
def test_a_statement_must_name_all_its_values(session, statement):
    with pytest.raises(TypeError):
        Ready(statement).all()


def test_what_the_driver_refuses_is_one_of_sqlalchemys_errors(session):
    _beat("twice")
    with pytest.raises(exc.IntegrityError) as told:
        _beat("twice")
    assert "twice" not in str(told.value.params)
    assert READ.one(called="twice").name == "twice"


@pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)  # a file has no connection to lose
def test_a_lost_connection_is_told_of_as_such(session):
    @verb
    def cut_off():
        db.session.connection().connection.dbapi_connection.close()
        READ.all(called="ours")

    with pytest.raises(exc.DBAPIError) as told:
        cut_off()
    assert told.value.connection_invalidated
    assert READ.all(called="ours") == []


def test_a_database_that_is_not_there_is_told_of_as_such(session, monkeypatch):
    def gone():
        raise db.engine.dialect.loaded_dbapi.OperationalError("nobody answers")

    session.remove()
    monkeypatch.setattr(db.engine, "raw_connection", gone)
    with pytest.raises(exc.OperationalError) as told:
        READ.all(called="ours")
    assert told.value.connection_invalidated

"""What the database itself refuses of removing, and what the proof finds when somebody gets past that."""

import pytest
import sqlalchemy as sa

from app.models import db
from app.services import holds
from app.services.proof import Proof
from tests import alarms
from tests.forgetting import YEAR, run
from tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("cast")


def _begin():
    """SQLite reads and writes by itself, statement by statement, until it is told that a transaction begins."""
    db.session.rollback()
    if db.session.connection().dialect.name == "sqlite":
        db.session.connection().exec_driver_sql("BEGIN")


def _refused(*statements, **values):
    _begin()
    for statement in statements[:-1]:
        db.session.execute(sa.text(statement), values)
    with pytest.raises(sa.exc.DBAPIError, match="written once"):
        db.session.execute(sa.text(statements[-1]), values)
    db.session.rollback()


LAY = (
    "INSERT INTO tombstones (stream, kept, length, hash, unit_id, month, removed_at, noted_number, being_removed)"
    " SELECT :stream, 'assessment', timeline_length, {hash}, unit_id, '2026-03-01', starts_at, 1, {laying}"
    " FROM {table} WHERE id = :id"
).format


def _lay(table="meetings", hash_="timeline_hash", laying="1"):
    return LAY(table=table, hash=hash_, laying=laying).replace(
        "starts_at", "raised_at" if table == "escalations" else "starts_at"
    )


def test_no_line_goes_without_a_tombstone(session, old):
    _refused("DELETE FROM events WHERE stream = :stream", stream=f"meeting/{old['draft']}")


@pytest.mark.parametrize("how", [{"hash_": "'forged'"}, {"laying": "NULL"}])
def test_no_tombstone_is_laid_that_does_not_fit(session, old, how):
    _refused(_lay(**how), stream=f"meeting/{old['draft']}", id=old["draft"])


def test_no_tombstone_is_laid_for_what_is_held(session, by, now, old):
    stream = f"meeting/{old['logged']}"
    holds.place(stream, "Sak", by=by.ola, now=now)
    _refused(_lay(), stream=stream, id=old["logged"])


def test_no_tombstone_is_laid_for_an_open_alarm_or_its_meeting(session, by, now, old):
    number = alarms.raised(by.kari, now, meeting_id=old["logged"])
    _refused(_lay("escalations"), stream=f"escalation/{number}", id=number)
    _refused(_lay(), stream=f"meeting/{old['logged']}", id=old["logged"])


def test_no_tombstone_is_laid_for_a_unit(session, by, old):
    _refused(_lay(), stream=f"unit/{by.kari.unit_id}", id=old["draft"])


def test_lines_of_others_do_not_go_under_a_tombstone(session, old):
    other = "DELETE FROM events WHERE stream = 'meeting/{}'".format(old["logged"])
    _refused(_lay(), other, stream=f"meeting/{old['draft']}", id=old["draft"])


def test_a_tombstone_that_is_still_being_laid_is_never_kept(session, old):
    _begin()
    session.execute(sa.text(_lay()), {"stream": f"meeting/{old['draft']}", "id": old["draft"]})
    session.execute(sa.text("DELETE FROM events WHERE stream = :stream"), {"stream": f"meeting/{old['draft']}"})
    with pytest.raises(sa.exc.IntegrityError):
        session.commit()
    session.rollback()
    assert list(Proof().breaks()) == []


def test_a_tombstone_is_closed_only_when_nothing_is_left(session, old):
    close = "UPDATE tombstones SET being_removed = NULL WHERE stream = :stream"
    _refused(_lay(), close, stream=f"meeting/{old['draft']}", id=old["draft"])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE tombstones SET length = 9", "UPDATE tombstones SET being_removed = 1", "DELETE FROM tombstones"],
)
def test_a_tombstone_stays_as_it_is(session, now, old, statement):
    run(now + YEAR)
    _refused(statement)


# What the proof finds when somebody gets past the guards.


def _found():
    return [(each.stream, each.why.name) for each in Proof().breaks()]


def test_a_tombstone_that_was_changed_or_removed_is_found(now, old):
    run(now + YEAR)
    stream = f"meeting/{old['draft']}"
    tamper("UPDATE tombstones SET hash = :forged WHERE stream = :stream", stream=stream, forged="f" * 64)
    assert _found() == [(stream, "TOMBSTONE")]
    tamper("DELETE FROM tombstones WHERE stream = :stream", stream=stream)
    assert _found() == [(stream, "NO_TOMBSTONE")]


def test_a_timeline_under_a_tombstone_that_nobody_told_of_is_found(by, now, old):
    stream = f"meeting/{old['draft']}"
    tamper(_lay(laying="NULL"), stream=stream, id=old["draft"])
    assert (stream, "TOMBSTONE") in _found()
    assert (stream, "NOT_REMOVED") in _found()

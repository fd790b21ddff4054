"""The proof of the record finds what was changed, removed, swapped, cut off or forged, and says where."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.decisions import APPROVE
from app.domain.events import chained_hash
from app.models import Anchor, AnchoredHead, Event, Meeting
from app.models.timeline import Rewritten
from app.services import anchors, decisions, proof
from app.services.proof import Proof
from tests import alarms, plays
from tests.tampering import tamper

DAY = dt.timedelta(days=1)


def found(kept=None):
    return [(each.stream, each.number, each.why.name) for each in Proof(kept or {}).breaks()]


@pytest.fixture
def told(session, by, now, others):
    """A meeting with a timeline of three lines, beside other meetings and an alarm; the name of its timeline."""
    alarms.closed(by.amir, by.ola, now)
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    decisions.decide(meeting_id, APPROVE, "Greit.", **_about(f"meeting/{meeting_id}", by.ola, now))
    assert plays.meeting(meeting_id).timeline_length == 3
    return f"meeting/{meeting_id}"


def _line(session, stream, number):
    session.rollback()
    return session.execute(sa.select(Event.__table__).filter_by(stream=stream, number=number)).one()


def test_what_nobody_has_touched_is_whole(told, now):
    anchors.anchor(now)
    walk = Proof()
    assert list(walk.breaks()) == []
    assert walk.lines == 12
    assert walk.streams == 5
    assert walk.heads == 9
    assert walk.anchors == 1


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'seen'",
        "by_id = NULL",
        "facts = '{}'",
        "at = '2026-03-02 08:00:01'",
        "hash = replace(hash, substr(hash, 1, 1), 'x')",
    ],
)
def test_a_changed_byte_is_found(told, change):
    tamper(f"UPDATE events SET {change} WHERE stream = :stream AND number = 2", stream=told)
    assert found()[0] == (told, 2, "CHANGED")
    assert {stream for stream, _number, _why in found()} == {told}


def test_a_line_that_was_made_anew_with_a_fitting_hash_is_found(session, told):
    line = _line(session, told, 2)
    about = {"stream": told, "number": 2, "kind": "seen", "at": line.at, "by_id": line.by_id, "facts": line.facts}
    forged = chained_hash(line.previous_hash, **about)
    tamper(
        "UPDATE events SET kind = 'seen', hash = :forged WHERE stream = :stream AND number = 2",
        stream=told,
        forged=forged,
    )
    assert found() == [(told, 3, "REWRITTEN")]


@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_line_is_found(told, number):
    tamper("DELETE FROM events WHERE stream = :stream AND number = :number", stream=told, number=number)
    assert found() == [(told, number, "REMOVED")]


def test_a_removed_line_is_found_when_the_rest_has_moved_up(told):
    tamper(
        "DELETE FROM events WHERE stream = :stream AND number = 2",
        "UPDATE events SET number = 2 WHERE stream = :stream AND number = 3",
        stream=told,
    )
    assert found() == [(told, 2, "MOVED"), (told, 3, "CUT_OFF")]


def test_a_swapped_pair_is_found(told):
    tamper(
        "UPDATE events SET number = 99 WHERE stream = :stream AND number = 1",
        "UPDATE events SET number = 1 WHERE stream = :stream AND number = 2",
        "UPDATE events SET number = 2 WHERE stream = :stream AND number = 99",
        stream=told,
    )
    assert found() == [(told, 1, "MOVED"), (told, 2, "MOVED")]


def test_a_tail_that_was_cut_off_is_found(told):
    tamper("DELETE FROM events WHERE stream = :stream AND number = 3", stream=told)
    assert found() == [(told, 3, "CUT_OFF")]


def test_a_whole_timeline_that_was_removed_is_found(told):
    tamper("DELETE FROM events WHERE stream = :stream", stream=told)
    assert found() == [(told, 3, "CUT_OFF")]


def test_a_forged_head_is_found(told):
    tamper("UPDATE meetings SET timeline_hash = :forged WHERE id = :id", forged="f" * 64, id=int(told.split("/")[1]))
    assert found() == [(told, 3, "HEAD")]


def test_a_head_that_was_moved_back_is_found(session, told):
    earlier = _line(session, told, 2).hash
    tamper(
        "UPDATE meetings SET timeline_length = 2, timeline_hash = :earlier WHERE id = :id",
        earlier=earlier,
        id=int(told.split("/")[1]),
    )
    assert found() == [(told, 3, "AFTER_HEAD")]


def test_lines_of_something_that_is_not_there_are_found(told):
    tamper("UPDATE events SET stream = 'meeting/987' WHERE stream = :stream", stream=told)
    breaks = found()
    assert ("meeting/987", 1, "NO_SUBJECT") in breaks
    assert (told, 3, "CUT_OFF") in breaks


def test_a_tail_and_its_head_cut_off_together_are_found_by_the_anchor(session, told, now):
    anchors.anchor(now)
    earlier = _line(session, told, 2).hash
    tamper(
        "DELETE FROM events WHERE stream = :stream AND number = 3",
        "UPDATE meetings SET timeline_length = 2, timeline_hash = :earlier WHERE id = :id",
        stream=told,
        earlier=earlier,
        id=int(told.split("/")[1]),
    )
    assert found() == [(told, 3, "ANCHORED")]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE anchors SET heads = heads + 1 WHERE number = 1",
        "UPDATE anchors SET previous_hash = digest WHERE number = 1",
        "DELETE FROM anchored_heads WHERE anchor_number = 1 AND stream = :stream",
    ],
)
def test_an_anchor_that_was_changed_is_found(told, now, change):
    anchors.anchor(now)
    tamper(change.replace(":stream", f"'{told}'"))
    assert found() == [("anchor", 1, "ANCHOR")]


@pytest.fixture
def two_anchors(by, now, told):
    anchors.anchor(now)
    plays.planned(by.kari, now)
    return [anchors.anchor(now + DAY)]


def test_an_anchor_that_was_removed_is_found(two_anchors):
    tamper("DELETE FROM anchored_heads WHERE anchor_number = 1", "DELETE FROM anchors WHERE number = 1")
    assert ("anchor", 1, "ANCHOR_GONE") in found()


def test_the_newest_anchor_is_missed_by_whoever_kept_it_elsewhere(two_anchors):
    kept = {each.number: each.hash for each in two_anchors}
    assert found(kept) == []
    tamper("DELETE FROM anchored_heads WHERE anchor_number = 2", "DELETE FROM anchors WHERE number = 2")
    assert found() == []
    assert found(kept) == [("anchor", 2, "ANCHOR_GONE")]


def test_another_anchor_than_the_one_that_was_kept_is_found(two_anchors):
    assert found({1: "0" * 64}) == [("anchor", 1, "ANCHOR_GONE")]


def test_an_anchor_holds_what_has_grown_since_the_one_before(session, by, now, told):
    anchors.anchor(now)
    new = plays.planned(by.kari, now)
    second = anchors.anchor(now + DAY)
    heads = session.execute(
        sa.select(AnchoredHead.stream, AnchoredHead.number).filter_by(anchor_number=second.number)
    ).all()
    assert heads == [(f"meeting/{new}", 1)]


def test_nothing_new_is_no_anchor(session, now, told):
    anchors.anchor(now)
    assert anchors.anchor(now + DAY) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(Anchor)) == 1


def test_an_anchor_is_due_once_a_day_in_norway(now, told):
    assert anchors.is_due(now)
    anchors.anchor(now)
    assert not anchors.is_due(now + dt.timedelta(hours=14, minutes=59))
    assert anchors.is_due(now + dt.timedelta(hours=15))


def test_many_lines_are_anchored_in_turns(monkeypatch, now, told):
    monkeypatch.setattr(anchors, "LINES_AT_ONCE", 4)
    monkeypatch.setattr(anchors, "LATE_LINES", 2)
    made = 0
    while anchors.anchor(now):
        made += 1
    assert made > 2
    assert found() == []


@pytest.mark.parametrize("model", [Anchor, AnchoredHead])
def test_an_anchor_is_written_once(session, now, told, model):
    anchors.anchor(now)
    row = session.scalars(sa.select(model)).first()
    row.hash = "0" * 64
    with pytest.raises(Rewritten):
        session.flush()
    session.rollback()
    for statement in (sa.update(model.__table__).values(hash="0" * 64), sa.delete(model.__table__)):
        with pytest.raises(sa.exc.DBAPIError, match="written once"):
            session.connection().execute(statement)
        session.rollback()


def test_a_record_that_grows_meanwhile_is_whole(session, by, now, told, monkeypatch):
    real = proof._lines_after

    def and_somebody_writes(*place):
        page = real(*place)
        decisions.comment(int(told.split("/")[1]), "Mer", **_about(told, by.vera, now))
        plays.planned(by.kari, now)
        return page

    monkeypatch.setattr(proof, "LINES_AT_ONCE", 2)
    monkeypatch.setattr(proof, "_lines_after", and_somebody_writes)
    before = session.scalar(sa.select(sa.func.count()).select_from(Meeting))
    assert found() == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Meeting)) > before + 5


def _about(stream, who, now):
    draft = plays.current_assessment(int(stream.split("/")[1]))
    return {"assessment_id": draft.id, "key": plays.key(), "by": who, "now": now}

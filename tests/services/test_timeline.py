"""The timeline of a meeting: a line for each verb, chained, with codes and never words."""

import json

import pytest
import sqlalchemy as sa

from app.domain.choices import Choices
from app.domain.decisions import APPROVE, CHANGE, STOP
from app.domain.events import NO_EVENT, Happened, chained_hash
from app.domain.levels import Level
from app.models import Event
from app.services import assessments, decisions, meetings, timeline
from tests import plays


def _about(meeting_id, who, now):
    return {"assessment_id": plays.current_assessment(meeting_id).id, "key": plays.key(), "by": who, "now": now}


def _play_everything(by, now):
    """Meetings of which together every verb about meetings has been spoken."""
    kari, mine = by.kari, {"by": by.kari, "now": now}
    first = plays.logged(kari, now, plays.HIGH)
    decisions.comment(first, "Hemmelig kommentar", **_about(first, by.vera, now))
    decisions.decide(first, CHANGE, "Hemmelig beskjed", **_about(first, by.ola, now))
    meetings.reopen(first, key=plays.key(), **mine)
    meetings.change_facts(first, plays.facts(now, topic="Hemmelig tema"), key=plays.key(), **mine)
    plays.confirm_all_pages(first)
    plays.log_as_it_is(first, ("two_staff",), **mine)
    decisions.decide(first, APPROVE, "Hemmelig ja", **_about(first, by.ola, now))
    meetings.confirm_unchanged(first, key=plays.key(), **mine)
    meetings.withdraw(first, key=plays.key(), **mine)
    second = plays.planned(kari, now)
    assessments.log_by_word(second, "Hemmelig navn", Level.LOW, key=plays.key(), **mine)
    decisions.receive(second, "Hemmelig hilsen", **_about(second, by.ola, now))
    third = plays.logged(kari, now, plays.STOP)
    decisions.decide(third, STOP, "Hemmelig nei", **_about(third, by.ola, now))
    return first, second, third


ABOUT_MEETINGS = {
    "meeting_planned", "facts_changed", "assessment_logged", "assessed_by_word", "assessment_reopened",
    "nothing_changed", "meeting_withdrawn", "meeting_approved", "changes_asked", "meeting_stopped", "seen", "commented",
}  # fmt: skip


def test_every_verb_about_a_meeting_writes_its_line(session, by, now, others):
    _play_everything(by, now)
    assert set(session.scalars(sa.select(Event.kind))) == ABOUT_MEETINGS
    assert {kind.value for kind in Happened} >= ABOUT_MEETINGS


def test_no_line_holds_a_word_that_somebody_typed(session, by, now, others):
    _play_everything(by, now)
    written = [json.dumps(line.facts) for line in session.scalars(sa.select(Event))]
    assert len(written) > 15
    assert [facts for facts in written if "emmelig" in facts.lower() or "SAK" in facts] == []


def _chain_is_whole(lines):
    """Whether each line carries the hash of itself and of the line before it."""
    previous = NO_EVENT
    for line in lines:
        about = {name: getattr(line, name) for name in ("stream", "number", "kind", "at", "by_id", "facts")}
        if line.previous_hash != previous or line.hash != chained_hash(previous, **about):
            return False
        previous = line.hash
    return True


def _lines(session, meeting_id):
    ours = sa.select(Event).filter_by(stream=f"meeting/{meeting_id}").order_by(Event.number)
    return session.scalars(ours.execution_options(populate_existing=True)).all()


def test_each_chain_is_whole_and_its_head_stands_on_the_meeting(session, by, now, others):
    for meeting_id in _play_everything(by, now):
        lines, meeting = _lines(session, meeting_id), plays.meeting(meeting_id)
        assert _chain_is_whole(lines)
        assert [meeting.timeline_length, meeting.timeline_hash] == [len(lines), lines[-1].hash]


@pytest.mark.parametrize(
    ("column", "value"), [("kind", "seen"), ("facts", {}), ("by_id", None), ("number", 7), ("stream", "meeting/9")]
)
def test_a_chain_shows_what_was_rewritten(session, by, now, column, value):
    lines = _lines(session, plays.logged(by.kari, now, plays.HIGH))
    session.expunge_all()
    assert _chain_is_whole(lines)
    setattr(lines[1], column, value)
    assert not _chain_is_whole(lines)


def test_a_chain_shows_what_was_removed(session, by, now):
    lines = _lines(session, plays.logged(by.kari, now, plays.HIGH))
    assert not _chain_is_whole(lines[1:])


def test_each_meeting_has_a_chain_of_its_own(session, by, now, others):
    first, second = plays.planned(by.kari, now), plays.planned(by.kari, now)
    assert [line.number for line in _lines(session, first)] == [1]
    assert [line.number for line in _lines(session, second)] == [1]


def test_lines_are_read_newest_first_with_names(by, now, others):
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    decisions.decide(meeting_id, APPROVE, "Greit.", **_about(meeting_id, by.ola, now))
    read = timeline.lines(plays.meeting(meeting_id))
    assert [(line.kind, line.by_name) for line in read] == [
        ("meeting_approved", "Ola Berg"),
        ("assessment_logged", "Kari Nordvik"),
        ("meeting_planned", "Kari Nordvik"),
    ]


def test_saving_and_choosing_are_no_events(session, by, now):
    meeting_id = plays.planned(by.kari, now)
    mine = {"by": by.kari, "now": now}
    assessments.save_section(meeting_id, "client", plays.answers_of("client"), seen=plays.blank("client"), **mine)
    assessments.choose(meeting_id, Choices(judged="high"), by=by.kari)
    assert [line.kind for line in _lines(session, meeting_id)] == ["meeting_planned"]

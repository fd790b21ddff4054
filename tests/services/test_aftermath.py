"""«Gikk det som planlagt?»: told when the meeting is over, by its employee, and seen by a leader when it did not."""

import datetime as dt

import pytest

from app.domain.afterwards import AS_PLANNED, INCIDENT, NOT_AS_PLANNED, WENT
from app.services import aftermath, decisions, lists, meetings, readings, watches
from app.services.refusals import Missing, NotOverYet, Withdrawn
from tests import plays

pytestmark = pytest.mark.usefixtures("others")
DAY = dt.timedelta(days=1)


def _tell(meeting_id, outcome, who, now):
    aftermath.tell(meeting_id, outcome, key=plays.key(), by=who, now=now)


def _after(now):
    """The plays' meetings begin tomorrow at this time and last an hour."""
    return now + DAY + dt.timedelta(hours=1)


@pytest.mark.parametrize("outcome", WENT)
def test_it_is_told_when_the_meeting_is_over(by, now, outcome):
    meeting_id = plays.logged(by.kari, now)
    with pytest.raises(NotOverYet):
        _tell(meeting_id, outcome, by.kari, _after(now) - dt.timedelta(seconds=1))
    _tell(meeting_id, outcome, by.kari, _after(now))
    assert [plays.meeting(meeting_id).outcome, plays.meeting(meeting_id).outcome_at] == [outcome, _after(now)]


def test_it_is_told_as_soon_as_the_meeting_is_finished(by, now):
    meeting_id = plays.logged(by.kari, now, starts_at=now + dt.timedelta(minutes=5))
    watches.start(meeting_id, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(NotOverYet):
        _tell(meeting_id, AS_PLANNED, by.kari, now + DAY)
    watches.finish(meeting_id, key=plays.key(), by=by.kari, now=now)
    _tell(meeting_id, AS_PLANNED, by.kari, now)
    assert plays.meeting(meeting_id).outcome == AS_PLANNED


def test_only_its_employee_tells(by, now):
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    for other in (by.amir, by.ola, by.vera):
        with pytest.raises(Missing):
            _tell(meeting_id, AS_PLANNED, other, _after(now))


def test_a_meeting_that_was_called_off_did_not_go(by, now):
    meeting_id = plays.logged(by.kari, now)
    meetings.withdraw(meeting_id, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Withdrawn):
        _tell(meeting_id, AS_PLANNED, by.kari, _after(now))


def test_a_calm_meeting_that_went_wrong_is_shown_to_the_leader_until_it_is_seen(by, now):
    meeting_id = plays.logged(by.kari, now)
    with pytest.raises(Missing):
        readings.open_meeting(meeting_id, by=by.ola, now=now)
    _tell(meeting_id, INCIDENT, by.kari, _after(now))
    assert [row.id for row in lists.awaiting_reaction(by.ola).rows] == [meeting_id]
    assert readings.open_meeting(meeting_id, by=by.ola, now=now).capacity == "leader"
    about = {"assessment_id": plays.current_assessment(meeting_id).id, "key": plays.key()}
    seen_at = _after(now) + dt.timedelta(minutes=3)
    decisions.receive(meeting_id, "Jeg ringer deg.", by=by.ola, now=seen_at, **about)
    assert lists.awaiting_reaction(by.ola).rows == []
    assert [plays.meeting(meeting_id).reacted_at, plays.meeting(meeting_id).reaction_s] == [seen_at, 180]


def test_a_meeting_that_was_seen_before_is_seen_once_more(by, now):
    meeting_id = plays.logged(by.kari, now, plays.ELEVATED)
    about = {"assessment_id": plays.current_assessment(meeting_id).id}
    decisions.receive(meeting_id, None, key=plays.key(), by=by.ola, now=now, **about)
    _tell(meeting_id, NOT_AS_PLANNED, by.kari, _after(now))
    decisions.receive(meeting_id, "Takk.", key=plays.key(), by=by.ola, now=_after(now), **about)
    assert lists.awaiting_reaction(by.ola).rows == []
    reading = readings.open_meeting(meeting_id, by=by.kari, now=_after(now))
    assert [(each.kind, each.words) for each in reading.reactions] == [("seen", None), ("comment", "Takk.")]


def test_what_went_as_planned_concerns_nobody_else(by, now):
    meeting_id = plays.logged(by.kari, now)
    _tell(meeting_id, AS_PLANNED, by.kari, _after(now))
    assert lists.awaiting_reaction(by.ola).rows == []
    with pytest.raises(Missing):
        readings.open_meeting(meeting_id, by=by.ola, now=now)


def test_a_later_answer_takes_the_place_of_an_earlier_one(by, now):
    meeting_id = plays.logged(by.kari, now)
    for outcome in (AS_PLANNED, NOT_AS_PLANNED):
        _tell(meeting_id, outcome, by.kari, _after(now))
    assert plays.meeting(meeting_id).outcome == NOT_AS_PLANNED


def test_mine_asks_about_fresh_meetings_until_it_is_told(by, now):
    meeting_id = plays.logged(by.kari, now)
    asked = lambda at: [each.row.id for each in lists.my_meetings(by.kari, now=at).to_tell]  # noqa: E731
    assert asked(now) == []
    assert asked(_after(now)) == [meeting_id]
    assert asked(_after(now) + dt.timedelta(days=7)) == []
    _tell(meeting_id, AS_PLANNED, by.kari, _after(now))
    assert asked(_after(now)) == []

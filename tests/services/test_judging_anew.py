"""After logging: judging anew, confirming just before the start, and calling a meeting off."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.decisions import APPROVE, CHANGE, STOP
from app.domain.events import Happened
from app.models import Assessment, Event
from app.services import decisions, meetings
from app.services.refusals import MayNotStart, MeetingOver, Missing, NotLogged, Replayed, Withdrawn
from tests import plays

AFTERWARDS = dt.timedelta(days=2)


@pytest.fixture
def elevated(by, now):
    return plays.logged(by.kari, now, plays.ELEVATED, measures=("prep_call",))


@pytest.fixture
def high(by, now):
    return plays.logged(by.kari, now, plays.HIGH)


def _kinds(session, meeting_id):
    lines = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{meeting_id}").order_by(Event.number))
    return [line.kind for line in lines]


def _reopen(meeting_id, who, now, key=None):
    meetings.reopen(meeting_id, key=key or plays.key(), by=who, now=now)


def _confirm(meeting_id, who, now, key=None):
    meetings.confirm_unchanged(meeting_id, key=key or plays.key(), by=who, now=now)


def _withdraw(meeting_id, who, now, key=None):
    meetings.withdraw(meeting_id, key=key or plays.key(), by=who, now=now)


def test_judging_anew_begins_a_second_round_from_the_same_answers(by, now, elevated):
    first = plays.current_assessment(elevated)
    _reopen(elevated, by.kari, now)
    second = plays.current_assessment(elevated)
    assert [second.round, second.answers] == [2, first.answers]
    assert second.choices == first.choices
    assert second.copied_from_id == first.id


def test_judging_anew_asks_for_every_page_again(by, now, elevated):
    _reopen(elevated, by.kari, now)
    assert plays.current_assessment(elevated).confirmed == []
    assert plays.current_assessment(elevated).logged_at is None


def test_the_first_round_stays_as_it_was_logged(session, by, now, elevated):
    _reopen(elevated, by.kari, now + dt.timedelta(hours=1))
    first = session.scalars(sa.select(Assessment).filter_by(meeting_id=elevated, round=1)).one()
    assert [first.level, first.residual, first.gate] == ["elevated", "low", "inform"]
    assert first.superseded_at == now + dt.timedelta(hours=1)


@pytest.mark.parametrize("answers", [plays.ELEVATED, plays.HIGH, plays.STOP])
def test_a_meeting_that_is_judged_anew_waits_for_no_leader(by, now, answers):
    meeting_id = plays.logged(by.kari, now, answers)
    _reopen(meeting_id, by.kari, now)
    assert plays.meeting(meeting_id).awaits_decision_since is None
    assert plays.meeting(meeting_id).awaits_reaction_since is None


def test_judging_anew_takes_back_the_confirmation(by, now, elevated):
    _confirm(elevated, by.kari, now)
    _reopen(elevated, by.kari, now)
    assert plays.meeting(elevated).confirmed_at is None


def test_a_second_round_can_wait_for_a_leader_again(by, now, high):
    _reopen(high, by.kari, now)
    plays.confirm_all_pages(high)
    plays.log_as_it_is(high, by=by.kari, now=now + dt.timedelta(hours=1))
    assert plays.meeting(high).awaits_decision_since == now + dt.timedelta(hours=1)


def test_only_a_logged_assessment_is_judged_anew(by, now):
    meeting_id = plays.answered(by.kari, now)
    with pytest.raises(NotLogged):
        _reopen(meeting_id, by.kari, now)


def test_judging_anew_twice_with_one_form_is_one_new_round(session, by, now, elevated):
    key = plays.key()
    _reopen(elevated, by.kari, now, key)
    with pytest.raises(Replayed):
        _reopen(elevated, by.kari, now, key)
    assert plays.current_assessment(elevated).round == 2


def test_judging_anew_from_two_tabs_is_one_new_round(by, now, elevated):
    _reopen(elevated, by.kari, now)
    with pytest.raises(NotLogged):
        _reopen(elevated, by.kari, now)
    assert plays.current_assessment(elevated).round == 2


@pytest.mark.parametrize("verb", [_reopen, _confirm, _withdraw])
def test_nothing_is_done_to_a_meeting_that_is_over(by, now, elevated, verb):
    before = plays.meeting(elevated).timeline_length
    with pytest.raises(MeetingOver):
        verb(elevated, by.kari, now + AFTERWARDS)
    assert plays.meeting(elevated).timeline_length == before


@pytest.mark.parametrize("verb", [_reopen, _confirm, _withdraw])
def test_nothing_is_done_to_a_meeting_that_is_called_off(by, now, elevated, verb):
    _withdraw(elevated, by.kari, now)
    with pytest.raises(Withdrawn):
        verb(elevated, by.kari, now)


@pytest.mark.parametrize("verb", [_reopen, _confirm, _withdraw])
@pytest.mark.parametrize("who", ["amir", "ola", "sunniva"])
def test_nobody_does_it_to_the_meeting_of_somebody_else(by, now, elevated, verb, who):
    before = plays.meeting(elevated).timeline_length
    with pytest.raises(Missing):
        verb(elevated, getattr(by, who), now)
    assert plays.meeting(elevated).timeline_length == before


@pytest.mark.parametrize("answers", [{}, plays.ELEVATED])
def test_a_meeting_that_may_be_held_is_confirmed(session, by, now, answers):
    meeting_id = plays.logged(by.kari, now, answers)
    _confirm(meeting_id, by.kari, now)
    assert plays.meeting(meeting_id).confirmed_at == now
    assert _kinds(session, meeting_id)[-1] == Happened.NOTHING_CHANGED


def test_an_approved_meeting_is_confirmed(by, now, high):
    _decide(high, APPROVE, by.ola, now)
    _confirm(high, by.kari, now)
    assert plays.meeting(high).confirmed_at == now


@pytest.mark.parametrize("outcome", [None, CHANGE, STOP])
def test_a_meeting_that_no_leader_has_approved_is_not_confirmed(by, now, high, outcome):
    if outcome:
        _decide(high, outcome, by.ola, now)
    with pytest.raises(MayNotStart):
        _confirm(high, by.kari, now)
    assert plays.meeting(high).confirmed_at is None


def test_a_meeting_that_is_not_held_as_planned_is_not_confirmed(by, now):
    meeting_id = plays.logged(by.kari, now, plays.STOP)
    with pytest.raises(MayNotStart):
        _confirm(meeting_id, by.kari, now)


def test_a_draft_is_not_confirmed(by, now):
    with pytest.raises(NotLogged):
        _confirm(plays.answered(by.kari, now), by.kari, now)


def test_a_confirmation_sent_twice_is_one_line(session, by, now, elevated):
    key = plays.key()
    _confirm(elevated, by.kari, now, key)
    with pytest.raises(Replayed):
        _confirm(elevated, by.kari, now, key)
    assert _kinds(session, elevated).count(Happened.NOTHING_CHANGED) == 1


@pytest.mark.parametrize("answers", [{}, plays.ELEVATED, plays.HIGH])
def test_a_meeting_that_is_called_off_waits_for_nobody(session, by, now, answers):
    meeting_id = plays.logged(by.kari, now, answers)
    _withdraw(meeting_id, by.kari, now)
    meeting = plays.meeting(meeting_id)
    assert meeting.withdrawn_at == now
    assert meeting.awaits_decision_since is None
    assert meeting.awaits_reaction_since is None
    assert _kinds(session, meeting_id)[-1] == Happened.MEETING_WITHDRAWN


def test_a_meeting_that_is_called_off_keeps_its_assessment(by, now, high):
    _withdraw(high, by.kari, now)
    assert plays.current_assessment(high).level == "high"


def test_calling_off_twice_with_one_form_is_the_same_as_once(session, by, now, high):
    key = plays.key()
    _withdraw(high, by.kari, now, key)
    with pytest.raises(Replayed):
        _withdraw(high, by.kari, now, key)
    assert _kinds(session, high).count(Happened.MEETING_WITHDRAWN) == 1


def _decide(meeting_id, outcome, who, now):
    about = {"assessment_id": plays.current_assessment(meeting_id).id, "key": plays.key(), "by": who, "now": now}
    decisions.decide(meeting_id, outcome, "En setning.", **about)

"""A leader's answer to a flagged meeting: one of three, the first wins, and only of what waits for one."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.decisions import APPROVE, CHANGE, OUTCOMES, STOP
from app.domain.events import Happened
from app.domain.trainings import ALARM, NEEDED, VIOLENCE
from app.models import Decision, Event
from app.services import decisions, meetings, trainings
from app.services.refusals import (
    AlreadyDecided,
    MeetingOver,
    Missing,
    NewRound,
    NotForDecision,
    Replayed,
    UsedKey,
    Withdrawn,
)
from tests import plays

pytestmark = pytest.mark.usefixtures("others")


@pytest.fixture
def high(by, now):
    return plays.logged(by.kari, now, plays.HIGH)


def _decide(meeting_id, outcome, who, now, *, words="Greit.", key=None, assessment_id=None):
    assessment_id = assessment_id or plays.current_assessment(meeting_id).id
    about = {"assessment_id": assessment_id, "key": key or plays.key(), "by": who, "now": now}
    decisions.decide(meeting_id, outcome, words, **about)


def _decisions(session, meeting_id):
    about = plays.current_assessment(meeting_id).id
    return session.scalars(sa.select(Decision).filter_by(assessment_id=about)).all()


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (APPROVE, Happened.MEETING_APPROVED),
        (CHANGE, Happened.CHANGES_ASKED),
        (STOP, Happened.MEETING_STOPPED),
    ],
)
def test_each_answer_is_kept_with_who_and_when(session, by, now, high, outcome, kind):
    later = now + dt.timedelta(minutes=9)
    _decide(high, outcome, by.ola, later, words="En setning.")
    (decision,) = _decisions(session, high)
    assert [decision.outcome, decision.words, decision.by_id] == [outcome, "En setning.", by.ola.id]
    assert decision.at == later
    line = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{high}").order_by(Event.number.desc())).first()
    assert [line.kind, line.by_id, line.facts["round"]] == [kind, by.ola.id, 1]


def test_approving_a_meeting_of_somebody_untrained_is_an_exception_on_record(session, by, now, high):
    today = now.date()
    trainings.record(by.ola.unit_id, by.kari.id, ALARM, today, key=plays.key(), by=by.ola, now=now)
    _decide(high, APPROVE, by.ola, now)
    line = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{high}").order_by(Event.number.desc())).first()
    assert line.facts == {"round": 1, "untrained": [VIOLENCE]}


@pytest.mark.parametrize("outcome", [CHANGE, STOP])
def test_no_other_answer_is_an_exception(session, by, now, high, outcome):
    _decide(high, outcome, by.ola, now)
    line = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{high}").order_by(Event.number.desc())).first()
    assert line.facts == {"round": 1}


def test_approving_a_meeting_of_somebody_trained_is_none(session, by, now, high):
    for course in NEEDED:
        trainings.record(by.ola.unit_id, by.kari.id, course, now.date(), key=plays.key(), by=by.ola, now=now)
    _decide(high, APPROVE, by.ola, now)
    line = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{high}").order_by(Event.number.desc())).first()
    assert line.facts == {"round": 1}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_decided_meeting_no_longer_waits(by, now, high, others, outcome):
    _decide(high, outcome, by.ola, now)
    assert plays.meeting(high).awaits_decision_since is None
    assert plays.meeting(others[1]).awaits_decision_since == now


def test_the_first_answer_stands(session, by, now, high):
    _decide(high, APPROVE, by.ola, now)
    with pytest.raises(AlreadyDecided):
        _decide(high, STOP, by.tor, now)
    assert [each.outcome for each in _decisions(session, high)] == [APPROVE]


def test_nobody_changes_their_own_answer(session, by, now, high):
    _decide(high, APPROVE, by.ola, now)
    with pytest.raises(AlreadyDecided):
        _decide(high, STOP, by.ola, now)
    assert [each.outcome for each in _decisions(session, high)] == [APPROVE]


def test_the_database_takes_one_decision_for_each_assessment(session, by, now, high):
    about = plays.current_assessment(high).id
    for outcome in (APPROVE, STOP):
        session.add(Decision(assessment_id=about, outcome=outcome, words="x", by_id=by.ola.id, at=now))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_what_is_left_at_stop_is_never_approved(session, by, now):
    meeting_id = plays.logged(by.kari, now, plays.STOP)
    with pytest.raises(NotForDecision):
        _decide(meeting_id, APPROVE, by.ola, now)
    assert _decisions(session, meeting_id) == []
    assert plays.meeting(meeting_id).awaits_decision_since == now


@pytest.mark.parametrize("outcome", [CHANGE, STOP])
def test_what_is_left_at_stop_can_be_sent_back_or_stopped(session, by, now, outcome):
    meeting_id = plays.logged(by.kari, now, plays.STOP)
    _decide(meeting_id, outcome, by.ola, now)
    assert [each.outcome for each in _decisions(session, meeting_id)] == [outcome]


def test_a_stop_that_measures_have_brought_down_can_be_approved(session, by, now):
    meeting_id = plays.logged(by.kari, now, plays.STOP, measures=("change_place",))
    _decide(meeting_id, APPROVE, by.ola, now)
    assert [each.outcome for each in _decisions(session, meeting_id)] == [APPROVE]


def test_an_answer_that_is_none_of_the_three_is_refused(session, by, now, high):
    with pytest.raises(NotForDecision):
        _decide(high, "perhaps", by.ola, now)
    assert _decisions(session, high) == []


def test_an_elevated_meeting_waits_for_no_decision(session, by, now):
    meeting_id = plays.logged(by.kari, now, plays.ELEVATED)
    with pytest.raises(NotForDecision):
        _decide(meeting_id, STOP, by.ola, now)
    assert plays.meeting(meeting_id).awaits_reaction_since == now


def test_nobody_decides_on_a_meeting_that_is_called_off(session, by, now, high):
    meetings.withdraw(high, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Withdrawn):
        _decide(high, APPROVE, by.ola, now)
    assert _decisions(session, high) == []


def test_nobody_decides_on_a_meeting_that_is_over(session, by, now, high):
    with pytest.raises(MeetingOver):
        _decide(high, APPROVE, by.ola, now + dt.timedelta(hours=25))
    assert _decisions(session, high) == []


def test_a_leader_can_still_decide_while_the_meeting_lasts(session, by, now, high):
    _decide(high, STOP, by.ola, now + dt.timedelta(hours=24, minutes=30))
    assert [each.outcome for each in _decisions(session, high)] == [STOP]


def test_nobody_decides_on_a_round_that_is_being_judged_anew(session, by, now, high):
    seen = plays.current_assessment(high).id
    meetings.reopen(high, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(NewRound):
        _decide(high, APPROVE, by.ola, now, assessment_id=seen)
    assert session.scalars(sa.select(Decision).filter_by(assessment_id=seen)).all() == []


def test_nobody_decides_on_a_round_that_has_been_replaced(session, by, now, high):
    seen = plays.current_assessment(high).id
    meetings.reopen(high, key=plays.key(), by=by.kari, now=now)
    plays.confirm_all_pages(high)
    plays.log_as_it_is(high, by=by.kari, now=now)
    with pytest.raises(NewRound):
        _decide(high, APPROVE, by.ola, now, assessment_id=seen)
    assert plays.meeting(high).awaits_decision_since == now


def test_the_second_round_can_be_decided_as_well(session, by, now, high):
    _decide(high, CHANGE, by.ola, now)
    meetings.reopen(high, key=plays.key(), by=by.kari, now=now)
    plays.confirm_all_pages(high)
    plays.log_as_it_is(high, ("two_staff",), by=by.kari, now=now)
    _decide(high, APPROVE, by.ola, now)
    assert [each.outcome for each in _decisions(session, high)] == [APPROVE]


def test_an_assessment_of_another_meeting_is_not_this_one(by, now, high, others):
    with pytest.raises(Missing):
        _decide(high, APPROVE, by.ola, now, assessment_id=plays.current_assessment(others[1]).id)
    with pytest.raises(Missing):
        _decide(high, APPROVE, by.ola, now, assessment_id=987654)


def test_a_meeting_that_concerns_no_leader_is_not_there_to_decide(by, now):
    for answers in ({}, None):
        meeting_id = plays.logged(by.kari, now, {}) if answers == {} else plays.answered(by.kari, now, plays.HIGH)
        with pytest.raises(Missing):
            _decide(meeting_id, STOP, by.ola, now)


def test_the_same_answer_sent_twice_is_one_decision(session, by, now, high):
    key = plays.key()
    _decide(high, APPROVE, by.ola, now, key=key)
    with pytest.raises(Replayed) as again:
        _decide(high, APPROVE, by.ola, now, key=key)
    assert again.value.outcome == high
    assert len(_decisions(session, high)) == 1


def test_the_same_answer_sent_again_after_a_new_round_is_still_the_same(by, now, high):
    key, seen = plays.key(), plays.current_assessment(high).id
    _decide(high, CHANGE, by.ola, now, key=key)
    meetings.reopen(high, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Replayed):
        _decide(high, CHANGE, by.ola, now, key=key, assessment_id=seen)


def test_the_same_key_with_another_answer_decides_nothing(session, by, now, high):
    key = plays.key()
    _decide(high, APPROVE, by.ola, now, key=key)
    with pytest.raises(UsedKey):
        _decide(high, STOP, by.ola, now, key=key)
    assert [each.outcome for each in _decisions(session, high)] == [APPROVE]

""" "Sett" and comments: the visible reaction that an elevated meeting waits for, and a safety representative's own."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.decisions import COMMENT, SEEN
from app.domain.events import Happened
from app.models import Event, Reaction
from app.services import decisions, meetings
from app.services.refusals import Missing, NewRound, OwnMeeting, Replayed, Withdrawn
from tests import plays

pytestmark = pytest.mark.usefixtures("others")
AFTERWARDS = dt.timedelta(hours=25)


@pytest.fixture
def elevated(by, now):
    return plays.logged(by.kari, now, plays.ELEVATED)


@pytest.fixture
def high(by, now):
    return plays.logged(by.kari, now, plays.HIGH)


def _receive(meeting_id, who, now, words=None, *, key=None, assessment_id=None):
    assessment_id = assessment_id or plays.current_assessment(meeting_id).id
    decisions.receive(meeting_id, words, assessment_id=assessment_id, key=key or plays.key(), by=who, now=now)


def _comment(meeting_id, who, now, words="Tenk på utgangen.", *, key=None, assessment_id=None):
    assessment_id = assessment_id or plays.current_assessment(meeting_id).id
    decisions.comment(meeting_id, words, assessment_id=assessment_id, key=key or plays.key(), by=who, now=now)


def _reactions(session, meeting_id):
    about = plays.current_assessment(meeting_id).id
    return session.scalars(sa.select(Reaction).filter_by(assessment_id=about).order_by(Reaction.id)).all()


@pytest.mark.parametrize("words", [None, "Fint at du har ringt på forhånd."])
def test_a_leaders_receipt_is_the_reaction_that_the_meeting_waits_for(session, by, now, elevated, others, words):
    _receive(elevated, by.ola, now, words)
    (receipt,) = _reactions(session, elevated)
    assert [receipt.kind, receipt.words, receipt.by_id, receipt.at] == [SEEN, words, by.ola.id, now]
    assert plays.meeting(elevated).awaits_reaction_since is None
    assert plays.meeting(others[2]).awaits_reaction_since == now


def test_a_receipt_is_on_the_timeline(session, by, now, elevated):
    _receive(elevated, by.ola, now)
    last = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{elevated}", number=3)).one()
    assert [last.kind, last.by_id] == [Happened.SEEN, by.ola.id]


def test_a_safety_representatives_receipt_leaves_the_meeting_waiting(session, by, now, elevated):
    _receive(elevated, by.vera, now)
    assert [each.by_id for each in _reactions(session, elevated)] == [by.vera.id]
    assert plays.meeting(elevated).awaits_reaction_since == now


def test_both_can_have_seen_the_same_meeting(session, by, now, elevated):
    _receive(elevated, by.vera, now)
    _receive(elevated, by.ola, now)
    assert [each.by_id for each in _reactions(session, elevated)] == [by.vera.id, by.ola.id]


def test_a_receipt_is_no_decision(by, now, high):
    _receive(high, by.ola, now)
    assert plays.meeting(high).awaits_decision_since == now


def test_a_meeting_that_nobody_decided_in_time_can_be_received(by, now, high):
    _receive(high, by.ola, now + AFTERWARDS)
    assert plays.meeting(high).awaits_decision_since is None


def test_a_safety_representative_does_not_close_what_nobody_decided(by, now, high):
    _receive(high, by.vera, now + AFTERWARDS)
    assert plays.meeting(high).awaits_decision_since == now


def test_one_person_has_seen_a_meeting_once(session, by, now, elevated):
    _receive(elevated, by.ola, now)
    with pytest.raises(Replayed):
        _receive(elevated, by.ola, now, "En gang til")
    assert len(_reactions(session, elevated)) == 1


def test_the_database_takes_one_receipt_for_each_person(session, by, now, elevated):
    about = plays.current_assessment(elevated).id
    for _time in range(2):
        session.add(Reaction(assessment_id=about, kind=SEEN, by_id=by.ola.id, at=now))
    with pytest.raises(sa.exc.IntegrityError):
        session.flush()


def test_the_same_receipt_sent_twice_is_one(session, by, now, elevated):
    key = plays.key()
    _receive(elevated, by.ola, now, key=key)
    with pytest.raises(Replayed):
        _receive(elevated, by.ola, now, key=key)
    assert plays.meeting(elevated).timeline_length == 3


def test_a_safety_representative_can_comment(session, by, now, elevated):
    _comment(elevated, by.vera, now)
    (said,) = _reactions(session, elevated)
    assert [said.kind, said.words, said.by_id] == [COMMENT, "Tenk på utgangen.", by.vera.id]
    assert plays.meeting(elevated).awaits_reaction_since == now


def test_a_comment_is_no_receipt_and_no_decision(by, now, high, elevated):
    _comment(high, by.ola, now)
    _comment(elevated, by.ola, now)
    assert plays.meeting(high).awaits_decision_since == now
    assert plays.meeting(elevated).awaits_reaction_since == now


def test_one_person_can_comment_more_than_once(session, by, now, elevated):
    _comment(elevated, by.vera, now, "Først dette.")
    _comment(elevated, by.vera, now, "Så dette.")
    assert [each.words for each in _reactions(session, elevated)] == ["Først dette.", "Så dette."]


def test_the_words_of_a_comment_are_not_on_the_timeline(session, by, now, elevated):
    _comment(elevated, by.vera, now, "Ordene mine")
    last = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{elevated}", number=3)).one()
    assert [last.kind, last.facts] == [Happened.COMMENTED, {}]


@pytest.mark.parametrize("verb", [_receive, _comment])
@pytest.mark.parametrize("who", ["kari", "amir", "sunniva", "marit", "anders"])
def test_nobody_else_answers(session, by, now, elevated, verb, who):
    with pytest.raises(Missing):
        verb(elevated, getattr(by, who), now)
    assert _reactions(session, elevated) == []


def test_a_leader_does_not_receive_a_meeting_of_their_own(session, by, now):
    own = plays.logged(by.ola, now, plays.ELEVATED)
    with pytest.raises(OwnMeeting):
        _receive(own, by.ola, now)
    assert plays.meeting(own).awaits_reaction_since == now


@pytest.mark.parametrize("verb", [_receive, _comment])
def test_nobody_answers_a_meeting_that_concerns_the_employee_alone(by, now, verb):
    calm = plays.logged(by.kari, now)
    with pytest.raises(Missing):
        verb(calm, by.ola, now)


@pytest.mark.parametrize("verb", [_receive, _comment])
def test_nobody_answers_a_meeting_that_is_called_off(session, by, now, elevated, verb):
    meetings.withdraw(elevated, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Withdrawn):
        verb(elevated, by.ola, now)
    assert _reactions(session, elevated) == []


@pytest.mark.parametrize("verb", [_receive, _comment])
def test_nobody_answers_a_round_that_is_being_judged_anew(session, by, now, elevated, verb):
    seen = plays.current_assessment(elevated).id
    meetings.reopen(elevated, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(NewRound):
        verb(elevated, by.ola, now, assessment_id=seen)

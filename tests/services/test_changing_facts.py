"""Changing the facts of a meeting: only of a draft, and a new form of meeting asks anew what it must."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.choices import Choices
from app.domain.events import Happened
from app.models import Event
from app.services import assessments, meetings
from app.services.refusals import AlreadyLogged, Missing, Replayed, UsedKey, Withdrawn
from tests import plays

pytestmark = pytest.mark.usefixtures("others")


@pytest.fixture
def draft(by, now):
    """The id of a meeting of Kari's at the office, answered in whole."""
    return plays.answered(by.kari, now)


def test_new_facts_take_the_place_of_the_old(by, now, draft):
    later = now + dt.timedelta(days=3)
    _change(draft, by.kari, now, starts_at=later, topic="Nytt tema", place="Møterom 9", case_reference="SAK-18")
    meeting = plays.meeting(draft)
    assert [meeting.topic, meeting.place, meeting.case_reference] == ["Nytt tema", "Møterom 9", "SAK-18"]
    assert [meeting.starts_at, meeting.ends_at] == [later, later + dt.timedelta(hours=1)]


def test_new_facts_leave_the_answers_alone(by, now, draft):
    before = dict(plays.current_assessment(draft).answers)
    _change(draft, by.kari, now, topic="Nytt tema")
    after = plays.current_assessment(draft)
    assert after.answers == before
    assert after.confirmed == ["client", "meeting", "place", "lone_work", "competence"]


def test_a_new_form_of_meeting_drops_the_answers_that_it_does_not_ask_for(by, now, draft):
    _change(draft, by.kari, now, form="phone")
    after = plays.current_assessment(draft)
    assert after.form == "phone"
    assert "exit_route" not in after.answers
    assert after.answers["behaviour"] == "calm"
    assert after.answers["timing"] == "staffed_hours"


def test_a_new_form_of_meeting_asks_for_the_pages_with_new_questions_again(by, now, draft):
    _change(draft, by.kari, now, form="home_visit")
    after = plays.current_assessment(draft)
    assert after.confirmed == ["client", "meeting", "competence"]


def test_a_new_form_of_meeting_forgets_the_chosen_measures(by, now):
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    assessments.choose(meeting_id, plays.enough(meeting_id, ("prep_call",), now=now), by=by.kari)
    assert Choices.from_json(plays.current_assessment(meeting_id).choices).measures.keys() == {"prep_call"}
    _change(meeting_id, by.kari, now, form="phone")
    assert plays.current_assessment(meeting_id).choices == {}


def test_changed_facts_are_on_the_timeline(session, by, now, draft):
    _change(draft, by.kari, now, form="digital")
    lines = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{draft}").order_by(Event.number)).all()
    assert [line.kind for line in lines] == [Happened.MEETING_PLANNED, Happened.FACTS_CHANGED]
    assert lines[1].facts == {"form": "digital"}


def test_the_timeline_holds_no_word_that_somebody_typed(session, by, now, draft):
    _change(draft, by.kari, now, topic="Hemmelig tema", place="Hemmelig sted", case_reference="SAK-HEMMELIG")
    written = [str(line.facts) for line in session.scalars(sa.select(Event))]
    assert len(written) > 3
    assert not [facts for facts in written if "emmelig" in facts.lower()]


def test_the_facts_of_a_logged_assessment_stand(by, now):
    meeting_id = plays.logged(by.kari, now)
    with pytest.raises(AlreadyLogged):
        _change(meeting_id, by.kari, now, topic="Nytt tema")
    assert plays.meeting(meeting_id).topic == "Samtale om aktivitetsplan"


def test_the_facts_of_a_meeting_that_is_called_off_stand(by, now, draft):
    meetings.withdraw(draft, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Withdrawn):
        _change(draft, by.kari, now, topic="Nytt tema")


@pytest.mark.parametrize("who", ["amir", "ola", "tor", "vera", "sunniva", "anders"])
def test_nobody_else_changes_the_facts(by, now, draft, who):
    with pytest.raises(Missing):
        _change(draft, getattr(by, who), now, topic="Nytt tema")
    assert plays.meeting(draft).topic == "Samtale om aktivitetsplan"


def test_the_same_change_sent_twice_is_one_line(session, by, now, draft):
    key = plays.key()
    _change(draft, by.kari, now, key=key, topic="Nytt tema")
    with pytest.raises(Replayed):
        _change(draft, by.kari, now, key=key, topic="Nytt tema")
    assert plays.meeting(draft).timeline_length == 2


def test_the_same_key_with_another_change_changes_nothing(by, now, draft):
    key = plays.key()
    _change(draft, by.kari, now, key=key, topic="Nytt tema")
    with pytest.raises(UsedKey):
        _change(draft, by.kari, now, key=key, topic="Et annet tema")
    assert plays.meeting(draft).topic == "Nytt tema"


def _change(meeting_id, who, now, *, key=None, **differs):
    meetings.change_facts(meeting_id, plays.facts(now, **differs), key=key or plays.key(), by=who, now=now)

"""Planning a meeting: with an empty draft, or from the answers of an earlier one of one's own ("som sist")."""

import pytest
import sqlalchemy as sa

from app.domain.events import Happened
from app.models import Assessment, Event, Meeting
from app.services import meetings
from app.services.refusals import Missing, Replayed, UsedKey
from tests import plays

pytestmark = pytest.mark.usefixtures("others")


def test_a_planned_meeting_belongs_to_its_employee_and_their_unit(by, now):
    meeting = plays.meeting(plays.planned(by.kari, now))
    assert meeting.employee_id == by.kari.id
    assert meeting.unit_id == by.kari.unit_id


def test_a_planned_meeting_keeps_its_facts(by, now):
    facts = plays.facts(now, form="home_visit", topic="Kartlegging", place="Fjordveien 12", case_reference=None)
    meeting = plays.meeting(meetings.plan(facts, key=plays.key(), by=by.kari, now=now))
    assert [meeting.form, meeting.topic, meeting.place] == ["home_visit", "Kartlegging", "Fjordveien 12"]
    assert meeting.case_reference is None
    assert [meeting.starts_at, meeting.ends_at] == [facts.starts_at, facts.ends_at]


def test_a_planned_meeting_waits_for_nobody(by, now):
    meeting = plays.meeting(plays.planned(by.kari, now))
    assert meeting.awaits_decision_since is None
    assert meeting.awaits_reaction_since is None


def test_a_planned_meeting_has_one_empty_draft(by, now):
    draft = plays.current_assessment(plays.planned(by.kari, now))
    assert [draft.round, draft.answers, draft.confirmed] == [1, {}, []]
    assert draft.logged_at is None


def test_planning_is_the_first_line_of_the_timeline(session, by, now):
    meeting = plays.meeting(plays.planned(by.kari, now, form="phone"))
    line = session.scalars(sa.select(Event).filter_by(stream=meeting.stream)).one()
    assert [line.number, line.kind, line.by_id] == [1, Happened.MEETING_PLANNED, by.kari.id]
    assert line.facts == {"form": "phone", "copied": False}


def test_the_same_form_sent_twice_plans_one_meeting(session, by, now):
    facts, key = plays.facts(now), plays.key()
    before = session.scalar(sa.select(sa.func.count()).select_from(Meeting))
    first = meetings.plan(facts, key=key, by=by.kari, now=now)
    with pytest.raises(Replayed) as again:
        meetings.plan(facts, key=key, by=by.kari, now=now)
    assert again.value.outcome == first
    assert session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == before + 1


def test_the_same_key_with_other_facts_plans_nothing(session, by, now):
    key = plays.key()
    meetings.plan(plays.facts(now), key=key, by=by.kari, now=now)
    before = session.scalar(sa.select(sa.func.count()).select_from(Meeting))
    with pytest.raises(UsedKey):
        meetings.plan(plays.facts(now, topic="Noe annet"), key=key, by=by.kari, now=now)
    assert session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == before


@pytest.fixture
def earlier(by, now):
    """A logged meeting of Kari's at the office, with one answer that is not calm."""
    return plays.logged(by.kari, now, plays.ELEVATED)


def test_like_last_time_copies_the_answers(by, now, earlier):
    draft = plays.current_assessment(_like(earlier, by.kari, now))
    assert draft.answers == plays.current_assessment(earlier).answers
    assert draft.answers["topic_kind"] == "conflict"


def test_like_last_time_confirms_no_page(by, now, earlier):
    assert plays.current_assessment(_like(earlier, by.kari, now)).confirmed == []


def test_like_last_time_remembers_where_the_answers_came_from(session, by, now, earlier):
    meeting_id = _like(earlier, by.kari, now)
    assert plays.current_assessment(meeting_id).copied_from_id == plays.current_assessment(earlier).id
    line = session.scalars(sa.select(Event).filter_by(stream=f"meeting/{meeting_id}")).one()
    assert line.facts["copied"] is True


def test_like_last_time_copies_no_measures_and_no_grounds(by, now, earlier):
    assert plays.current_assessment(earlier).choices["grounds"] != {}
    assert plays.current_assessment(_like(earlier, by.kari, now)).choices == {}


def test_like_last_time_drops_what_the_new_form_does_not_ask(by, now, earlier):
    draft = plays.current_assessment(_like(earlier, by.kari, now, form="phone"))
    assert "exit_route" in plays.current_assessment(earlier).answers
    assert "exit_route" not in draft.answers
    assert "support_during" not in draft.answers
    assert draft.answers["topic_kind"] == "conflict"


def test_like_last_time_takes_the_round_that_stands(by, now, earlier):
    meetings.reopen(earlier, key=plays.key(), by=by.kari, now=now)
    draft = plays.current_assessment(earlier)
    draft.answers = {**draft.answers, "topic_kind": "routine"}
    plays.db.session.commit()
    assert plays.current_assessment(_like(earlier, by.kari, now)).answers["topic_kind"] == "routine"


def test_nobody_starts_from_the_answers_of_somebody_else(session, by, now, others):
    before = session.scalar(sa.select(sa.func.count()).select_from(Assessment))
    with pytest.raises(Missing):
        _like(others[1], by.kari, now)
    assert session.scalar(sa.select(sa.func.count()).select_from(Assessment)) == before


def test_nobody_starts_from_a_meeting_that_does_not_exist(by, now):
    with pytest.raises(Missing):
        _like(987654, by.kari, now)


def _like(earlier, who, now, **differs):
    return meetings.plan(plays.facts(now, **differs), like=earlier, key=plays.key(), by=who, now=now)

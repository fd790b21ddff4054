"""Fifty at once: one of them is done, and all of them hear the same, on both databases."""

import pytest
import sqlalchemy as sa

from app.domain.decisions import APPROVE, STOP
from app.models import ChosenMeasure, Decision, Meeting, db
from app.services import assessments, decisions, meetings
from app.services.refusals import AlreadyDecided, AlreadyLogged, Replayed
from tests import plays
from tests.services.conftest import CROWD


@pytest.fixture
def draft(by, now, others):
    """A meeting of Kari's that can be logged with a measure, what to choose, and the mark of its answers."""
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    return meeting_id, plays.enough(meeting_id, ("prep_call",), now=now), _mark(meeting_id)


def _mark(meeting_id):
    return assessments.mark_of_answers(plays.current_assessment(meeting_id))


def test_the_same_assessment_sent_fifty_times_is_logged_once(session, by, now, draft, at_once):
    meeting_id, choices, seen = draft
    about = {"seen": seen, "key": plays.key(), "by": by.kari, "now": now}
    answers = at_once(lambda _number: assessments.log(meeting_id, choices, **about))
    assert answers == {(None, None): 1, (Replayed, meeting_id): CROWD - 1}
    assert plays.meeting(meeting_id).timeline_length == 2
    assert len(session.scalars(sa.select(ChosenMeasure)).all()) == 1


def test_the_same_assessment_from_fifty_tabs_is_logged_once(by, now, draft, at_once):
    meeting_id, choices, seen = draft
    keys, about = [plays.key() for _tab in range(CROWD)], {"seen": seen, "by": by.kari, "now": now}
    answers = at_once(lambda number: assessments.log(meeting_id, choices, key=keys[number], **about))
    assert answers == {(None, None): 1, (AlreadyLogged, None): CROWD - 1}
    assert plays.meeting(meeting_id).timeline_length == 2


def test_fifty_leaders_give_one_decision(session, by, now, others, at_once):
    meeting_id = others[1]
    leaders = [by.ola, by.ingrid, by.tor, by.liv]
    keys, about = [plays.key() for _leader in range(CROWD)], plays.current_assessment(meeting_id).id
    answers = at_once(
        lambda number: decisions.decide(
            meeting_id,
            (APPROVE, STOP)[number % 2],
            "Greit.",
            assessment_id=about,
            key=keys[number],
            by=leaders[number % 4],
            now=now,
        )
    )
    assert answers == {(None, None): 1, (AlreadyDecided, None): CROWD - 1}
    assert len(session.scalars(sa.select(Decision)).all()) == 1
    assert plays.meeting(meeting_id).awaits_decision_since is None


def test_the_same_meeting_sent_fifty_times_is_planned_once(session, by, now, others, at_once):
    facts, about = plays.facts(now, topic="Bare én"), {"key": plays.key(), "by": by.kari, "now": now}
    answers = at_once(lambda _number: meetings.plan(facts, **about))
    (planned,) = [each for each in session.scalars(sa.select(Meeting)) if each.topic == "Bare én"]
    assert answers == {(None, None): 1, (Replayed, planned.id): CROWD - 1}


def test_fifty_different_meetings_are_all_planned_by_some_who_read_first_and_some_who_do_not(by, now, others, at_once):
    kari, keys = by.kari, [plays.key() for _meeting in range(CROWD)]

    def plan(number):
        if number % 2:
            db.session.scalar(sa.select(Meeting.id))  # from here on this thread holds a connection
        meetings.plan(plays.facts(now, topic=f"Nr. {number}"), key=keys[number], by=kari, now=now)

    assert at_once(plan) == {(None, None): CROWD}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Meeting)) == CROWD + 3

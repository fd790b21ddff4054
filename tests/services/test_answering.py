"""Saving the answers of a page: whole or not, from one tab or two, and never over what somebody else wrote."""

import datetime as dt

import pytest

from app.checklists import CURRENT
from app.services import assessments, meetings
from app.services.refusals import AlreadyLogged, ChangedElsewhere, Missing, Withdrawn
from tests import plays

TALK = plays.answers_of("meeting")
OTHER_TALK = plays.answers_of("meeting", topic_kind="demanding")


@pytest.fixture
def draft(by, now):
    """The id of a meeting of Kari's that nobody has answered anything about."""
    return plays.planned(by.kari, now)


def _save(meeting_id, who, now, answers=TALK, seen=None, section="meeting"):
    seen = plays.blank(section) if seen is None else seen
    return assessments.save_section(meeting_id, section, answers, seen=seen, by=who, now=now)


def _mark(meeting_id, section="meeting"):
    return assessments.mark_of(CURRENT.section(section), plays.current_assessment(meeting_id).answers)


def test_a_whole_page_is_kept_and_confirmed(by, now, draft):
    _save(draft, by.kari, now)
    kept = plays.current_assessment(draft)
    assert kept.answers == TALK
    assert kept.confirmed == ["meeting"]


def test_a_page_that_is_half_answered_is_kept_but_not_confirmed(by, now, draft):
    _save(draft, by.kari, now, {"topic_kind": "routine"})
    kept = plays.current_assessment(draft)
    assert kept.answers == {"topic_kind": "routine"}
    assert kept.confirmed == []


def test_a_page_that_is_changed_to_half_answered_is_no_longer_confirmed(by, now, draft):
    _save(draft, by.kari, now)
    _save(draft, by.kari, now, {"topic_kind": "routine"}, _mark(draft))
    assert plays.current_assessment(draft).confirmed == []


def test_saving_one_page_leaves_the_others_alone(by, now, draft):
    _save(draft, by.kari, now)
    _save(draft, by.kari, now, plays.answers_of("client"), section="client")
    kept = plays.current_assessment(draft)
    assert kept.answers == {**TALK, **plays.answers_of("client")}
    assert sorted(kept.confirmed) == ["client", "meeting"]


def test_saving_leaves_other_peoples_drafts_alone(by, now, draft, others):
    _save(draft, by.kari, now)
    assert plays.current_assessment(others[0]).answers == {}


def test_answers_to_what_the_page_does_not_ask_are_left_out(by, now, draft):
    _save(draft, by.kari, now, {**TALK, "behaviour": "calm", "support_during": "none", "made_up": "x"})
    assert plays.current_assessment(draft).answers == TALK


def test_saving_says_when(by, now, draft):
    later = now + dt.timedelta(minutes=7)
    _save(draft, by.kari, later)
    assert plays.current_assessment(draft).updated_at == later


def test_the_same_page_saved_twice_is_harmless(by, now, draft):
    _save(draft, by.kari, now)
    _save(draft, by.kari, now)
    assert plays.current_assessment(draft).answers == TALK
    assert plays.current_assessment(draft).confirmed == ["meeting"]


def test_a_page_can_be_changed_by_whoever_saw_what_is_stored(by, now, draft):
    _save(draft, by.kari, now)
    _save(draft, by.kari, now, OTHER_TALK, _mark(draft))
    assert plays.current_assessment(draft).answers == OTHER_TALK


def test_a_tab_that_saw_older_answers_overwrites_nothing(by, now, draft):
    _save(draft, by.kari, now)
    with pytest.raises(ChangedElsewhere):
        _save(draft, by.kari, now, OTHER_TALK)
    assert plays.current_assessment(draft).answers == TALK


def test_a_mark_that_somebody_made_up_overwrites_nothing(by, now, draft):
    _save(draft, by.kari, now)
    with pytest.raises(ChangedElsewhere):
        _save(draft, by.kari, now, OTHER_TALK, "0123456789abcdef")
    assert plays.current_assessment(draft).answers == TALK


def test_two_tabs_on_different_pages_do_not_disturb_each_other(by, now, draft):
    seen = {section: plays.blank(section) for section in ("client", "meeting")}
    _save(draft, by.kari, now, plays.answers_of("client"), seen["client"], "client")
    _save(draft, by.kari, now, TALK, seen["meeting"], "meeting")
    assert sorted(plays.current_assessment(draft).confirmed) == ["client", "meeting"]


def test_the_mark_of_a_page_tells_answers_apart():
    page = CURRENT.section("meeting")
    marks = [assessments.mark_of(page, answers) for answers in ({}, TALK, OTHER_TALK, {"topic_kind": "routine"})]
    assert len(set(marks)) == 4


def test_the_mark_of_a_page_does_not_care_about_other_pages():
    page = CURRENT.section("meeting")
    assert assessments.mark_of(page, TALK) == assessments.mark_of(page, {**TALK, "behaviour": "unknown"})


def test_a_page_that_does_not_exist_is_not_saved(by, now, draft):
    with pytest.raises(KeyError):
        _save(draft, by.kari, now, seen="", section="made-up")


def test_a_logged_assessment_is_frozen(by, now):
    meeting_id = plays.logged(by.kari, now)
    before = dict(plays.current_assessment(meeting_id).answers)
    with pytest.raises(AlreadyLogged):
        _save(meeting_id, by.kari, now, OTHER_TALK, _mark(meeting_id))
    assert plays.current_assessment(meeting_id).answers == before


def test_nothing_is_answered_about_a_meeting_that_is_called_off(by, now, draft):
    meetings.withdraw(draft, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Withdrawn):
        _save(draft, by.kari, now)


@pytest.mark.parametrize("who", ["amir", "ola", "vera"])
def test_nobody_answers_for_somebody_else(by, now, draft, who):
    with pytest.raises(Missing):
        _save(draft, getattr(by, who), now)
    assert plays.current_assessment(draft).answers == {}

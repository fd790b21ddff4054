""" "Mine møter": what needs action, what is today, what is coming and what is done, by the clock in Norway."""

import datetime as dt

import pytest

from app import clock as the_clock
from app.domain.decisions import APPROVE, CHANGE, STOP
from app.domain.standing import Standing
from app.services import decisions, lists, meetings
from tests import plays

pytestmark = pytest.mark.usefixtures("others")
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def _topics(listed):
    return [each.row.topic for each in listed]


def _mine(who, now, **how):
    mine = lists.my_meetings(who, now=now, **how)
    return {part: _topics(getattr(mine, part)) for part in ("needs_action", "today", "coming", "done")}


def _oslo(*parts):
    return the_clock.from_local(dt.datetime(*parts))  # noqa: DTZ001 - a wall clock in Norway


def test_nobody_sees_the_meetings_of_others(by, now):
    assert _mine(by.kari, now) == {"needs_action": [], "today": [], "coming": [], "done": []}


def test_a_draft_needs_action(by, now):
    plays.planned(by.kari, now, topic="Kladd")
    assert _mine(by.kari, now)["needs_action"] == ["Kladd"]


@pytest.mark.parametrize(
    ("answers", "outcome", "part", "standing"),
    [
        ({}, None, "coming", Standing.HOLD),
        (plays.ELEVATED, None, "coming", Standing.INFORMED),
        (plays.HIGH, None, "coming", Standing.AWAITS_DECISION),
        (plays.HIGH, APPROVE, "coming", Standing.APPROVED),
        (plays.HIGH, CHANGE, "needs_action", Standing.CHANGES_ASKED),
        (plays.HIGH, STOP, "needs_action", Standing.STOPPED),
        (plays.STOP, None, "needs_action", Standing.NOT_AS_PLANNED),
    ],
)
def test_each_standing_has_its_place(by, now, answers, outcome, part, standing):
    meeting_id = plays.logged(by.kari, now, answers, topic="Møtet")
    if outcome:
        about = {"assessment_id": plays.current_assessment(meeting_id).id, "key": plays.key(), "by": by.ola, "now": now}
        decisions.decide(meeting_id, outcome, "Greit.", **about)
    mine = lists.my_meetings(by.kari, now=now)
    assert [each.standing for each in getattr(mine, part)] == [standing]
    assert sum(len(names) for names in _mine(by.kari, now).values()) == 1


def test_the_soonest_comes_first_and_the_latest_done_first(by, now):
    for hours in (30, 26, 28):
        plays.logged(by.kari, now, topic=f"{hours}", starts_at=now + hours * HOUR)
    assert _mine(by.kari, now)["coming"] == ["26", "28", "30"]
    assert _mine(by.kari, now + 3 * DAY)["done"] == ["30", "28", "26"]


def test_a_meeting_is_done_when_it_ends_and_not_before(by, now):
    plays.logged(by.kari, now, topic="Møtet", starts_at=now + HOUR)
    assert _mine(by.kari, now + 2 * HOUR - dt.timedelta(microseconds=1))["today"] == ["Møtet"]
    assert _mine(by.kari, now + 2 * HOUR)["done"] == ["Møtet"]
    assert _mine(by.kari, now + 2 * HOUR)["today"] == []


def test_a_meeting_that_nobody_assessed_is_said_to_be_so_afterwards(by, now):
    plays.planned(by.kari, now, topic="Glemt")
    done = lists.my_meetings(by.kari, now=now + 3 * DAY).done
    assert [(each.row.topic, each.standing) for each in done] == [("Glemt", Standing.HELD_UNASSESSED)]


def test_a_meeting_that_is_called_off_is_found_among_those_that_are_done(by, now):
    meeting_id = plays.logged(by.kari, now, topic="Avlyst")
    meetings.withdraw(meeting_id, key=plays.key(), by=by.kari, now=now)
    for moment in (now, now + DAY, now + 3 * DAY):
        assert _mine(by.kari, moment) == {"needs_action": [], "today": [], "coming": [], "done": ["Avlyst"]}


def test_today_ends_at_midnight_in_norway(by, now):
    plays.logged(by.kari, now, topic="Sent", starts_at=_oslo(2026, 3, 2, 23, 59))
    plays.logged(by.kari, now, topic="Tidlig", starts_at=_oslo(2026, 3, 3, 0, 0))
    assert _mine(by.kari, now)["today"] == ["Sent"]
    assert _mine(by.kari, now)["coming"] == ["Tidlig"]


def test_after_midnight_in_norway_it_is_another_day_although_utc_is_behind(by, now):
    plays.logged(by.kari, now, topic="Møtet", starts_at=_oslo(2026, 3, 3, 9, 0))
    assert _mine(by.kari, _oslo(2026, 3, 2, 23, 59))["coming"] == ["Møtet"]
    assert _mine(by.kari, _oslo(2026, 3, 3, 0, 0))["today"] == ["Møtet"]


@pytest.mark.parametrize(
    ("date", "hours"), [((2026, 3, 28), 24), ((2026, 3, 29), 23), ((2026, 10, 24), 24), ((2026, 10, 25), 25)]
)
def test_a_day_is_as_long_as_the_clocks_in_norway_make_it(date, hours):
    noon = _oslo(*date, 12, 0)
    assert the_clock.start_of_day(noon, days=1) - the_clock.start_of_day(noon) == hours * HOUR


@pytest.mark.parametrize("date", [(2026, 3, 29), (2026, 10, 25)])
def test_today_ends_at_midnight_also_when_the_clocks_are_changed(by, now, date):
    morning, tomorrow = _oslo(*date, 8, 0), dt.datetime(*date, 0, 0) + DAY  # noqa: DTZ001 - a wall clock in Norway
    plays.logged(by.kari, now, topic="Sent", starts_at=_oslo(*date, 23, 30))
    plays.logged(by.kari, now, topic="Tidlig", starts_at=the_clock.from_local(tomorrow))
    assert _mine(by.kari, morning)["today"] == ["Sent"]
    assert _mine(by.kari, morning)["coming"] == ["Tidlig"]


def test_what_is_done_comes_a_page_at_a_time_and_none_twice(by, now):
    for number in range(45):
        plays.planned(by.kari, now, topic=f"{number:02}", starts_at=now + number // 2 * HOUR)
    later, seen, before = now + 5 * DAY, [], None
    for size in (20, 20, 5):
        page = lists.my_meetings(by.kari, now=later, before=before)
        assert len(page.done) == size
        seen += _topics(page.done)
        before = page.more_done
    assert before is None
    assert sorted(seen) == [f"{number:02}" for number in range(45)]
    assert seen[0] == "44"


def test_what_lies_ahead_is_the_same_on_every_page(by, now):
    plays.logged(by.kari, now, topic="Kommer", starts_at=now + 9 * DAY)
    meeting_id = plays.planned(by.kari, now, topic="Avlyst", starts_at=now + 9 * DAY)
    meetings.withdraw(meeting_id, key=plays.key(), by=by.kari, now=now)
    first, second = _mine(by.kari, now), _mine(by.kari, now, before=(now, 10**6))
    assert first["coming"] == second["coming"] == ["Kommer"]
    assert [first["done"], second["done"]] == [["Avlyst"], []]


def test_som_sist_offers_ones_own_latest_logged_assessments(by, now):
    for number in range(7):
        plays.logged(by.kari, now, topic=f"{number}", starts_at=now + (number + 1) * HOUR)
    plays.planned(by.kari, now, topic="Kladd")
    assert [row.topic for row in lists.to_start_from(by.kari)] == ["6", "5", "4", "3", "2"]


def test_som_sist_can_ask_for_one_form_of_meeting(by, now):
    plays.logged(by.kari, now, topic="Kontor")
    plays.logged(by.kari, now, topic="Telefon", form="phone")
    assert [row.topic for row in lists.to_start_from(by.kari, "phone")] == ["Telefon"]


def test_som_sist_offers_nothing_that_was_judged_by_word(by, now):
    from app.domain.levels import Level
    from app.services import assessments

    meeting_id = plays.planned(by.kari, now)
    assessments.log_by_word(meeting_id, "Ola", Level.LOW, key=plays.key(), by=by.kari, now=now)
    assert lists.to_start_from(by.kari) == []

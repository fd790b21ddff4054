"""The leader's lists: what waits, soonest first, in one's own area, a page at a time."""

import datetime as dt

import pytest

from app.domain.decisions import APPROVE
from app.services import decisions, lists, meetings
from tests import plays

pytestmark = pytest.mark.usefixtures("others")
HOUR = dt.timedelta(hours=1)


def _ids(page):
    return [row.id for row in page.rows]


def _topics(page):
    return [row.topic for row in page.rows]


def test_a_leader_sees_what_waits_in_their_own_office(by, now):
    plays.logged(by.kari, now, plays.HIGH, topic="Karis høye", starts_at=now + 2 * HOUR)
    plays.logged(by.kari, now, plays.ELEVATED, topic="Karis forhøyede")
    plays.logged(by.kari, now, topic="Karis lave")
    plays.planned(by.kari, now, topic="Karis kladd")
    assert _topics(lists.awaiting_decision(by.ola)) == ["Karis høye", "Amirs høye"]
    assert _topics(lists.awaiting_reaction(by.ola)) == ["Karis forhøyede"]


@pytest.mark.parametrize(
    ("who", "to_decide", "to_see"),
    [
        ("ola", [2], []),
        ("ingrid", [2], []),
        ("marit", [], [3]),
        ("tor", [2], [3]),
        ("liv", [2], [3]),
        ("vera", [2], []),
        ("kari", [], []),
        ("amir", [], []),
        ("anders", [], []),
    ],
)
def test_everybody_sees_what_waits_in_their_own_area(by, who, to_decide, to_see):
    assert _ids(lists.awaiting_decision(getattr(by, who))) == to_decide
    assert _ids(lists.awaiting_reaction(getattr(by, who))) == to_see


def test_a_deputy_sees_it_only_on_their_dates(session, cast, now):
    assert _ids(lists.awaiting_decision(plays.actor(cast.ingrid, now + dt.timedelta(days=31)))) == []


def test_a_safety_representative_sees_no_topic(by):
    (row,) = lists.awaiting_decision(by.vera).rows
    assert [row.topic, row.level, row.form, row.employee_name] == [None, "high", "office", "Amir Haugen"]


def test_a_leader_sees_topic_employee_and_unit(by):
    (row,) = lists.awaiting_decision(by.ola).rows
    assert [row.topic, row.employee_name, row.unit_name] == ["Amirs høye", "Amir Haugen", "Nav Solvik"]


def test_the_soonest_meeting_comes_first(by, now):
    for hours in (30, 26, 28):
        plays.logged(by.kari, now, plays.HIGH, topic=f"{hours}", starts_at=now + hours * HOUR)
    assert _topics(lists.awaiting_decision(by.ola)) == ["Amirs høye", "26", "28", "30"]


def test_what_is_decided_called_off_or_judged_anew_is_gone(by, now):
    decided, called_off, anew = (plays.logged(by.kari, now, plays.HIGH) for _each in range(3))
    about = {"assessment_id": plays.current_assessment(decided).id, "key": plays.key(), "by": by.ola, "now": now}
    decisions.decide(decided, APPROVE, "Greit.", **about)
    meetings.withdraw(called_off, key=plays.key(), by=by.kari, now=now)
    meetings.reopen(anew, key=plays.key(), by=by.kari, now=now)
    assert _topics(lists.awaiting_decision(by.ola)) == ["Amirs høye"]


def test_what_somebody_has_received_is_gone(by, now):
    meeting_id = plays.logged(by.kari, now, plays.ELEVATED)
    about = {"assessment_id": plays.current_assessment(meeting_id).id, "key": plays.key(), "now": now}
    decisions.receive(meeting_id, None, by=by.ola, **about)
    assert _ids(lists.awaiting_reaction(by.ola)) == []


def test_what_nobody_decided_in_time_stays_until_somebody_has_seen_it(by, now, others):
    afterwards = now + 30 * HOUR
    assert _ids(lists.awaiting_decision(by.ola)) == [others[1]]
    about = {"assessment_id": plays.current_assessment(others[1]).id, "key": plays.key(), "now": afterwards}
    decisions.receive(others[1], None, by=by.ola, **about)
    assert _ids(lists.awaiting_decision(by.ola)) == []


def test_a_long_list_comes_a_page_at_a_time_and_none_twice(by, now):
    for number in range(44):
        plays.logged(by.kari, now, plays.HIGH, topic=f"{number:02}", starts_at=now + (30 + number // 3) * HOUR)
    pages, after = [], None
    for _page in range(3):
        page = lists.awaiting_decision(by.ola, after)
        pages.append(_topics(page))
        after = page.next
    assert [len(page) for page in pages] == [20, 20, 5]
    assert after is None
    assert [topic for page in pages for topic in page] == ["Amirs høye", *(f"{number:02}" for number in range(44))]


def test_a_page_that_is_just_full_is_the_last(by, now):
    for number in range(19):
        plays.logged(by.kari, now, plays.HIGH, topic=f"{number}")
    page = lists.awaiting_decision(by.ola)
    assert [len(page.rows), page.next] == [20, None]

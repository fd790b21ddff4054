"""The clock is set back or forward: no link waits an hour longer, and none is skipped."""

import datetime as dt

import pytest

from app.domain.escalation import Urgency
from app.services import engine, escalations
from tests import alarms
from tests.alarms import MINUTE, SECOND

pytestmark = [  # what a database does with a moment is tested elsewhere; these are about what the engine makes of it
    pytest.mark.usefixtures("others"),
    pytest.mark.parametrize("database", [pytest.param("sqlite", marks=pytest.mark.sqlite)], indirect=True),
]
HOUR = dt.timedelta(hours=1)


def _real_seconds_until_the_climb(number, now, set_back, after):
    """How long the first link really has, with a tick every fifth second, when the clock is set back after so many."""
    for real in range(5, 2000, 5):
        shown = now + real * SECOND - (set_back if real > after else 0 * SECOND)
        engine.tick(shown)
        if alarms.found(number).position:
            return real
    return None


@pytest.mark.parametrize("set_back", [3 * SECOND, 20 * SECOND, 61 * SECOND, HOUR])
@pytest.mark.parametrize("after", [1, 59, 61, 119])
def test_a_climb_comes_at_most_a_minute_late_when_the_clock_is_set_back(by, now, set_back, after):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    took = _real_seconds_until_the_climb(number, now, set_back, after)
    assert 120 <= took <= 120 + min(60, set_back.total_seconds()) + 2 * 5


def test_set_back_again_and_again_it_climbs_all_the_same(by, now):
    """Every minute and a half an hour back: each time the wait since the last turn is lost, never more."""
    number, shown = alarms.raised(by.kari, now, Urgency.DANGER), now
    for real in range(5, 600, 5):
        shown += 5 * SECOND if real % 90 else 5 * SECOND - HOUR
        engine.tick(shown)
        if alarms.found(number).position:
            break
    assert real <= 120 + 120


def test_set_forward_one_link_is_climbed_and_the_next_has_its_full_patience(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    engine.tick(now + HOUR)
    engine.tick(now + HOUR + 119 * SECOND)
    assert alarms.found(number).position == 1
    engine.tick(now + HOUR + 120 * SECOND)
    assert alarms.found(number).position == 2
    assert alarms.reached(number) == ["ola", "ingrid", "tor"]


def test_the_report_that_is_awaited_is_counted_from_now(by, now):
    number = alarms.owned(by.kari, by.ola, now)
    engine.tick(now - HOUR)
    assert alarms.found(number).lapse_at == now - HOUR + 10 * MINUTE
    assert alarms.found(number).status == "owned"


def test_waits_that_were_set_by_a_clock_slightly_ahead_are_left_alone(by, now):
    number = alarms.raised(by.kari, now)
    assert engine.tick(now - 4 * SECOND) == 0
    assert alarms.found(number).climb_at == now + 10 * MINUTE


def test_putting_waits_right_writes_no_line_and_tells_nobody(by, now):
    number = alarms.raised(by.kari, now)
    engine.tick(now - HOUR)
    assert alarms.story(number) == ["alarm_raised"]
    assert alarms.told(number) == ["ola"]


@pytest.mark.parametrize("night", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
def test_the_night_of_daylight_saving_changes_no_wait(by, night):
    begun = dt.datetime.combine(night, dt.time(0, 58), dt.UTC)
    number = alarms.raised(by.kari, begun, Urgency.DANGER)
    engine.tick(begun + 119 * SECOND)
    assert alarms.found(number).position == 0
    engine.tick(begun + 120 * SECOND)
    assert alarms.found(number).position == 1


@pytest.mark.parametrize(("seconds", "stale"), [(0, False), (30, False), (31, True), (-31, True), (-3600, True)])
def test_a_beat_is_stale_when_it_is_old_or_lies_ahead(by, now, seconds, stale):
    engine.beat(now)
    assert engine.is_stale(now + seconds * SECOND) is stale


def test_an_engine_that_never_beat_is_stale(by, now):
    assert engine.is_stale(now)


def test_a_reported_alarm_is_not_lapsed_by_any_clock(by, now):
    number = alarms.owned(by.kari, by.ola, now)
    escalations.report(number, "Fremme", by=by.ola, now=now)
    for moved in (-HOUR, HOUR, 48 * HOUR):
        engine.tick(now + moved)
    assert alarms.found(number).owner_id == by.ola.id

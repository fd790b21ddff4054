"""The clock's part: links in order, everybody told again, and no end without a human."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.demo import SOLVIK
from app.domain.escalation import Urgency
from app.models import db
from app.services import engine
from app.services.escalations import ringing
from tests import alarms
from tests.alarms import MINUTE, SECOND

pytestmark = pytest.mark.usefixtures("others")


def _pass(now, seconds, step=30):
    """Let the engine tick every so many seconds, for so long; return the new now."""
    for passed in range(step, seconds + 1, step):
        engine.tick(now + passed * SECOND)
    return now + seconds * SECOND


def _story(number):
    return [kind.removeprefix("alarm_") for kind in alarms.story(number)]


@pytest.mark.parametrize(("urgency", "patience"), [(Urgency.DANGER, 120), (Urgency.SAFE, 600)])
def test_responsibility_climbs_when_patience_ends_and_not_a_second_before(by, now, urgency, patience):
    number = alarms.raised(by.kari, now, urgency)
    engine.tick(now + (patience - 1) * SECOND)
    assert alarms.found(number).position == 0
    engine.tick(now + patience * SECOND)
    assert alarms.found(number).position == 1


def test_each_link_has_its_full_patience(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    for position in (1, 2, 3):
        engine.tick(now + (position * 120 - 1) * SECOND)
        assert alarms.found(number).position == position - 1
        engine.tick(now + position * 120 * SECOND)
        assert alarms.found(number).position == position


def test_a_tick_that_comes_late_gives_the_next_link_its_full_patience_all_the_same(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    engine.tick(now + 124 * SECOND)
    assert alarms.found(number).climb_at == now + 244 * SECOND


def test_after_an_hour_of_silence_one_link_is_climbed_and_none_skipped(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    later = now + dt.timedelta(hours=1)
    assert engine.tick(later) == 1
    assert alarms.found(number).position == 1
    engine.tick(later)
    assert alarms.found(number).position == 1
    assert alarms.reached(number) == ["ola", "ingrid"]


def test_earlier_links_are_told_again_every_minute(by, now):
    number = alarms.raised(by.kari, now)
    _pass(now, 180)
    assert [alarms.told(number, f"turn-{turn}") for turn in range(4)] == [["ola"]] * 4
    assert len(alarms.told(number)) == 4


def test_a_climb_tells_the_new_link_and_all_before_it(by, now):
    number = alarms.raised(by.kari, now)
    _pass(now, 1200, step=60)
    turns = [alarms.told(number, f"turn-{turn}") for turn in (9, 10, 19, 20)]
    assert turns == [["ola"], ["ingrid", "ola"], ["ingrid", "ola"], ["ingrid", "ola", "tor"]]


def test_colleagues_are_told_of_danger_once_and_links_again(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    _pass(now, 60)
    assert alarms.told(number, "turn-1") == ["ingrid", "ola"]


def test_a_deputy_who_was_told_at_once_is_reached_once(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    engine.tick(now + 2 * MINUTE)
    assert [link.reached_at for link in alarms.holding(number)] == [now, now, None, None]


def test_nobody_whose_access_has_ended_is_told_again(by, cast, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    alarms.change(cast.ingrid, deactivated_at=now)
    engine.tick(now + MINUTE)
    assert alarms.told(number, "turn-1") == ["ola"]


def test_at_the_top_it_keeps_ringing_for_everybody(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    top = _pass(now, 8 * 60)
    assert alarms.found(number).at_top_since == top
    _pass(top, 600)
    found = alarms.found(number)
    assert found.status == "ringing"
    assert found.at_top_since == top
    assert alarms.told(number, f"turn-{found.reminders}") == ["ingrid", "liv", "ola", "tor"]


def test_the_top_is_told_of_once_and_every_later_turn_is_logged(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    _pass(now, 20 * 60)
    story = _story(number)
    assert story.count("climbed") == 3
    assert story.count("reached_top") == 1
    assert len(story) == 1 + alarms.found(number).reminders


def test_an_alarm_without_a_chain_keeps_ringing(by, cast, now):
    for person in vars(cast).values():
        alarms.change(person, phone=None)
    number = alarms.raised(by.kari, now)
    _pass(now, 300)
    assert alarms.told(number, "turn-5") == ["amir", "ingrid", "ola", "vera"]


def test_a_timer_never_brings_it_to_rest(by, now):
    numbers = [alarms.raised(by.kari, now, urgency) for urgency in Urgency]
    for days in range(1, 40):
        engine.tick(now + dt.timedelta(days=days))
    assert [alarms.found(number).status for number in numbers] == ["ringing", "ringing"]


def test_a_shortened_patience_is_kept_while_the_alarm_lasts(by, now):
    alarms.change(alarms.unit(SOLVIK), danger_patience_s=30)
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    alarms.change(alarms.unit(SOLVIK), danger_patience_s=None)
    _pass(now, 90)
    assert alarms.found(number).position == 3


def test_two_ticks_at_the_same_moment_make_one_move(by, now):
    number = alarms.raised(by.kari, now)
    assert [engine.tick(now + 10 * MINUTE) for _tick in range(2)] == [1, 0]
    assert _story(number) == ["raised", "climbed"]


def test_a_worker_with_a_slower_clock_does_nothing_again(by, now):
    number = alarms.raised(by.kari, now)
    engine.tick(now + 10 * MINUTE)
    assert engine.tick(now + 10 * MINUTE - 3 * SECOND) == 0
    assert alarms.found(number).climb_at == now + 20 * MINUTE


def test_more_alarms_than_go_into_one_transaction_are_all_moved_in_one_tick(by, now, monkeypatch):
    monkeypatch.setattr(engine, "AT_ONCE", 3)
    numbers = [alarms.raised(by.kari, now) for _number in range(10)]
    assert engine.tick(now + MINUTE) == 10
    assert {alarms.found(number).reminders for number in numbers} == {1}
    assert alarms.broken_timelines() == []


def test_one_alarm_that_cannot_be_moved_holds_up_no_other(by, now, monkeypatch, caplog):
    monkeypatch.setattr(engine, "AT_ONCE", 3)
    numbers = [alarms.raised(by.kari, now) for _number in range(7)]
    remind = ringing.remind

    def stumble(alarm, *, trail):
        remind(alarm, trail=trail)
        if alarm.id == numbers[1]:
            raise RuntimeError("a fault")

    monkeypatch.setattr(ringing, "remind", stumble)
    assert engine.tick(now + MINUTE) == 6
    assert [alarms.found(number).reminders for number in numbers] == [1, 0, 1, 1, 1, 1, 1]
    assert caplog.text.count("a move failed") == 1
    monkeypatch.undo()
    assert engine.tick(now + MINUTE) == 1


def test_a_move_that_breaks_in_the_middle_leaves_nothing(by, now, monkeypatch):
    from app.services import notices

    number = alarms.raised(by.kari, now)
    monkeypatch.setattr(notices, "tell", lambda *_args, **_named: 1 / 0)
    assert engine.tick(now + 10 * MINUTE) == 0
    assert alarms.found(number).position == 0
    assert alarms.reached(number) == ["ola"]
    monkeypatch.undo()
    assert engine.tick(now + 10 * MINUTE) == 1
    assert _story(number) == ["raised", "climbed"]


def test_a_closed_alarm_is_left_alone(by, now):
    number = alarms.closed(by.kari, by.ola, now)
    assert engine.tick(now + dt.timedelta(days=2)) == 0
    assert alarms.found(number).status == "closed"


def test_climbing_looks_up_what_is_due_in_an_index(by, now, database):
    asked = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
    engine._waiting(now, ())
    connection = db.session.connection()
    if database == "postgresql":
        for way in ("seqscan", "bitmapscan"):  # a handful of rows is read in any way
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    explain = "EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN "
    plans = [str(connection.exec_driver_sql(explain + query, values).all()) for query, values in asked[:2]]
    assert "ix_escalations_due" in plans[0]
    assert "ix_escalations_timed" in plans[1]

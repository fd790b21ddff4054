"""Somebody of a frozen chain leaves while the alarm is open: nobody waits for them, and nobody can give it to them."""

import pytest

from app.domain.escalation import Action, Urgency
from app.services import alarm_readings, engine, escalations, health, people
from app.services.refusals import Missing
from tests import alarms
from tests.alarms import MINUTE, SECOND

pytestmark = pytest.mark.usefixtures("others")


@pytest.fixture
def number(by, now):
    """Kari's alarm: Ola, Ingrid, Tor and Liv answer for it, in that order. Ingrid has left."""
    number = alarms.raised(by.kari, now)
    people.deactivate("ingrid@nav.example", now=now)
    return number


def test_the_clock_passes_over_whoever_has_left(number, now):
    engine.tick(now + 10 * MINUTE)
    assert alarms.reached(number) == ["ola", "tor"]
    assert alarms.found(number).position == 2


def test_passing_it_on_passes_over_whoever_has_left(by, number, now):
    escalations.decline(number, by=by.ola, now=now)
    assert alarms.reached(number) == ["ola", "tor"]


def test_letting_go_of_it_passes_over_whoever_has_left(by, number, now):
    alarms.taken(number, by=by.ola, now=now)
    escalations.release(number, by=by.ola, now=now)
    assert alarms.reached(number) == ["ola", "tor"]


def test_when_all_above_have_left_it_rings_at_the_top(number, now):
    for name in ("tor", "liv"):
        people.deactivate(f"{name}@nav.example", now=now)
    engine.tick(now + 10 * MINUTE)
    assert alarms.found(number).position == 0
    assert alarms.found(number).at_top_since == now + 10 * MINUTE


def test_the_audit_of_the_engine_finds_nothing_wrong_with_that(number, now):
    for minutes in (10, 20):
        engine.tick(now + minutes * MINUTE)
    engine.beat(now + 20 * MINUTE)
    assert health.what_is_wrong_with_the_engine(now + 20 * MINUTE + SECOND) is None


def test_nobody_who_has_left_can_have_answered_by_phone(by, cast, number, now):
    with pytest.raises(Missing):
        escalations.acknowledge_by_phone(
            number, cast.ingrid.id, alarms.code(number), Action.COMING, by=by.kari, now=now
        )
    assert alarms.found(number).status == "ringing"


def test_it_is_not_offered_to_anybody_who_has_left(by, cast, number, now):
    alarms.taken(number, by=by.ola, now=now)
    with pytest.raises(Missing):
        escalations.offer(number, cast.ingrid.id, by=by.ola, now=now)
    assert alarms.found(number).offered_to_id is None


def test_whoever_has_left_is_no_longer_among_those_to_call(by, number):
    reading = alarm_readings.glance(number, by=by.kari)
    assert [link.name for link in reading.can_be_called] == ["Ola Berg", "Tor Lund", "Liv Aas"]


def test_an_owner_who_leaves_has_it_no_longer(by, now):
    number = alarms.owned(by.kari, by.ola, now, Urgency.DANGER)
    people.deactivate("ola@nav.example", now=now + SECOND)
    engine.tick(now + SECOND)
    assert alarms.found(number).status == "ringing"
    assert alarms.found(number).position == 1


@pytest.mark.parametrize("reported", [False, True])
def test_no_wait_of_an_owner_who_has_left_outlives_a_clock_that_was_set_back(by, now, reported):
    """An hour back, the owner leaves before the next tick, and then a little further back than the engine notices."""
    number = alarms.owned(by.kari, by.ola, now)
    if reported:
        escalations.report(number, "Alle er ute.", by=by.ola, now=now)
    set_back = now - 60 * MINUTE
    people.deactivate("ola@nav.example", now=set_back)
    engine.tick(set_back - 4 * SECOND)
    found = alarms.found(number)
    assert max(each for each in (found.lapse_at, found.remind_at, found.next_at) if each) <= set_back
    engine.tick(set_back)
    assert alarms.found(number).status == "ringing"

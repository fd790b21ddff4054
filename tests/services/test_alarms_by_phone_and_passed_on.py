"""By telephone, and passed on: the one who warned tells who answered, and whoever cannot sends the alarm further."""

import pytest

from app.domain.escalation import Action, Urgency
from app.models import Acknowledgement, db
from app.services import engine, escalations
from app.services.refusals import AlreadyOwned, Missing
from tests import alarms
from tests.alarms import MINUTE, SECOND, WRONG

pytestmark = pytest.mark.usefixtures("others")


@pytest.fixture
def number(by, now):
    """Kari's alarm, which rings."""
    return alarms.raised(by.kari, now)


def _rows():
    return db.session.query(Acknowledgement).order_by(Acknowledgement.id).all()


def _by_phone(number, person, by, now, action=Action.COMING, code=None):
    understood = code or alarms.code(number)
    return escalations.acknowledge_by_phone(number, person.id, understood, action, by=by, now=now)


def test_the_one_who_warned_records_an_answer_by_phone(by, cast, now, number):
    assert _by_phone(number, cast.ingrid, by.kari, now)
    (row,) = _rows()
    assert (row.by_id, row.recorded_by_id, row.how) == (by.ingrid.id, by.kari.id, "by_phone")
    assert alarms.found(number).owner_id == by.ingrid.id


@pytest.mark.parametrize("who", ["ola", "ingrid", "amir", "tor"])
def test_nobody_else_records_an_answer_by_phone(by, cast, now, number, who):
    with pytest.raises(Missing):
        _by_phone(number, cast.ingrid, getattr(by, who), now)


@pytest.mark.parametrize("who", ["kari", "amir", "vera", "anders"])
def test_only_whoever_answers_for_it_can_have_answered_by_phone(by, cast, now, number, who):
    with pytest.raises(Missing):
        _by_phone(number, getattr(cast, who), by.kari, now)


def test_a_wrong_repetition_by_phone_does_not_acknowledge_and_is_logged(by, cast, now, number):
    assert not _by_phone(number, cast.ola, by.kari, now, code=WRONG)
    assert alarms.found(number).status == "ringing"
    assert alarms.story(number)[-1] == "alarm_misread"


def test_passing_on_is_one_tap_and_moves_at_once(by, now, number):
    escalations.decline(number, by=by.ola, now=now + SECOND)
    assert alarms.found(number).position == 1
    assert alarms.told(number, "turn-1") == ["ingrid", "ola"]
    assert alarms.story(number) == ["alarm_raised", "alarm_declined", "alarm_climbed"]
    assert alarms.found(number).climb_at == now + SECOND + 10 * MINUTE


def test_passing_on_twice_passes_nobody_else_over(by, now, number):
    for _tap in range(2):
        escalations.decline(number, by=by.ola, now=now)
    assert alarms.found(number).position == 1
    assert alarms.story(number).count("alarm_declined") == 1


def test_a_later_link_that_cannot_is_passed_over_when_its_turn_comes(by, now, number):
    escalations.decline(number, by=by.ingrid, now=now)
    assert alarms.found(number).position == 0
    engine.tick(now + 10 * MINUTE)
    assert alarms.found(number).position == 2
    assert alarms.reached(number) == ["ola", "tor"]


def test_when_all_have_passed_it_on_it_keeps_ringing_for_all(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    for who in (by.ola, by.ingrid, by.tor, by.liv):
        escalations.decline(number, by=who, now=now)
    assert alarms.found(number).at_top_since == now
    engine.tick(now + MINUTE)
    assert alarms.told(number, f"turn-{alarms.found(number).reminders}") == ["ingrid", "liv", "ola", "tor"]


def test_whoever_passed_it_on_may_take_it_after_all(by, now, number):
    escalations.decline(number, by=by.ola, now=now)
    assert alarms.taken(number, by=by.ola, now=now)


def test_nobody_passes_on_what_somebody_has(by, now, number):
    alarms.taken(number, by=by.ola, now=now)
    with pytest.raises(AlreadyOwned):
        escalations.decline(number, by=by.ingrid, now=now)


def test_an_alarm_that_does_not_exist_is_missing(by, now):
    with pytest.raises(Missing):
        escalations.decline(4711, by=by.ola, now=now)

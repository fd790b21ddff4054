"""Answering: received and understood by a human who answers for it; the first one owns it; nobody their own."""

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from app.demo import SOLVIK
from app.domain.escalation import Action
from app.domain.permissions import Role
from app.models import Acknowledgement, Appointment, Deputyship, Escalation, db
from app.services import engine, escalations
from app.services.refusals import AlarmClosed, AlreadyOwned, Missing, NotPossibleNow, OwnAlarm
from tests import alarms, plays
from tests.alarms import MINUTE, SECOND, WRONG

pytestmark = pytest.mark.usefixtures("others")


@pytest.fixture
def number(by, now):
    """Kari's alarm, which rings."""
    return alarms.raised(by.kari, now)


def _rows():
    return db.session.query(Acknowledgement).order_by(Acknowledgement.id).all()


def test_the_one_who_reads_back_rightly_owns_it(by, now, number):
    assert alarms.taken(number, by=by.ola, now=now + SECOND)
    found = alarms.found(number)
    assert (found.status, found.owner_id) == ("owned", by.ola.id)
    assert found.acknowledged_at == found.first_acknowledged_at == now + SECOND


def test_an_acknowledgement_is_a_row_of_who_how_what_and_when(by, now, number):
    alarms.taken(number, by=by.ola, now=now, action=Action.CALLING_112)
    (row,) = _rows()
    assert (row.by_id, row.recorded_by_id, row.employee_id) == (by.ola.id, by.ola.id, by.kari.id)
    assert (row.how, row.action, row.understood) == ("in_app", "calling_112", alarms.code(number))
    assert (row.at, row.ended_at) == (now, None)


def test_a_wrong_read_back_does_not_acknowledge_and_is_logged(by, now, number):
    assert not escalations.acknowledge(number, WRONG, Action.COMING, by=by.ola, now=now)
    assert alarms.found(number).status == "ringing"
    assert _rows() == []
    assert alarms.story(number) == ["alarm_raised", "alarm_misread"]


def test_a_wrong_read_back_stops_no_clock(by, now, number):
    escalations.acknowledge(number, WRONG, Action.COMING, by=by.ola, now=now + 599 * SECOND)
    engine.tick(now + 600 * SECOND)
    assert alarms.found(number).position == 1


def test_whoever_misread_can_read_again(by, now, number):
    escalations.acknowledge(number, WRONG, Action.COMING, by=by.ola, now=now)
    assert alarms.taken(number, by=by.ola, now=now)


def test_nobody_rings_any_more_when_it_is_taken(by, now, number):
    alarms.taken(number, by=by.ola, now=now)
    for minutes in range(1, 10):
        engine.tick(now + minutes * MINUTE)
    assert alarms.told(number) == ["ola"]


def test_a_link_that_has_not_been_reached_may_take_it(by, now, number):
    assert alarms.taken(number, by=by.tor, now=now)


def test_the_second_comes_too_late(by, now, number):
    alarms.taken(number, by=by.ola, now=now)
    with pytest.raises(AlreadyOwned):
        alarms.taken(number, by=by.ingrid, now=now)


def test_the_second_is_told_so_although_the_read_back_is_wrong(by, now, number):
    alarms.taken(number, by=by.ola, now=now)
    with pytest.raises(AlreadyOwned):
        escalations.acknowledge(number, WRONG, Action.COMING, by=by.ingrid, now=now)


def test_the_same_answer_sent_twice_counts_once(by, now, number):
    assert [alarms.taken(number, by=by.ola, now=now + each * MINUTE) for each in range(2)] == [True, True]
    assert len(_rows()) == 1
    assert alarms.story(number).count("alarm_acknowledged") == 1
    assert alarms.found(number).lapse_at == now + 10 * MINUTE


def test_what_the_owner_does_otherwise_is_a_status_and_no_new_answer(by, now, number):
    alarms.taken(number, by=by.ola, now=now)
    with pytest.raises(NotPossibleNow):
        alarms.taken(number, by=by.ola, now=now, action=Action.CALLING)


def test_nobody_acknowledges_their_own(by, now, number):
    with pytest.raises(OwnAlarm):
        alarms.taken(number, by=by.kari, now=now)


def test_a_leader_does_not_acknowledge_their_own(by, now):
    with pytest.raises(OwnAlarm):
        alarms.taken(alarms.raised(by.ola, now), by=by.ola, now=now)


def test_the_database_refuses_an_acknowledgement_of_ones_own(by, now, number):
    own = {"by_id": by.kari.id, "recorded_by_id": by.kari.id, "employee_id": by.kari.id}
    db.session.add(_row(number, now, **own))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_the_database_refuses_an_acknowledgement_that_lies_about_whose_alarm_it_is(by, now, number):
    lie = {"by_id": by.kari.id, "recorded_by_id": by.kari.id, "employee_id": by.amir.id}
    db.session.add(_row(number, now, **lie))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def _row(number, now, **who):
    return Acknowledgement(escalation_id=number, how="in_app", understood="x", action="coming", at=now, **who)


def test_the_database_refuses_two_that_stand(by, now, number):
    alarms.taken(number, by=by.ola, now=now)
    second = {"by_id": by.tor.id, "recorded_by_id": by.tor.id, "employee_id": by.kari.id}
    db.session.add(_row(number, now, **second))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


@pytest.mark.parametrize(
    "lie",
    [
        {"owner_id": None},
        {"next_at": None},
        {"status": "ringing"},
        {"lapse_at": None},
        {"status": "closed"},
    ],
)
def test_the_database_refuses_a_status_without_its_facts(by, now, number, lie):
    alarms.taken(number, by=by.ola, now=now)
    db.session.query(Escalation).filter_by(id=number)
    with pytest.raises(IntegrityError):
        db.session.query(Escalation).filter_by(id=number).update(lie)
    db.session.rollback()


@pytest.mark.parametrize("who", ["amir", "sunniva", "marit", "vera", "anders"])
def test_whoever_does_not_answer_for_it_sees_no_alarm(by, now, number, who):
    with pytest.raises(Missing):
        alarms.taken(number, by=getattr(by, who), now=now)


def test_a_deputy_whose_days_begin_later_may_take_an_alarm_that_still_rings(by, cast, now, number):
    today = now.date()
    db.session.add(Deputyship(person_id=cast.amir.id, unit_id=by.kari.unit_id, starts_on=today, ends_on=today))
    db.session.commit()
    assert alarms.taken(number, by=plays.actor(cast.amir, now), now=now)


def test_a_deputy_whose_days_have_ended_is_in_the_frozen_chain_all_the_same(by, cast, now, number):
    tomorrow = now + dt.timedelta(days=40)
    assert alarms.taken(number, by=plays.actor(cast.ingrid, tomorrow), now=tomorrow)


def test_an_alarm_without_a_chain_can_be_taken_by_whoever_leads_today(by, cast, now):
    for person in vars(cast).values():
        alarms.change(person, phone=None)
    number = alarms.raised(by.kari, now)
    assert alarms.chain(number) == []
    assert alarms.taken(number, by=by.tor, now=now)
    escalations.report(number, "Fremme", by=by.tor, now=now)
    escalations.close(number, "Over", by=by.tor, now=now)
    assert alarms.found(number).status == "closed"


def test_an_alarm_whose_chain_has_left_can_be_taken_by_the_next_leader(by, cast, now, number):
    for gone in (cast.ola, cast.ingrid, cast.tor, cast.liv):
        alarms.change(gone, deactivated_at=now)
    db.session.add(
        Appointment(person_id=cast.amir.id, unit_id=alarms.unit(SOLVIK).id, role=Role.LEADER, created_at=now)
    )
    db.session.commit()
    assert alarms.taken(number, by=plays.actor(cast.amir, now), now=now)


def test_a_closed_alarm_cannot_be_taken_or_passed_on(by, now):
    number = alarms.closed(by.kari, by.ola, now)
    with pytest.raises(AlarmClosed):
        alarms.taken(number, by=by.ingrid, now=now)
    with pytest.raises(AlarmClosed):
        escalations.acknowledge(number, WRONG, Action.COMING, by=by.ingrid, now=now)
    with pytest.raises(AlarmClosed):
        escalations.decline(number, by=by.ola, now=now)

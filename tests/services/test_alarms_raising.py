"""Raising: durable, once for each tap, told at once to whoever must know; and nothing about it is ever refused."""

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from app.demo import SOLVIK
from app.domain.escalation import Source, Urgency
from app.models import Escalation, Link, Notice, db
from app.services import escalations
from tests import alarms, plays
from tests.alarms import MINUTE

pytestmark = pytest.mark.usefixtures("others")


def _raise(alarm, by, now):
    return escalations.raise_alarm(alarm, by=by, now=now)


def _count():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Escalation))


@pytest.fixture
def meeting(by, now):
    """Kari's meeting, which is about to start."""
    return plays.logged(by.kari, now, starts_at=now + MINUTE)


def _of(meeting, by, **differs):
    return alarms.alarm(by, meeting_id=meeting, form="office", **differs)


def test_the_same_key_is_the_same_alarm(by, now):
    alarm = alarms.alarm(by.kari)
    assert _raise(alarm, by.kari, now) == _raise(alarm, by.kari, now + MINUTE)
    assert _count() == 1


def test_the_same_key_tells_nobody_twice(by, now):
    alarm = alarms.alarm(by.kari)
    number = _raise(alarm, by.kari, now)
    before = alarms.told(number), alarms.story(number)
    _raise(alarm, by.kari, now + MINUTE)
    assert (alarms.told(number), alarms.story(number)) == before


def test_the_same_key_is_the_same_alarm_after_it_is_closed(by, now):
    alarm = alarms.alarm(by.kari)
    number = _raise(alarm, by.kari, now)
    alarms.taken(number, by=by.ola, now=now)
    escalations.report(number, "Fremme", by=by.ola, now=now)
    escalations.close(number, "Over", by=by.ola, now=now)
    assert _raise(alarm, by.kari, now + MINUTE) == number


def test_danger_after_no_danger_on_the_same_page_is_another_alarm(by, now):
    calm = alarms.alarm(by.kari)
    danger = dataclasses.replace(calm, urgency=Urgency.DANGER)
    assert _raise(calm, by.kari, now) != _raise(danger, by.kari, now)


def test_a_drill_with_the_same_key_is_not_the_real_thing(by, now):
    drill = alarms.alarm(by.kari, is_drill=True)
    real = dataclasses.replace(drill, is_drill=False)
    assert alarms.found(_raise(drill, by.ola, now)).is_drill
    assert not alarms.found(_raise(real, by.kari, now)).is_drill


def test_another_persons_key_is_another_alarm(by, now):
    alarm = alarms.alarm(by.kari)
    theirs = dataclasses.replace(alarm, employee_id=by.amir.id)
    assert _raise(alarm, by.kari, now) != _raise(theirs, by.amir, now)


def test_nobody_can_use_up_the_key_of_an_alarm_that_the_clock_will_raise(by, now, meeting):
    guessed = _of(meeting, by.kari, client_key=f"overdue-{meeting}-2")
    number = _raise(guessed, by.kari, now)
    of_the_clock = dataclasses.replace(guessed, source=Source.OVERDUE)
    assert escalations.raise_alarm(of_the_clock, by=None, now=now) != number


def test_a_second_tap_while_it_rings_is_the_same_alarm(by, now, meeting):
    first = _raise(_of(meeting, by.kari), by.kari, now)
    assert _raise(_of(meeting, by.kari), by.kari, now + MINUTE) == first


def test_that_second_tap_sent_again_after_somebody_has_it_is_still_the_same_alarm(by, now, meeting):
    first, second = _of(meeting, by.kari), _of(meeting, by.kari)
    number = _raise(first, by.kari, now)
    _raise(second, by.kari, now)
    alarms.taken(number, by=by.ola, now=now)
    assert _raise(second, by.kari, now + MINUTE) == number
    assert _count() == 1


def test_a_new_tap_after_somebody_has_it_is_a_new_alarm(by, now, meeting):
    number = _raise(_of(meeting, by.kari), by.kari, now)
    alarms.taken(number, by=by.ola, now=now)
    assert _raise(_of(meeting, by.kari), by.kari, now + MINUTE) != number


@pytest.mark.parametrize("news", [{"do_not_call": True}, {"words": "Han har kniv"}, {"urgency": Urgency.DANGER}])
def test_a_second_tap_that_says_something_new_is_another_alarm(by, now, meeting, news):
    first = _raise(_of(meeting, by.kari), by.kari, now)
    assert _raise(_of(meeting, by.kari, **news), by.kari, now) != first


def test_do_not_call_stays_said_when_the_second_tap_is_without_it(by, now, meeting):
    first = _raise(_of(meeting, by.kari, do_not_call=True), by.kari, now)
    assert _raise(_of(meeting, by.kari), by.kari, now) == first
    assert alarms.found(first).do_not_call


def test_a_drill_about_the_meeting_hides_no_real_alarm(by, now, meeting):
    drill = _raise(_of(meeting, by.kari, is_drill=True), by.ola, now)
    assert _raise(_of(meeting, by.kari), by.kari, now) != drill


def test_raising_is_never_limited(by, now):
    assert len({alarms.raised(by.kari, now) for _tap in range(40)}) == 40


def test_without_danger_the_first_link_is_told(by, now):
    number = alarms.raised(by.kari, now)
    assert alarms.told(number) == ["ola"]
    assert alarms.reached(number) == ["ola"]


def test_danger_tells_leader_deputy_and_colleagues_at_once(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER)
    assert alarms.told(number) == ["amir", "ingrid", "ola", "vera"]
    assert alarms.reached(number) == ["ola", "ingrid"]
    assert alarms.found(number).position == 0


def test_danger_tells_nobody_of_another_office(by, now):
    assert "marit" not in alarms.told(alarms.raised(by.kari, now, Urgency.DANGER))


def test_danger_tells_no_colleague_whose_access_has_ended(by, cast, now):
    alarms.change(cast.amir, deactivated_at=now)
    assert "amir" not in alarms.told(alarms.raised(by.kari, now, Urgency.DANGER))


def test_without_a_chain_the_colleagues_are_told_although_there_is_no_danger(by, cast, now):
    db.session.execute(sa.text("UPDATE people SET phone = NULL"))
    db.session.commit()
    assert alarms.told(alarms.raised(by.kari, now)) == ["amir", "ingrid", "ola", "vera"]


@pytest.mark.parametrize(("urgency", "seconds"), [(Urgency.DANGER, 120), (Urgency.SAFE, 600)])
def test_the_first_climb_is_due_when_patience_ends(by, now, urgency, seconds):
    found = alarms.found(alarms.raised(by.kari, now, urgency))
    assert found.climb_at == now + dt.timedelta(seconds=seconds)
    assert found.remind_at == found.next_at == now + MINUTE


def test_the_unit_shortens_the_patience(by, now):
    alarms.change(alarms.unit(SOLVIK), danger_patience_s=30)
    found = alarms.found(alarms.raised(by.kari, now, Urgency.DANGER))
    assert found.climb_at == found.next_at == now + dt.timedelta(seconds=30)
    assert alarms.found(alarms.raised(by.kari, now)).patience_s == 600


def test_the_meeting_tells_of_its_alarm(by, now, meeting):
    number = _raise(_of(meeting, by.kari), by.kari, now)
    assert alarms.story_of(f"meeting/{meeting}")[-1] == "alarm_of_meeting"
    assert alarms.story(number) == ["alarm_raised"]
    assert alarms.broken_timelines() == []


def test_notices_hold_no_text_and_no_name(by, now):
    number = alarms.raised(by.kari, now, Urgency.DANGER, words="Kari Nordvik trues", place="Fjordveien 12")
    rows = db.session.execute(sa.select(Notice.__table__).where(Notice.escalation_id == number)).all()
    assert rows
    assert not [row for row in rows if "Kari" in str(row) or "Fjordveien" in str(row)]


def test_nothing_is_left_when_raising_breaks_in_the_middle(by, now, monkeypatch):
    from app.services import notices

    monkeypatch.setattr(notices, "tell", lambda *_args, **_named: 1 / 0)
    alarm = alarms.alarm(by.kari)
    with pytest.raises(ZeroDivisionError):
        _raise(alarm, by.kari, now)
    assert _count() == db.session.scalar(sa.select(sa.func.count()).select_from(Link)) == 0
    monkeypatch.undo()
    assert alarms.told(_raise(alarm, by.kari, now)) == ["ola"]

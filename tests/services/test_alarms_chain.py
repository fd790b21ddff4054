"""Who answers: leader → deputy → the level above, as it stands when the alarm is raised, and frozen from then on."""

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from app.demo import COUNTY, SOLVIK
from app.domain.permissions import Role
from app.models import Absence, Appointment, Deputyship, Person, Unit, db
from app.services import chains
from app.services.chains import Problem
from tests import alarms

pytestmark = pytest.mark.usefixtures("others")
DAY = dt.timedelta(days=1)


def _add(*rows):
    db.session.add_all(rows)
    db.session.commit()


def _today(now):
    return now.date()


def _away(person, now):
    _add(Absence(person_id=person.id, starts_on=_today(now), ends_on=_today(now)))


def _deputy(person, unit, starts_on, ends_on):
    _add(Deputyship(person_id=person.id, unit_id=unit.id, starts_on=starts_on, ends_on=ends_on))


def _leader(person, unit, now):
    _add(Appointment(person_id=person.id, unit_id=unit.id, role=Role.LEADER, created_at=now))


def _chain(by, now):
    return [holder.name.split()[0].lower() for holder in chains.derive(by.unit_id, without=by.id, now=now)]


def test_leader_deputy_and_the_levels_above_in_that_order(by, now):
    assert _chain(by.kari, now) == ["ola", "ingrid", "tor", "liv"]


def test_the_chains_of_many_units_are_those_of_each(by, cast, now):
    _deputy(cast.amir, alarms.unit(SOLVIK), _today(now), _today(now))
    _away(cast.marit, now)
    units = list(db.session.scalars(sa.select(Unit.id)))
    found = chains.readiness_in(units, of=by.ola.id, now=now)
    assert set(found) == set(units)
    for unit_id in units:
        alone = chains.readiness(unit_id, of=by.ola.id, now=now)
        assert found[unit_id].holders == [dataclasses.replace(each, seen_at=None) for each in alone.holders]
        assert found[unit_id].problems == alone.problems


def test_many_chains_are_asked_for_at_once(by, now, counted):
    units, ola = list(db.session.scalars(sa.select(Unit.id))), by.ola.id
    assert counted(lambda: chains.derive_in(units, without=ola, now=now)) == 1


def test_another_office_has_its_own_leader(by, now):
    assert _chain(by.sunniva, now) == ["marit", "tor", "liv"]


@pytest.mark.parametrize(("days", "is_there"), [((-2, -1), False), ((-2, 0), True), ((0, 2), True), ((1, 2), False)])
def test_a_deputy_counts_from_the_first_day_to_the_last(by, cast, now, days, is_there):
    first, last = (_today(now) + day * DAY for day in days)
    _deputy(cast.amir, alarms.unit(SOLVIK), first, last)
    assert ("amir" in _chain(by.kari, now)) is is_there


def test_the_day_is_the_day_in_norway(by, cast, now):
    _deputy(cast.amir, alarms.unit(SOLVIK), dt.date(2026, 3, 29), dt.date(2026, 3, 29))
    begins = dt.datetime(2026, 3, 28, 23, tzinfo=dt.UTC)  # the night when clocks go forward: that day has 23 hours
    assert ["amir" in _chain(by.kari, begins + hours) for hours in (-alarms.SECOND, 0 * DAY)] == [False, True]
    assert ["amir" in _chain(by.kari, begins + dt.timedelta(hours=23) + each * alarms.SECOND) for each in (-1, 0)] == [
        True,
        False,
    ]


@pytest.mark.parametrize("phone", [None, ""])
def test_nobody_without_a_phone_is_a_link(by, cast, now, phone):
    alarms.change(cast.ola, phone=phone)
    assert _chain(by.kari, now) == ["ingrid", "tor", "liv"]


def test_nobody_whose_access_has_ended_is_a_link(by, cast, now):
    alarms.change(cast.tor, deactivated_at=now)
    assert _chain(by.kari, now) == ["ola", "ingrid", "liv"]


def test_a_leader_who_is_away_is_no_link(by, cast, now):
    _away(cast.ola, now)
    assert _chain(by.kari, now) == ["ingrid", "tor", "liv"]


def test_a_deputy_who_is_away_is_no_link_either(by, cast, now):
    _away(cast.ingrid, now)
    assert _chain(by.kari, now) == ["ola", "tor", "liv"]


def test_one_is_never_in_ones_own_chain(by, now):
    assert _chain(by.ingrid, now) == ["ola", "tor", "liv"]


def test_a_leaders_own_alarm_starts_at_the_deputy(by, now):
    assert _chain(by.ola, now) == ["ingrid", "tor", "liv"]


def test_whoever_has_two_parts_is_called_once_at_the_nearest(by, cast, now):
    _deputy(cast.tor, alarms.unit(SOLVIK), _today(now), _today(now))
    assert _chain(by.kari, now) == ["ola", "ingrid", "tor", "liv"]
    holders = chains.derive(by.kari.unit_id, without=by.kari.id, now=now)
    assert [holder.part for holder in holders] == ["leader", "deputy", "deputy", "leader"]


def test_two_leaders_come_in_the_order_in_which_they_were_appointed(by, cast, now):
    _leader(cast.amir, alarms.unit(SOLVIK), now)
    assert _chain(by.kari, now) == ["ola", "amir", "ingrid", "tor", "liv"]


def test_units_that_stand_above_each_other_in_a_ring_hold_no_alarm_up(by, now):
    alarms.change(alarms.unit("Nav direktorat"), parent_id=alarms.unit(SOLVIK).id)
    assert _chain(by.kari, now) == ["ola", "ingrid", "tor", "liv"]


def test_the_chain_of_an_alarm_is_frozen_with_names_and_numbers(by, cast, now):
    number = alarms.raised(by.kari, now)
    before = [(link.name, link.phone, link.part, link.unit_id) for link in alarms.holding(number)]
    alarms.change(cast.ola, phone="+47 999 99 999", name="Ola Nordmann")
    _away(cast.ingrid, now)
    _leader(cast.amir, alarms.unit(SOLVIK), now)
    assert [(link.name, link.phone, link.part, link.unit_id) for link in alarms.holding(number)] == before
    assert alarms.chain(number) == ["ola", "ingrid", "tor", "liv"]


def test_an_alarm_without_a_chain_is_at_the_top_at_once(by, now):
    db.session.query(Person).update({Person.phone: None})
    db.session.commit()
    number = alarms.raised(by.kari, now)
    assert alarms.chain(number) == []
    assert alarms.found(number).at_top_since == now
    assert alarms.story(number) == ["alarm_raised", "alarm_reached_top"]


def _problems(by, now):
    return chains.readiness(by.unit_id, of=by.id, now=now).problems


def test_a_whole_chain_is_ready(by, now):
    assert _problems(by.kari, now) == []


def test_a_leader_who_is_away_without_a_deputy_is_said_before_the_meeting(by, cast, now):
    _away(cast.marit, now)
    assert _problems(by.sunniva, now) == [Problem.LEADER_AWAY]


def test_a_leader_who_is_away_with_a_deputy_is_no_problem(by, cast, now):
    _away(cast.ola, now)
    assert _problems(by.kari, now) == []


def test_one_of_two_leaders_who_is_away_is_no_problem(by, cast, now):
    _leader(cast.amir, alarms.unit("Nav Tindeby"), now)
    _away(cast.marit, now)
    assert _problems(by.sunniva, now) == []


def test_an_office_without_a_leader_is_said(by, cast, now):
    alarms.change(cast.marit, phone=None)
    assert _problems(by.sunniva, now) == [Problem.NO_LEADER]


def test_a_single_person_is_too_few(by, now):
    alarms.change(alarms.unit(COUNTY), parent_id=None)
    alarms.change(alarms.unit("Nav Tindeby"), parent_id=None)
    assert _problems(by.sunniva, now) == [Problem.TOO_SHORT]


def test_nobody_at_all_is_the_worst(by, now):
    db.session.query(Person).update({Person.phone: None})
    assert _problems(by.kari, now) == [Problem.NOBODY]


def test_a_unit_high_up_has_a_chain_too(by, cast, now):
    assert db.session.query(Unit).count() == 4
    assert _chain(by.tor, now) == ["liv"]

"""Moves between units, and links with which people choose passwords."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.permissions import Permission
from app.models import Person
from app.services import password_links, people, sign_ins, staff, transfers
from app.services import refusals_to_administrators as no
from app.services.refusals import Missing
from tests import alarms, plays
from tests.alarms import unit
from tests.plays import kinds_of

DAY = dt.timedelta(days=1)


def test_the_consequences_of_a_move_are_counted_before_it(anders, by, cast, now):
    for days in (1, 2, 9):
        plays.planned(by.ola, now, starts_at=now + days * DAY)
    follows = transfers.consequences(cast.ola.id, now.date() + 2 * DAY, by=anders())
    assert [follows.meetings, follows.roles, follows.leaves_without_leader] == [2, ["leader"], True]


def test_a_move_today_happens_at_once_and_ends_what_bound_to_the_old_unit(do, by, cast, now, session):
    meeting = plays.logged(by.ola, now, plays.HIGH)
    do(transfers.plan, cast.ola.id, unit("Nav Tindeby").id, now.date())
    ola = plays.acting(cast.ola.id, now=now)
    assert [ola.unit_id, ola.area(Permission.DECIDE)] == [unit("Nav Tindeby").id, frozenset()]
    assert plays.meeting(meeting).unit_id == unit("Nav Solvik").id
    assert kinds_of(unit("Nav Tindeby")) == ["transferred"]
    assert kinds_of(unit("Nav Solvik")) == ["transferred", "role_ended"]
    assert alarms.broken_timelines() == []


def test_a_planned_move_waits_for_its_day(do, cast, now, session):
    do(transfers.plan, cast.ingrid.id, unit("Nav Tindeby").id, now.date() + 3 * DAY)
    homes = []
    for days in (0, 2, 3, 4):
        transfers.carry_out_due(now=now + days * DAY)
        homes.append(session.get_one(Person, cast.ingrid.id, populate_existing=True).unit_id)
    assert homes == [unit("Nav Solvik").id] * 2 + [unit("Nav Tindeby").id] * 2
    assert unit("Nav Solvik").id not in plays.acting(cast.ingrid.id, now=now + 3 * DAY).area(Permission.DECIDE)


def test_a_move_that_is_called_off_never_happens(do, cast, now, session):
    do(transfers.plan, cast.amir.id, unit("Nav Tindeby").id, now.date() + DAY)
    do(transfers.drop, transfers.planned(cast.amir.id).id)
    assert transfers.carry_out_due(now=now + 5 * DAY) == 0


@pytest.mark.parametrize(
    ("name", "days", "refusal"), [("Nav Solvik", 1, no.MovesNowhere), ("Nav Tindeby", -1, no.PastMove)]
)
def test_a_move_that_makes_no_sense_is_refused(do, cast, now, name, days, refusal):
    with pytest.raises(refusal):
        do(transfers.plan, cast.amir.id, unit(name).id, now.date() + days * DAY)


def test_one_move_is_planned_at_a_time(do, cast, now):
    do(transfers.plan, cast.amir.id, unit("Nav Tindeby").id, now.date() + DAY)
    with pytest.raises(no.MovePlanned):
        do(transfers.plan, cast.amir.id, unit("Nav Fjordane").id, now.date() + DAY)


def test_a_password_link_is_good_once_and_ends_what_was(do, cast, now, session):
    key = sign_ins.create_for(cast.kari.id, device="phone", now=now)
    secret = do(password_links.make, cast.kari.id)
    assert sign_ins.behind(key, now=now, idle_hours=12) is None
    password_links.use(secret, "en lang setning til", now=now)
    assert sign_ins.create("kari@nav.example", "en lang setning til", device="", now=now)
    with pytest.raises(Missing):
        password_links.use(secret, "en annen lang setning", now=now)


def test_a_password_link_dies_with_age_with_a_newer_one_and_with_the_access(do, cast, now, session):
    first = do(password_links.make, cast.kari.id)
    second = do(password_links.make, cast.kari.id)
    with pytest.raises(Missing):
        password_links.behind(first, now=now)
    with pytest.raises(Missing):
        password_links.behind(second, now=now + 4 * DAY)
    with pytest.raises(Missing):
        password_links.behind(second[:-2] + "xx", now=now)
    do(staff.deactivate, cast.kari.id)
    with pytest.raises(Missing):
        password_links.behind(second, now=now)


def test_nothing_fits_while_a_password_is_waited_for(do, cast, now, session):
    do(password_links.make, cast.kari.id)
    stored = session.scalar(sa.select(Person.password_hash).where(Person.id == cast.kari.id))
    assert not people.matches(stored, stored)

"""Units, people and roles, as an administrator tends them."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.permissions import Role
from app.models import Appointment, Event, Person, SignIn, Unit, db
from app.services import refusals_to_administrators as no
from app.services import roles, sign_ins, staff, unit_readings, unit_tree
from app.services.refusals import Missing, Replayed
from tests import alarms, plays
from tests.alarms import unit
from tests.plays import kinds_of

DAY = dt.timedelta(days=1)


def _roles_of(person):
    return sorted(row.role for row in roles.of_person(person.id))


def test_a_unit_is_added_renamed_moved_and_closed_and_each_leaves_a_line(do, session):
    number = do(unit_tree.add, "Nav Vika", "office", unit("Nav Solvik").id, None)
    do(unit_tree.change, number, "Nav Viken", unit("Nav Tindeby").id, "+47 55 55 33 33")
    do(unit_tree.close, number)
    viken = db.session.get_one(Unit, number, populate_existing=True)
    assert [viken.name, viken.parent_id, viken.phone] == ["Nav Viken", unit("Nav Tindeby").id, "+47 55 55 33 33"]
    assert kinds_of(viken) == ["unit_closed", "unit_phone_changed", "unit_moved", "unit_renamed", "unit_added"]
    assert alarms.broken_timelines() == []


def test_a_closed_unit_is_not_in_the_tree(do, anders, now):
    number = do(unit_tree.add, "Nav Vika", "office", unit("Nav Solvik").id, None)
    do(unit_tree.close, number)
    assert "Nav Vika" not in [branch.unit.name for branch in unit_readings.tree(anders(), now=now)]


def test_the_tree_shows_each_unit_below_its_own(do, anders, now):
    do(unit_tree.add, "Nav Vika", "office", unit("Nav Solvik").id, None)
    tree = [(branch.unit.name, branch.depth, branch.people) for branch in unit_readings.tree(anders(), now=now)]
    assert tree == [
        ("Nav direktorat", 0, 2),
        ("Nav Fjordane", 1, 1),
        ("Nav Solvik", 2, 5),
        ("Nav Vika", 3, 0),
        ("Nav Tindeby", 2, 2),
    ]


@pytest.mark.parametrize(
    ("name", "refusal"), [("Nav Tindeby", no.HasPeople), ("Nav Vika", no.HasUnitsBelow), ("Nav Vik", no.HasOpenAlarms)]
)
def test_a_unit_in_use_is_not_closed(do, by, now, cast, name, refusal):
    vika = do(unit_tree.add, "Nav Vika", "office", unit("Nav Solvik").id, None)
    below = do(unit_tree.add, "Nav Vik", "office", vika, None)
    alarms.raised(by.kari, now, unit_id=below)
    with pytest.raises(refusal):
        do(unit_tree.close, unit(name).id)


def test_a_unit_never_lies_below_itself(do):
    with pytest.raises(no.BelowItself):
        do(unit_tree.change, unit("Nav Fjordane").id, "Nav Fjordane", unit("Nav Solvik").id, None)


def test_two_units_do_not_share_a_name(do):
    with pytest.raises(no.NameTaken):
        do(unit_tree.add, "Nav Tindeby", "office", unit("Nav Solvik").id, None)


@pytest.mark.parametrize("verb", ["add", "change", "close"])
def test_nobody_tends_units_outside_their_own_area(do, by, session, now, verb):
    session.add(Appointment(person_id=by.kari.id, unit_id=unit("Nav Solvik").id, role=Role.ADMIN, created_at=now))
    session.commit()
    kari, there = plays.acting(by.kari.id, now=now), unit("Nav Tindeby").id
    words = {"add": ("X", "office", there, None), "change": (there, "X", None, None), "close": (there,)}
    with pytest.raises(Missing):
        do(getattr(unit_tree, verb), *words[verb], who=kari)


def test_a_unit_whose_leader_is_gone_is_not_answered_for(do, by, cast, now):
    assert cast.marit.unit_id in unit_readings.answered_for(now)
    assert do(staff.deactivate, cast.marit.id) == ["Nav Tindeby"]
    assert cast.marit.unit_id not in unit_readings.answered_for(now)


def test_a_person_is_added_and_found(do, anders):
    do(staff.add, "Nora Fjell", "Nora@nav.example", None, unit("Nav Solvik").id)
    assert [row.sign_in_name for row in staff.find("fjell", by=anders())[0]] == ["nora@nav.example"]


@pytest.mark.parametrize(("words", "names"), [("%", 0), ("_", 0), ("NORDVIK", 1), ("@nav.example", 10), ("\\", 0)])
def test_a_search_takes_every_sign_as_itself(anders, words, names):
    assert len(staff.find(words, by=anders())[0]) == names


def test_the_pages_of_a_search_hold_everybody_once(anders, session, monkeypatch):
    monkeypatch.setattr(staff, "PAGE", 3)
    seen, after = [], None
    while True:
        rows, after = staff.find("", after=after, by=anders())
        seen += [row.name for row in rows]
        if after is None:
            break
    assert seen == sorted(person.name for person in session.scalars(sa.select(Person)))


def test_an_address_is_one_persons(do, cast):
    with pytest.raises(no.AddressTaken):
        do(staff.add, "Nora Fjell", "KARI@nav.example", None, unit("Nav Solvik").id)
    with pytest.raises(no.AddressTaken):
        do(staff.change, cast.amir.id, "Amir Haugen", "kari@nav.example", None)


def test_whoever_is_deactivated_is_signed_out_at_once_everywhere(do, cast, now, session):
    keys = [sign_ins.create_for(cast.kari.id, device=each, now=now) for each in ("phone", "desk")]
    do(staff.deactivate, cast.kari.id)
    assert [sign_ins.behind(key, now=now, idle_hours=12) for key in keys] == [None, None]
    assert session.scalars(sa.select(SignIn.ended_at)).all() == [now, now]
    do(staff.reactivate, cast.kari.id)
    assert [sign_ins.behind(key, now=now, idle_hours=12) for key in keys] == [None, None]


def test_nobody_ends_their_own_access(do, cast):
    with pytest.raises(no.OwnAccess):
        do(staff.deactivate, cast.anders.id)


def test_the_last_administrator_stays(do, by, cast, now):
    do(roles.give, cast.kari.id, Role.ADMIN, unit("Nav direktorat").id)
    kari = plays.acting(cast.kari.id, now=now)
    do(staff.deactivate, cast.anders.id, who=kari)
    (row,) = roles.of_person(cast.kari.id)
    do(roles.give, cast.kari.id, Role.LEADER, unit("Nav Solvik").id, who=kari)
    with pytest.raises(no.LastAdministrator):
        do(roles.end, row.id, who=kari)
    with pytest.raises(no.LastAdministrator):
        do(staff.deactivate, cast.kari.id, who=plays.acting(cast.anders.id, now=now))


def test_roles_are_given_once_and_taken_away(do, cast):
    for _time in range(2):
        do(roles.give, cast.kari.id, Role.SAFETY_REP, unit("Nav Solvik").id)
    assert _roles_of(cast.kari) == ["safety_rep"]
    do(roles.end, roles.of_person(cast.kari.id)[0].id)
    assert _roles_of(cast.kari) == []
    assert kinds_of(unit("Nav Solvik")) == ["role_ended", "role_given"]


def test_nobody_takes_the_last_role_from_themselves(do, cast):
    (row,) = roles.of_person(cast.anders.id)
    with pytest.raises(no.OwnLastRole):
        do(roles.end, row.id)


def test_a_leader_can_be_called(do, cast, session):
    alarms.change(cast.kari, phone=None)
    with pytest.raises(no.LeaderNeedsPhone):
        do(roles.give, cast.kari.id, Role.LEADER, unit("Nav Solvik").id)


def test_a_form_that_is_sent_twice_works_once(anders, now, cast):
    key = plays.key()
    staff.add("Nora Fjell", "nora@nav.example", None, cast.kari.unit_id, key=key, by=anders(), now=now)
    with pytest.raises(Replayed):
        staff.add("Nora Fjell", "nora@nav.example", None, cast.kari.unit_id, key=key, by=anders(), now=now)


def test_the_record_of_administration_holds_no_addresses_and_no_numbers(do, cast, session):
    do(staff.change, cast.kari.id, "Kari Nordvik-Lie", "kari.lie@nav.example", "+47 411 11 111")
    told = str(session.execute(sa.select(Event.facts)).all())
    assert "kari" not in told.lower()
    assert "411" not in told

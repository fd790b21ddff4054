"""People as the directory tells of them: added, kept up to date, moved, appointed, and never let in again by it."""

import pytest
import sqlalchemy as sa

from app.domain import group_mapping
from app.domain.permissions import Role
from app.models import Appointment, Event, Person, Unit
from app.services import people, roles, single_sign_on, staff, transfers
from app.services.directory_people import Told, brought_up_to_date
from app.services.refusals_at_the_door import AccessEnded, AddressOfAnother, GroupDecides, NoAddress, NoGroupFits
from tests import plays

GROUPS = """
[[groups]]
id = "solvik"
unit = "Nav Solvik"
role = "employee"

[[groups]]
id = "tindeby"
unit = "Nav Tindeby"
role = "employee"

[[groups]]
id = "leaders"
unit = "Nav Tindeby"
role = "leader"

[[groups]]
id = "admins"
unit = "Nav direktorat"
role = "admin"
"""


@pytest.fixture(autouse=True)
def _mapping(app, monkeypatch):
    monkeypatch.setitem(app.config, "OIDC_GROUPS", group_mapping.read(GROUPS))
    monkeypatch.setitem(app.config, "OIDC_ISSUER", "https://login.example")


@pytest.fixture
def come(session, cast, now):
    """come("solvik") signs Nina in with these groups, and gives her as she is stored; name what differs."""

    def in_(*groups, sub="nina", address="nina@nav.example", name="Nina Solberg", phone=None, at=now):
        told = Told((sub * 64)[:64], address, name, phone, frozenset(groups))
        return session.get(Person, brought_up_to_date(told, locale="nn", now=at), populate_existing=True)

    return in_


@pytest.fixture
def unit(session, cast):
    """unit("Nav Solvik") is its id."""
    return lambda name: session.scalar(sa.select(Unit.id).where(Unit.name == name))


def _held(session, person):
    rows = session.execute(
        sa.select(Appointment.role, Unit.name, Appointment.by_group)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.person_id == person.id)
        .order_by(Appointment.role)
    )
    return [tuple(row) for row in rows]


def _lines_about(session, person):
    told = session.execute(sa.select(Event.kind, Event.facts).where(Event.stream.startswith("unit/")))
    return sorted(row.kind for row in told if row.facts.get("person_id") == person.id)


def test_somebody_new_is_added_with_a_line_and_without_a_password(session, come, unit):
    nina = come("solvik")
    assert [nina.name, nina.sign_in_name, nina.unit_id] == ["Nina Solberg", "nina@nav.example", unit("Nav Solvik")]
    assert [nina.password_hash, nina.locale, nina.phone] == [None, "nn", None]
    assert _lines_about(session, nina) == ["person_added"]


def test_coming_again_changes_and_writes_nothing(session, come):
    nina, again = come("solvik", "leaders"), come("solvik", "leaders")
    assert nina.id == again.id
    assert _lines_about(session, nina) == ["person_added", "role_given"]


def test_a_new_name_and_address_are_taken_over_with_one_line(session, come):
    first = come("solvik").id
    nina = come("solvik", name="  Nina   Berg ", address="Nina.Berg@nav.example", phone="+47 400 00 009")
    assert nina.id == first
    assert [nina.name, nina.sign_in_name, nina.phone] == ["Nina Berg", "nina.berg@nav.example", "+47 400 00 009"]
    assert _lines_about(session, nina) == ["person_added", "person_changed"]


@pytest.mark.parametrize("phone", [None, "", "ring meg", "4" * 40])
def test_a_number_that_the_directory_does_not_know_stays(come, phone):
    come("solvik", phone="+47 400 00 009")
    assert come("solvik", phone=phone).phone == "+47 400 00 009"


def test_a_language_that_was_chosen_stays(come):
    people.speak(come("solvik").id, "en")
    assert come("solvik").locale == "en"


def test_a_new_group_moves_somebody_and_no_group_left_refuses(session, come, unit):
    come("solvik")
    nina = come("tindeby")
    assert nina.unit_id == unit("Nav Tindeby")
    assert _lines_about(session, nina) == ["person_added", "transferred", "transferred"]
    with pytest.raises(NoGroupFits):
        come()
    assert session.get(Person, nina.id).unit_id == unit("Nav Tindeby")


def test_somebody_in_two_offices_stays_where_an_administrator_moved_them(by, come, unit, now):
    nina = come("solvik", "tindeby")
    assert nina.unit_id == unit("Nav Solvik")
    transfers.plan(nina.id, unit("Nav Tindeby"), now.date(), key=plays.key(), by=by.anders, now=now)
    assert come("solvik", "tindeby").unit_id == unit("Nav Tindeby")


def test_moving_ends_what_was_held_there(session, by, come, unit, now):
    nina = come("solvik", phone="+47 400 00 009")
    roles.give(nina.id, Role.SAFETY_REP, unit("Nav Solvik"), key=plays.key(), by=by.anders, now=now)
    assert _held(session, come("tindeby")) == []


def test_roles_follow_from_groups(session, come):
    assert _held(session, come("solvik", "leaders")) == [("leader", "Nav Tindeby", True)]
    nina = come("solvik")
    assert _held(session, nina) == []
    assert _lines_about(session, nina) == ["person_added", "role_ended", "role_given"]


def test_what_an_administrator_gave_stays(session, by, come, unit, now):
    nina = come("solvik")
    roles.give(nina.id, Role.SAFETY_REP, unit("Nav Tindeby"), key=plays.key(), by=by.anders, now=now)
    assert _held(session, come("solvik", "leaders"))[1] == ("safety_rep", "Nav Tindeby", False)
    assert _held(session, come("solvik")) == [("safety_rep", "Nav Tindeby", False)]


def test_a_role_that_was_given_before_a_group_gave_it_too_stays_the_administrators(session, cast, come):
    marit = come("leaders", sub="marit", address="marit@nav.example", name="Marit Dahl")
    assert _held(session, marit) == [("leader", "Nav Tindeby", False)]
    assert _held(session, come("tindeby", sub="marit", address="marit@nav.example")) == [
        ("leader", "Nav Tindeby", False)
    ]


def test_a_role_from_a_group_is_ended_in_the_directory(session, by, come, now):
    nina = come("solvik", "leaders")
    (appointment,) = session.scalars(sa.select(Appointment.id).where(Appointment.person_id == nina.id))
    with pytest.raises(GroupDecides):
        roles.end(appointment, key=plays.key(), by=by.anders, now=now)


def test_without_a_provider_an_administrator_ends_it(app, session, by, come, now, monkeypatch):
    nina = come("solvik", "leaders")
    (appointment,) = session.scalars(sa.select(Appointment.id).where(Appointment.person_id == nina.id))
    monkeypatch.setitem(app.config, "OIDC_ISSUER", None)
    assert roles.end(appointment, key=plays.key(), by=by.anders, now=now) == nina.id


def test_the_last_administrator_stays_one_whatever_the_groups_say(session, by, cast, come, now):
    nina = come("solvik", "admins")
    staff.deactivate(cast.anders.id, key=plays.key(), by=plays.actor(nina, now), now=now)
    assert _held(session, come("solvik")) == [("admin", "Nav direktorat", True)]


def test_whoever_is_known_by_address_is_the_same_person_from_then_on(cast, come):
    kari = come("solvik", sub="kari", address="KARI@nav.example", name="Kari Nordvik")
    assert kari.id == cast.kari.id
    assert come("solvik", sub="kari", address="kari.n@nav.example").id == cast.kari.id


def test_the_address_of_somebody_who_signs_in_otherwise_is_not_taken_over(cast, come):
    come("solvik", sub="kari", address="kari@nav.example")
    with pytest.raises(AddressOfAnother):
        come("solvik", sub="mallory", address="kari@nav.example")


def test_an_address_that_somebody_else_has_is_left_with_them(session, cast, come):
    come("solvik")
    nina = come("solvik", address="kari@nav.example", name="Nina Berg")
    assert [nina.name, nina.sign_in_name] == ["Nina Berg", "nina@nav.example"]
    assert session.get(Person, cast.kari.id).name == "Kari Nordvik"


def test_whoever_lost_access_gets_none_back_and_nothing_changes(session, cast, come, now):
    people.deactivate("kari@nav.example", now=now)
    with pytest.raises(AccessEnded):
        come("tindeby", sub="kari", address="kari@nav.example", name="Kari Ny")
    kari = session.get(Person, cast.kari.id, populate_existing=True)
    assert [kari.name, kari.subject_hash] == ["Kari Nordvik", None]
    assert kari.deactivated_at == now


@pytest.mark.parametrize("told", [{"address": ""}, {"address": "nina"}, {"name": "Nina 15076510013"}])
def test_an_account_that_cannot_be_kept_is_refused(session, come, told):
    with pytest.raises(NoAddress):
        come("solvik", **told)
    assert session.scalar(sa.select(Person.id).where(Person.name.startswith("Nina"))) is None


def test_a_group_of_a_unit_that_is_closed_or_renamed_fits_nobody(session, by, come, unit, now):
    session.execute(sa.update(Unit).where(Unit.name == "Nav Solvik").values(closed_at=now))
    session.execute(sa.update(Unit).where(Unit.name == "Nav Tindeby").values(name="Nav Tinden"))
    session.commit()
    with pytest.raises(NoGroupFits):
        come("solvik", "tindeby")


def test_a_unit_that_the_file_calls_by_its_number_may_change_its_name(app, session, come, unit, monkeypatch):
    numbered = GROUPS.replace('"Nav Solvik"', str(unit("Nav Solvik")))
    monkeypatch.setitem(app.config, "OIDC_GROUPS", group_mapping.read(numbered))
    session.execute(sa.update(Unit).where(Unit.name == "Nav Solvik").values(name="Nav Sola"))
    session.commit()
    assert come("solvik").unit_id == unit("Nav Sola")


def test_fifty_devices_at_once_make_one_person(session, cast, now, at_once):
    told = Told("n" * 64, "nina@nav.example", "Nina Solberg", None, frozenset({"solvik", "leaders"}))
    came = at_once(lambda _number: single_sign_on.let_in(told, "a.b.c", device="", locale="nb", now=now))
    assert {refused for refused, _outcome in came} == {None}
    assert len(session.scalars(sa.select(Person.id).where(Person.name == "Nina Solberg")).all()) == 1
    assert len(session.scalars(sa.select(Appointment.id).where(Appointment.by_group)).all()) == 1

"""Accounts and units from the command line: what an administrator types, and what it does."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.models import Appointment, Person, Unit, db
from app.services import people, sign_ins

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
PASSWORD = "en lang setning som passord"
WHO = ["nora@nav.example", "--name", "Nora Fjell", "--unit", "Nav Solvik", "--password", PASSWORD]


@pytest.fixture
def run(app, cast):
    """run("users", "add", …) is what an administrator types after `flask`; the cast is there already."""
    runner = app.test_cli_runner()
    return lambda *words, **how: runner.invoke(args=list(words), **how)


@pytest.fixture
def found(app):
    """found(select) is what the database holds afterwards."""

    def look(select):
        with app.app_context():
            return db.session.scalars(select).all()

    return look


def _person(name="nora@nav.example"):
    return sa.select(Person).where(Person.sign_in_name == name)


def test_somebody_who_is_added_can_sign_in(app, run):
    assert run("users", "add", *WHO).output == "nora@nav.example can sign in.\n"
    with app.app_context():
        assert sign_ins.create("nora@nav.example", PASSWORD, device="", now=NOW) is not None


def test_somebody_who_is_added_has_a_name_a_unit_and_a_telephone(run, found):
    run("users", "add", *WHO, "--phone", "+47 400 00 999")
    (nora,) = found(_person())
    (unit,) = found(sa.select(Unit).where(Unit.id == nora.unit_id))
    assert [nora.name, nora.phone, unit.name] == ["Nora Fjell", "+47 400 00 999", "Nav Solvik"]


def test_the_password_is_kept_as_argon2id_only(run, found):
    run("users", "add", *WHO)
    (nora,) = found(_person())
    assert nora.password_hash.startswith("$argon2id$")
    assert PASSWORD not in str(vars(nora))


def test_a_name_is_kept_in_small_letters(run, found):
    run("users", "add", "Nora@NAV.example", *WHO[1:])
    assert [each.sign_in_name for each in found(_person())] == ["nora@nav.example"]


def test_roles_are_given_in_the_unit(run, found):
    run("users", "add", *WHO, "--role", "leader", "--role", "safety_rep")
    (nora,) = found(_person())
    roles = found(sa.select(Appointment).where(Appointment.person_id == nora.id))
    assert sorted(each.role for each in roles) == ["leader", "safety_rep"]
    assert {each.unit_id for each in roles} == {nora.unit_id}


def test_the_password_is_asked_for_and_never_shown(run):
    asked = run("users", "add", *WHO[:-2], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert asked.exit_code == 0
    assert PASSWORD not in asked.output


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["kari@nav.example", *WHO[1:]], "kari@nav.example is in use already"),
        (["KARI@nav.example", *WHO[1:]], "is in use already"),
        ([*WHO[:4], "Nav Ingensteds", *WHO[5:]], "there is no unit named Nav Ingensteds"),
        ([*WHO[:-1], "kort"], "a password has at least 12 characters"),
        ([*WHO, "--role", "king"], "'king' is not one of"),
    ],
)
def test_a_mistake_is_told_and_adds_nobody(run, found, words, complaint):
    before = len(found(sa.select(Person)))
    refused = run("users", "add", *words)
    assert refused.exit_code != 0
    assert complaint in refused.output
    assert "Traceback" not in refused.output
    assert len(found(sa.select(Person))) == before


def test_a_new_password_takes_the_place_of_the_old(app, run):
    run("users", "add", *WHO)
    run("users", "password", "nora@nav.example", "--password", PASSWORD[::-1])
    with app.app_context():
        assert sign_ins.create("nora@nav.example", PASSWORD, device="", now=NOW) is None
        assert sign_ins.create("nora@nav.example", PASSWORD[::-1], device="", now=NOW) is not None


def test_a_new_password_that_is_too_short_changes_nothing(app, run):
    run("users", "add", *WHO)
    assert run("users", "password", "nora@nav.example", "--password", "kort").exit_code == 1
    with app.app_context():
        assert sign_ins.create("nora@nav.example", PASSWORD, device="", now=NOW) is not None


def test_deactivating_somebody_ends_their_access(app, run):
    run("users", "add", *WHO)
    assert run("users", "deactivate", "nora@nav.example").output == "nora@nav.example can no longer sign in.\n"
    with app.app_context():
        assert sign_ins.create("nora@nav.example", PASSWORD, device="", now=NOW) is None


def test_deactivating_somebody_leaves_the_others(run, found):
    run("users", "deactivate", "kari@nav.example")
    gone = found(sa.select(Person.sign_in_name).where(Person.deactivated_at.is_not(None)))
    assert gone == ["kari@nav.example"]


@pytest.mark.parametrize("words", [["deactivate"], ["password", "--password", PASSWORD]])
def test_somebody_unknown_is_told_of(run, words):
    refused = run("users", words[0], "nobody@nav.example", *words[1:])
    assert refused.exit_code == 1
    assert "there is nobody with the sign-in name nobody@nav.example" in refused.output


def test_a_unit_is_added_below_another(run, found):
    assert run("units", "add", "Nav Fjelldal", "--parent", "Nav Fjordane", "--phone", "+47 55 55 33 33").exit_code == 0
    (unit,) = found(sa.select(Unit).where(Unit.name == "Nav Fjelldal"))
    (above,) = found(sa.select(Unit).where(Unit.id == unit.parent_id))
    assert [unit.kind, unit.phone, above.name] == ["office", "+47 55 55 33 33", "Nav Fjordane"]


def test_the_first_unit_stands_alone(run, found):
    run("units", "add", "Nav annet direktorat", "--kind", "directorate")
    (unit,) = found(sa.select(Unit).where(Unit.name == "Nav annet direktorat"))
    assert [unit.kind, unit.parent_id] == ["directorate", None]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["Nav Solvik"], "there is a unit named Nav Solvik already"),
        (["Nav Fjelldal", "--parent", "Nav Ingensteds"], "there is no unit named Nav Ingensteds"),
        (["Nav Fjelldal", "--kind", "kingdom"], "'kingdom' is not one of"),
    ],
)
def test_a_mistake_about_a_unit_is_told_and_adds_none(run, found, words, complaint):
    before = len(found(sa.select(Unit)))
    refused = run("units", "add", *words)
    assert refused.exit_code != 0
    assert complaint in refused.output
    assert len(found(sa.select(Unit))) == before


def test_a_kind_of_unit_that_does_not_exist_is_refused_by_the_service_too(session, cast):
    from app.services import unit_tree

    with pytest.raises(ValueError, match="office, county, directorate"):
        unit_tree.add_by_name("Nav Fjelldal", "kingdom", now=NOW)


def test_a_role_that_does_not_exist_is_refused_by_the_service_too(session, cast, now):
    with pytest.raises(ValueError, match="unknown role: king"):
        people.add("Nora Fjell", "nora@nav.example", "Nav Solvik", roles=("king",), now=now)


def test_a_profile_tells_who_somebody_is(session, cast):
    profile = people.profile(cast.kari.id)
    assert list(profile) == ["Kari Nordvik", "kari@nav.example", "+47 400 00 101", "Nav Solvik"]


def test_a_language_is_kept_on_one_person(session, cast):
    people.speak(cast.kari.id, "en")
    session.expire_all()
    assert [cast.kari.locale, cast.amir.locale] == ["en", "nb"]

"""The pages of an administrator: what a person does there, and what they never show."""

import pytest
import sqlalchemy as sa

from app.models import Person, Unit
from tests import plays

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def anders(sign_in, cast):
    return sign_in(cast.anders)


def test_a_unit_is_added_changed_and_closed(anders):
    page = anders.get("/administration/units").follow("Legg til en enhet")
    page = page.submit("Legg til enheten", name="Nav Vika", phone="")
    page = page.follow("Nav Vika").submit("Lagre", name="Nav Viken")
    assert "Enheten fikk nytt navn. Før: Nav Vika" in page
    assert "Enheten er lagt ned" in page.submit("Legg ned enheten")


def test_a_unit_with_people_says_why_it_stays(anders, cast):
    page = anders.get(f"/administration/units/{cast.kari.unit_id}").submit("Legg ned enheten", status=409)
    assert page.errors[""] == "Enheten har ansatte. Flytt dem til en annen enhet først."


def test_what_was_typed_about_a_unit_comes_back(anders, cast):
    page = anders.get(f"/administration/units/{cast.kari.unit_id}")
    page = page.submit("Lagre", name="Nav Tindeby", phone="+47 55 55 00 11", status=422)
    assert page.errors == {"name": "En annen enhet har dette navnet. Velg et annet."}
    assert page.tree.xpath("//input[@name='phone']/@value") == ["+47 55 55 00 11"]


def test_a_leader_who_is_gone_shows_red(anders, cast):
    page = anders.get(f"/administration/people/{cast.marit.id}").submit("Avslutt tilgangen nå")
    assert "Varslingskjeden er brutt: Nav Tindeby har ingen leder nå." in page
    assert "Varslingskjeden er brutt" in anders.get("/administration/units")


def test_somebody_new_chooses_a_password_and_signs_in(anders, client):
    page = anders.get("/administration/people").follow("Legg til en person")
    page = page.submit("Legg til personen", name="Nora Fjell", sign_in_name="Nora@nav.example", phone="")
    page = page.submit("Lag passordlenke")
    (link,) = page.tree.xpath("//input[@id='link']/@value")
    assert (
        client.get(link)
        .submit("Lagre passordet", password="kort", status=422)
        .errors["password"]
        .startswith("Passordet må")
    )
    page = client.get(link).submit("Lagre passordet", password="en lang setning til")
    page = page.submit("Logg inn", sign_in_name="nora@nav.example", password="en lang setning til")
    assert page.heading == "Mine møter"
    assert client.get(link, status=404).heading == "Lenken virker ikke lenger"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"sign_in_name": "kari@nav.example"}, "sign_in_name"),
        ({"sign_in_name": "ikke en adresse"}, "sign_in_name"),
        ({"phone": "ring meg"}, "phone"),
        ({"name": ""}, "name"),
        ({"name": "Nora 01010750160"}, "name"),
    ],
)
def test_a_mistake_about_somebody_new_is_told_beside_its_field(anders, stored, typed, field):
    fine = {"name": "Nora Fjell", "sign_in_name": "nora@nav.example", "phone": "+47 400 00 999"}
    page = anders.get("/administration/people/new").submit("Legg til personen", {**fine, **typed}, status=422)
    assert list(page.errors) == [field]
    assert len(stored(sa.select(Person.id))) == 10


def test_a_role_is_given_and_taken_away(anders, cast):
    page = anders.get(f"/administration/people/{cast.amir.id}")
    page = page.submit("Gi rollen", {"role-role": "safety_rep"})
    assert "Verneombud i Nav Solvik" in page
    assert "Verneombud i Nav Solvik" not in page.submit("Fjern rollen verneombud i Nav Solvik")


def test_the_own_last_role_stays_with_a_sentence(anders, cast):
    page = anders.get(f"/administration/people/{cast.anders.id}")
    page = page.submit("Fjern rollen administrator i Nav direktorat", status=409)
    assert "Du kan ikke fjerne din egen siste rolle." in page


def test_what_follows_from_a_move_is_shown_before_it_is_done(anders, cast, stage, stored):
    stage(plays.planned, cast.ola)
    tindeby = cast.sunniva.unit_id
    page = anders.get(f"/administration/people/{cast.ola.id}").follow("Flytt til en annen enhet")
    page = page.submit("Se hva som følger med", unit=str(tindeby), on_date="2026-03-02")
    assert "Ett planlagt møte blir ved Nav Solvik" in page
    assert "Rollen leder i Nav Solvik avsluttes." in page
    assert "Nav Solvik står da uten leder." in page
    assert stored(sa.select(Person.unit_id).where(Person.id == cast.ola.id)) == [cast.ola.unit_id]
    page.submit("Flytt personen")
    assert stored(sa.select(Person.unit_id).where(Person.id == cast.ola.id)) == [tindeby]


def test_another_choice_than_the_one_shown_is_shown_first(anders, cast, stored):
    page = anders.get(f"/administration/people/{cast.ola.id}/transfer")
    page = page.submit("Se hva som følger med", unit=str(cast.sunniva.unit_id), on_date="2026-03-02")
    page.submit("Flytt personen", on_date="2026-03-03")
    assert stored(sa.select(Person.unit_id).where(Person.id == cast.ola.id)) == [cast.ola.unit_id]


def test_a_planned_move_can_be_called_off(anders, cast):
    page = anders.get(f"/administration/people/{cast.amir.id}/transfer")
    page = page.submit("Se hva som følger med", unit=str(cast.sunniva.unit_id), on_date="2026-06-01")
    page.submit("Flytt personen")
    page = anders.get(f"/administration/people/{cast.amir.id}")
    assert "Flytter til Nav Tindeby 1. juni 2026." in page
    assert "Flyttingen er avlyst." in page.submit("Avlys flyttingen")


def test_an_administrator_sees_no_content(anders, cast, stage, stored):
    stage(plays.logged, cast.kari, plays.HIGH, topic="Hemmelig emne", place="Hemmelig sted", case_reference="SAK-42")
    addresses = ["/administration/units", "/administration/people", f"/administration/people/{cast.kari.id}"]
    addresses += [f"/administration/units/{unit}" for unit in stored(sa.select(Unit.id))]
    for address in [*addresses, f"/administration/people/{cast.kari.id}/transfer"]:
        page = anders.get(address)
        assert "Hemmelig" not in page.html
        assert "SAK-42" not in page.html


@pytest.mark.parametrize("after", ["x", "-1", "99999999999999999999", "12345"])
def test_a_forged_place_in_a_list_is_no_address(anders, after):
    anders.get(f"/administration/people?after={after}", status=404)

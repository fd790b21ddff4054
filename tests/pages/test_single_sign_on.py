"""Signing in where the organisation does, against a real provider on loopback: there, back, in, and out again."""

import pytest
import sqlalchemy as sa

from app.models import Appointment, Person, RoundTrip, SignIn
from app.services import openid
from tests.openid_codes import CLIENT_ID
from tests.openid_provider import query_of
from tests.pages.walking import FACTS, NEXT, in_the_cookie

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NINA = ("nina", "Nina Solberg", "nina@nav.example")


def _by_address(column, address="nina@nav.example"):
    return sa.select(column).where(Person.sign_in_name == address)


def test_whoever_is_new_comes_in_and_is_added_where_the_group_says(provider, arrive, stored):
    provider.hire(*NINA, "solvik")
    assert arrive().heading == "Mine møter"
    assert stored(_by_address(Person.unit_id)) == stored(_by_address(Person.unit_id, "kari@nav.example"))
    assert stored(_by_address(Person.password_hash)) == [None]


def test_the_second_time_it_is_the_same_person(provider, arrive, stored):
    provider.hire(*NINA, "solvik")
    arrive()
    first = stored(_by_address(Person.id))
    provider.directory["nina"]["preferred_username"] = "Nina.Berg@nav.example"
    provider.directory["nina"]["name"] = "Nina Berg"
    arrive(browser="another")
    assert stored(sa.select(Person.id).where(Person.name == "Nina Berg")) == first
    assert stored(_by_address(Person.id, "nina.berg@nav.example")) == first


def test_whoever_is_registered_already_is_found_by_address_and_keeps_everything(provider, arrive, cast, stored):
    provider.hire("ola", "Ola Berg", "OLA@nav.example", "solvik")
    assert arrive().heading == "Tavle"
    assert stored(sa.select(Appointment.role).where(Appointment.person_id == cast.ola.id)) == ["leader"]
    assert stored(sa.select(Person.phone).where(Person.id == cast.ola.id)) == [cast.ola.phone]


def test_roles_come_and_go_with_the_groups(provider, arrive, stored):
    provider.hire(*NINA, "solvik", "solvik-leaders")
    assert arrive().heading == "Tavle"
    provider.hire(*NINA, "solvik")
    assert arrive(browser="another").heading == "Mine møter"
    assert stored(sa.select(Appointment.id).where(Appointment.by_group)) == []


def test_one_comes_back_to_the_page_that_one_came_for(provider, arrive):
    provider.hire(*NINA, "solvik")
    assert arrive("/?next=/account").heading == "Min side"


def test_what_was_typed_when_the_sign_in_ran_out_is_there_afterwards(provider, client, cast, sign_in, clock):
    provider.hire("kari", "Kari Nordvik", "kari@nav.example", "solvik")
    kari = sign_in(cast.kari)
    page = kari.get("/meetings/new")
    clock.shift(13 * 3600)
    page = page.submit(NEXT, {**FACTS, "topic": "Vedtak om " + "arbeid " * 12}, status=401)
    way = page.submit("Logg inn med jobbkontoen").link("Gå videre")
    back = kari.get(provider.answer(way))
    assert back.heading == "Du er logget inn igjen"
    assert "Vedtak om arbeid arbeid" in back.html


def test_the_way_there_is_code_flow_with_pkce_nonce_and_state(provider, set_out):
    asked = query_of(set_out())
    assert [asked["response_type"], asked["code_challenge_method"], asked["client_id"]] == ["code", "S256", CLIENT_ID]
    assert asked["redirect_uri"] == "http://localhost/single-sign-on/answer"
    assert {len(asked["state"]), len(asked["nonce"])} == {64}
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3


def test_no_two_trips_share_anything(provider, set_out):
    one, other = query_of(set_out()), query_of(set_out())
    assert [name for name in ("state", "nonce", "code_challenge") if one[name] == other[name]] == []


@pytest.mark.parametrize("audience", [CLIENT_ID, [CLIENT_ID]])
def test_the_audience_is_a_string_or_a_list(provider, arrive, audience):
    provider.hire(*NINA, "solvik")
    provider.claims["aud"] = audience
    assert arrive().heading == "Mine møter"


def test_an_audience_of_several_names_us_as_the_party(provider, arrive):
    provider.hire(*NINA, "solvik")
    provider.claims |= {"aud": [CLIENT_ID, "another"], "azp": CLIENT_ID}
    assert arrive().heading == "Mine møter"


@pytest.mark.parametrize(("asked_s_ago", "heading", "asked"), [(61, "Mine møter", 2), (0, "Du ble ikke logget inn", 1)])
def test_new_keys_of_the_provider_are_fetched_once_a_minute(provider, arrive, monkeypatch, asked_s_ago, heading, asked):
    provider.hire(*NINA, "solvik")
    arrive()
    monkeypatch.setattr(provider, "key", provider.fresh_key())
    monkeypatch.setattr(openid, "NEW_KEYS_EVERY_S", 60 - asked_s_ago)
    assert arrive(browser="another", status=200 if asked == 2 else 403).heading == heading
    assert provider.asked.count("/keys") == asked


def test_the_provider_is_asked_about_itself_once_an_hour(provider, arrive):
    provider.hire(*NINA, "solvik")
    for browser in ("one", "another"):
        arrive(browser=browser)
    assert [provider.asked.count(path) for path in ("/.well-known/openid-configuration", "/keys", "/token")] == [
        1,
        1,
        2,
    ]


def test_the_cookie_holds_neither_token_nor_code_nor_verifier(provider, arrive, client, stored):
    provider.hire(*NINA, "solvik")
    arrive()
    held = in_the_cookie(client)
    assert set(held) <= {"_user_id", "_permanent", "_fresh", "_id", "csrf_token"}
    assert len(client.http.get_cookie("trygt").value) < 500
    (token,) = stored(sa.select(SignIn.id_token))
    assert token.count(".") == 2
    assert stored(sa.text("SELECT id_token FROM sign_ins"))[0].startswith("v1.tests.")


def test_signing_out_here_leads_out_there_and_back(provider, arrive, client, stored):
    provider.hire(*NINA, "solvik")
    (token, page) = (arrive(), client.get("/account"))
    (token,) = stored(sa.select(SignIn.id_token))
    page = page.submit("Logg ut")
    assert page.heading == "Du er logget ut av Trygt møte"
    way = page.link("Logg ut av jobbkontoen")
    assert page.response.headers["Refresh"] == f"0; url={way}"
    assert query_of(way) == {
        "client_id": CLIENT_ID,
        "post_logout_redirect_uri": "http://localhost/",
        "id_token_hint": token,
    }
    assert client.get(provider.answer(way)).heading == "Logg inn"
    assert provider.person is None
    assert stored(sa.select(SignIn.id_token)) == [None]


def test_signing_out_works_although_the_provider_is_gone(provider, arrive, client):
    provider.hire(*NINA, "solvik")
    arrive()
    provider.be_forgotten()
    provider.is_down = True
    assert client.get("/account").submit("Logg ut").heading == "Logg inn"
    assert client.get("/account").heading == "Logg inn"


def test_whoever_is_signed_in_stays_in_while_the_provider_is_gone(provider, arrive, client, clock):
    provider.hire(*NINA, "solvik")
    arrive()
    provider.is_down = True
    clock.shift(2 * 3600)
    assert client.get("/account").heading == "Min side"


def test_the_demo_and_passwords_work_beside_it(app, provider, client, monkeypatch, cast):
    page = client.get("/")
    assert page.has_button("Logg inn med jobbkontoen")
    assert page.has_button("Logg inn")
    monkeypatch.setitem(app.config, "DEMO", True)
    assert client.get("/").submit("KN Kari Nordvik Veileder, Nav Solvik").heading == "Mine møter"


def test_local_accounts_can_be_turned_off(app, provider, client, sign_in, cast, monkeypatch):
    token = client.get("/").tree.xpath("//input[@name='csrf_token']/@value")[0]
    monkeypatch.setitem(app.config, "LOCAL_ACCOUNTS", False)
    page = client.get("/")
    assert page.has_button("Logg inn med jobbkontoen")
    assert not page.has_button("Logg inn")
    typed = {"csrf_token": token, "sign_in_name": "kari@nav.example", "password": "en lang setning som passord"}
    client.post("/sign-in", typed, status=404)
    client.get("/password?link=x", status=404)
    client.post("/password", {"csrf_token": token, "link": "x", "password": "x" * 20}, status=404)
    assert not sign_in(cast.anders).get(f"/administration/people/{cast.kari.id}").has_button("Lag passordlenke")


def test_without_a_provider_there_is_no_such_door(client, cast):
    page = client.get("/")
    assert not page.has_button("Logg inn med jobbkontoen")
    client.get("/single-sign-on/answer?code=x&state=x", status=404)
    token = page.tree.xpath("//input[@name='csrf_token']/@value")[0]
    client.post("/single-sign-on", {"csrf_token": token}, status=404)


def test_a_role_from_a_group_is_not_taken_away_here(provider, arrive, sign_in, cast, stored):
    provider.hire(*NINA, "solvik", "solvik-leaders")
    arrive()
    (nina,) = stored(_by_address(Person.id))
    page = sign_in(cast.anders).get(f"/administration/people/{nina}")
    assert "Rollen følger av en gruppe i virksomhetens pålogging" in page
    assert not page.has_button("Fjern rollen leder i Nav Solvik")


def test_trips_that_nobody_came_back_from_are_forgotten(provider, set_out, clock, stored):
    set_out()
    clock.shift(16 * 60)
    set_out()
    assert len(stored(sa.select(RoundTrip.id))) == 1

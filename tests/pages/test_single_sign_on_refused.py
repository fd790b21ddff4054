"""Forged, replayed and late answers of the organisation's own sign-in let nobody in, and each failure has its page."""

import pytest
import sqlalchemy as sa

from app.models import SignIn
from tests.openid_provider import query_of
from tests.pages.walking import in_the_cookie

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NINA = ("nina", "Nina Solberg", "nina@nav.example")
HEADING = "Du ble ikke logget inn"


@pytest.fixture(autouse=True)
def nina(provider):
    """Somebody who would come in if nothing were wrong."""
    provider.hire(*NINA, "solvik")


UNPROVEN = "Vi kunne ikke bekrefte hvem du er."
ELSEWHERE = "eller ble ikke fullført i den nettleseren den startet i."


def test_a_forged_state_is_refused_before_anybody_is_asked(provider, set_out, client, nobody_came_in):
    back = provider.answer(set_out())
    page = client.get(back.replace(query_of(back)["state"], "f" * 64), status=400)
    nobody_came_in(page, ELSEWHERE)
    assert "/token" not in provider.asked


def test_an_answer_that_another_browser_asked_for_is_refused(provider, set_out, app, client, nobody_came_in):
    attackers = provider.answer(set_out(browser="another"))
    set_out()
    nobody_came_in(client.get(attackers, status=400), ELSEWHERE)


@pytest.mark.parametrize("query", ["", "code=x", "state=x", "code=x&state=", "state=æ&code=x", "code=x&state=%00"])
def test_an_answer_to_nothing_is_refused(client, nobody_came_in, query):
    nobody_came_in(client.get(f"/single-sign-on/answer?{query}", status=400), ELSEWHERE)


def test_an_answer_is_good_once(provider, set_out, client, stored):
    back = provider.answer(set_out())
    client.get(back)
    page = client.get(back, status=400)
    assert page.heading == HEADING
    assert len(stored(sa.select(SignIn.id))) == 1


def test_an_old_cookie_makes_no_answer_good_again(provider, set_out, client, stored):
    back = provider.answer(set_out())
    kept = client.http.get_cookie("trygt").value
    client.get(back)
    client.http.set_cookie("trygt", kept)
    assert client.get(back, status=400).heading == HEADING
    assert provider.asked.count("/token") == 1


def test_a_code_that_has_been_used_is_refused(provider, set_out, client, arrive, nobody_came_in):
    back = provider.answer(set_out())
    provider.codes.clear()
    nobody_came_in(client.get(back, status=403), UNPROVEN)


def test_a_code_of_another_trip_fails_at_the_verifier(provider, set_out, client, nobody_came_in):
    stolen = query_of(provider.answer(set_out(browser="another")))["code"]
    mine = provider.answer(set_out())
    nobody_came_in(client.get(mine.replace(query_of(mine)["code"], stolen), status=403), UNPROVEN)


def test_an_answer_that_comes_too_late_is_refused(provider, set_out, client, clock, nobody_came_in):
    back = provider.answer(set_out())
    clock.shift(15 * 60)
    nobody_came_in(client.get(back, status=400), ELSEWHERE)


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aLocation:x"]
)
def test_nobody_is_led_elsewhere_after_signing_in(provider, arrive, client, path):
    page = arrive(f"/?next={path}")
    assert page.heading == "Mine møter"
    assert all("evil.example" not in each.headers.get("Location", "") for each in page.response.history)


def test_the_cookie_from_before_is_worth_nothing_afterwards(provider, arrive, client, app):
    client.get("/")
    client.http.set_cookie("planted", "by somebody")
    before = client.http.get_cookie("trygt").value
    arrive()
    after = client.http.get_cookie("trygt").value
    assert before != after
    thief = app.test_client()
    thief.set_cookie("trygt", before)
    assert thief.get("/account").status_code == 303


def test_a_planted_key_is_thrown_away(provider, arrive, client):
    with client.http.session_transaction() as cookie:
        cookie["_user_id"] = "a key that somebody else knows"
        cookie["csrf_token"] = "a token that somebody else knows"
    arrive()
    held = in_the_cookie(client)
    assert held["_user_id"] != "a key that somebody else knows"
    assert held.get("csrf_token") != "a token that somebody else knows"


def test_whoever_is_in_no_group_is_told_whom_to_ask(provider, arrive, nobody_came_in):
    provider.hire(*NINA, "some-other-group", "a-closed-office")
    nobody_came_in(arrive(status=403), "Be lederen din om å melde deg inn")


@pytest.mark.parametrize("groups", [None, {}, "", 7, [None, 7, {}]])
def test_groups_in_an_odd_shape_are_no_groups(provider, arrive, nobody_came_in, groups):
    provider.claims["groups"] = groups
    nobody_came_in(arrive(status=403), "Be lederen din om å melde deg inn")


def test_too_many_groups_are_said_to_be_too_many(provider, arrive, nobody_came_in):
    provider.left_out = {"groups"}
    provider.claims["_claim_names"] = {"groups": "src1"}
    nobody_came_in(arrive(status=403), "så mange grupper")


@pytest.mark.parametrize("address", ["", "nina", "15076510013@nav.example"])
def test_an_account_without_an_address_is_told_so(provider, arrive, nobody_came_in, address):
    provider.directory["nina"]["preferred_username"] = address
    nobody_came_in(arrive(status=403), "mangler e-postadresse")


def test_whoever_lost_access_gets_none_back(provider, arrive, sign_in, cast, client, stored):
    provider.hire("kari", "Kari Nordvik", "kari@nav.example", "solvik")
    sign_in(cast.anders).get(f"/administration/people/{cast.kari.id}").submit("Avslutt tilgangen nå")
    page = arrive(status=403)
    assert "Tilgangen din til Trygt møte er avsluttet." in page
    assert "_user_id" not in in_the_cookie(client)


def test_nobody_takes_over_somebody_by_taking_their_address(provider, arrive, cast):
    provider.hire("kari", "Kari Nordvik", "kari@nav.example", "solvik")
    arrive()
    provider.hire("mallory", "Mallory", "kari@nav.example", "solvik")
    assert "En annen konto er registrert" in arrive(browser="another", status=409)


@pytest.mark.parametrize("error", ["access_denied", "login_required", "server_error"])
def test_a_no_of_the_provider_is_passed_on(provider, set_out, client, nobody_came_in, error):
    state = query_of(set_out())["state"]
    page = client.get(f"/single-sign-on/answer?error={error}&error_description=AADSTS50105&state={state}", status=403)
    nobody_came_in(page, "slapp deg ikke inn")
    assert "AADSTS" not in page.html


def test_a_provider_that_is_down_is_said_to_be_down(provider, client, nobody_came_in):
    provider.is_down = True
    page = client.get("/").submit("Logg inn med jobbkontoen", status=503)
    nobody_came_in(page, "Virksomhetens pålogging svarer ikke akkurat nå.")
    provider.is_down = False
    assert page.submit("Prøv igjen").heading == "Du sendes videre"


def test_a_provider_that_goes_down_on_the_way_is_said_to_be_down(provider, set_out, client, nobody_came_in):
    back = provider.answer(set_out("/?next=/account"))
    provider.is_down = True
    page = client.get(back, status=503)
    nobody_came_in(page, "Virksomhetens pålogging svarer ikke akkurat nå.")
    provider.is_down = False
    way = page.submit("Prøv igjen").link("Gå videre")
    assert client.get(provider.answer(way)).heading == "Min side"


def test_a_provider_with_another_name_is_not_spoken_with(app, provider, client, monkeypatch, nobody_came_in):
    monkeypatch.setitem(app.config, "OIDC_ISSUER", provider.issuer + "/")
    nobody_came_in(client.get("/").submit("Logg inn med jobbkontoen", status=503), "svarer ikke")


def test_another_site_cannot_set_somebody_out(provider, client):
    client.get("/")
    client.post("/single-sign-on", {"csrf_token": "forged"}, status=422)
    assert "round_trip" not in in_the_cookie(client)


@pytest.mark.parametrize(
    ("language", "said", "heading"),
    [
        ("nn", ("Logg inn med jobbkontoen", "Gå vidare"), "Du vart ikkje logga inn"),
        ("en", ("Sign in with your work account", "Continue"), "You were not signed in"),
    ],
)
def test_the_page_speaks_the_readers_language(provider, arrive, client, language, said, heading):
    client.http.set_cookie("locale", language)
    provider.hire(*NINA, "some-other-group")
    assert arrive(status=403, said=said).heading == heading

"""What a phone is told: whose page it is, how long it may keep it, and what the worker is made of."""

import datetime as dt
import re

import pytest

from app.models import Escalation, db
from tests import plays

KEEP_UNTIL, READER = "Trygt-Keep-Until", "Trygt-Reader"


@pytest.fixture
def meeting_id(app, cast, now):
    with app.app_context():
        return plays.logged(plays.actor(cast.kari, now), now)


def head(browser, address):
    return browser.http.get(address).headers


def test_a_page_names_its_reader_by_a_mark_that_is_the_same_on_each_device(sign_in, cast):
    marks = {head(sign_in(cast.kari), address)[READER] for address in ("/meetings", "/account")}
    assert len(marks) == 1
    assert re.fullmatch("[0-9a-f]{16}", marks.pop())
    assert head(sign_in(cast.kari), "/meetings")[READER] != head(sign_in(cast.amir), "/meetings")[READER]


def test_a_page_for_nobody_says_so(client):
    assert head(client, "/")[READER] == "nobody"


def test_ones_own_logged_meeting_may_be_kept_until_its_token_dies(sign_in, cast, meeting_id, now):
    until = int(head(sign_in(cast.kari), f"/meetings/{meeting_id}")[KEEP_UNTIL])
    assert dt.datetime.fromtimestamp(until / 1000, dt.UTC) == now + dt.timedelta(days=1, hours=7)


def test_nothing_else_may_be_kept(app, sign_in, cast, meeting_id, now):
    with app.app_context():
        draft = plays.planned(plays.actor(cast.kari, now), now)
    addresses = ["/meetings", f"/meetings/{draft}", f"/meetings/{meeting_id}/beginning", "/account", "/threats/new"]
    assert [address for address in addresses if KEEP_UNTIL in head(sign_in(cast.kari), address)] == []


def test_no_page_of_a_person_may_be_stored_by_any_other_cache(sign_in, cast, meeting_id):
    kari = sign_in(cast.kari)
    kari.post("/aborts", {"csrf_token": token_of(kari), "meeting_id": meeting_id}, status=200)
    for address in (
        f"/meetings/{meeting_id}",
        "/meetings",
        "/escalations/1",
        "/escalations/1/state",
        "/escalations/open",
    ):
        assert head(kari, address)["Cache-Control"] == "no-store", address


def token_of(browser):
    return browser.http.get("/csrf-token").json["token"]


def test_a_fresh_token_is_for_whoever_is_signed_in(client):
    assert client.http.get("/csrf-token").status_code == 303


@pytest.mark.parametrize("said", [{"Accept": "application/json"}, {"Sec-Fetch-Mode": "cors"}], ids=["json", "fetch"])
@pytest.mark.parametrize(
    ("method", "address"), [("GET", "/csrf-token"), ("GET", "/escalations/open"), ("POST", "/aborts")]
)
def test_a_script_that_asks_as_nobody_leaves_the_cookie_of_the_page_on_the_screen_alone(client, method, address, said):
    answer = client.http.open(address, method=method, data={} if method == "GET" else {"urgency": "safe"}, headers=said)
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers


def test_a_page_that_is_opened_as_nobody_has_a_cookie_for_its_form(client):
    assert "Set-Cookie" in client.http.get("/", headers={"Sec-Fetch-Mode": "navigate"}).headers


def test_a_page_left_open_by_somebody_else_raises_nothing_in_my_name(app, sign_in, cast):
    karis = head(sign_in(cast.kari), "/meetings")[READER]
    amir = sign_in(cast.amir)
    page = amir.post("/aborts", {"csrf_token": token_of(amir), "reader": karis}, status=401)
    assert "Varselet er IKKE sendt. Ring nå." in page
    with app.app_context():
        assert db.session.query(Escalation).count() == 0


def test_the_worker_is_asked_for_anew_each_time_and_answers_304(client):
    answer = client.http.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    again = client.http.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_worker_is_one_script_without_imports_that_never_names_a_person(client):
    script = client.http.get("/sw.js").text
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)
    assert "Kari" not in script


def test_the_worker_speaks_the_readers_language(client):
    assert '"lang": "nn"' in client.http.get("/sw.js?lang=nn").text
    assert '"lang": "nb"' in client.http.get("/sw.js?lang=';alert(1)").text


def test_the_page_for_no_network_is_nobodys_and_warns_all_the_same(client):
    page = client.get("/offline")
    assert "Ring lederen din" in page
    assert page.has_button("Fare nå")


def test_the_app_can_be_put_on_a_home_screen(client):
    manifest = client.http.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert {icon["sizes"] for icon in manifest.json["icons"]} == {"192x192", "512x512"}
    assert manifest.json["start_url"] == "/"


def test_the_state_by_token_has_nothing_to_say_until_something_has_happened(app, client, cast, meeting_id):
    from app.services import abort_tokens

    with app.app_context():
        token = abort_tokens.of_meeting(meeting_id)
    wanted = {"Accept": "application/json"}
    raised = client.http.post("/aborts", data={"token": token, "client_key": "c" * 32}, headers=wanted).json
    assert raised["time"] == "09:00:00"
    assert raised["page"] is None
    state = {"token": token, "mark": raised["mark"]}
    assert client.http.post("/aborts/state", data=state, headers=wanted).status_code == 204
    assert client.http.post("/aborts/state", data={"token": token}, headers=wanted).json["id"] == raised["id"]


def test_signing_out_clears_what_the_browser_has_cached_but_not_an_alarm_that_is_not_sent(sign_in, cast):
    kari = sign_in(cast.kari)
    answer = kari.http.post("/sign-out", data={"csrf_token": token_of(kari)})
    assert answer.headers["Clear-Site-Data"] == '"cache"'

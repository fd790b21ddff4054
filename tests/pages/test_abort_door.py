"""The door that always opens: with the meeting's token alone, and for nothing but that meeting's alarm."""

import datetime as dt
import hashlib

import pytest

from app import access
from app.models import Escalation, Meeting, db
from app.services import abort_tokens
from tests import plays


@pytest.fixture
def meeting_id(app, cast, now):
    with app.app_context():
        return plays.logged(plays.actor(cast.kari, now), now)


@pytest.fixture
def token(app, meeting_id):
    with app.app_context():
        return abort_tokens.of_meeting(meeting_id)


def count(app):
    with app.app_context():
        return db.session.query(Escalation).count()


def test_the_token_raises_without_sign_in_and_without_csrf_token(app, client, token):
    page = client.post("/aborts", {"token": token, "client_key": "b" * 32, "urgency": "danger"}, status=201)
    assert "Varslet 09:00:00" in page
    assert count(app) == 1


def test_fifty_repeats_of_one_tap_are_one_alarm(app, client, token):
    for _ in range(50):
        client.http.post("/aborts", data={"token": token, "client_key": "b" * 32, "urgency": "safe"})
    assert count(app) == 1


def test_the_token_reads_the_state_of_its_own_alarm(client, token):
    client.post("/aborts", {"token": token, "client_key": "b" * 32}, status=201)
    answer = client.http.post("/aborts/state", data={"token": token}, headers={"Accept": "application/json"})
    assert answer.json["status"] == "ringing"


def test_the_token_is_kept_as_a_hash(app, token):
    with app.app_context():
        [meeting] = db.session.query(Meeting)
        assert token not in {str(value) for value in vars(meeting).values()}
        assert meeting.abort_token_hash == hashlib.sha256(token.encode()).hexdigest()


def test_the_token_dies_some_hours_after_the_meeting(app, client, clock, token):
    clock.shift(dt.timedelta(days=1, hours=8))
    page = client.post("/aborts", {"token": token, "client_key": "b" * 32}, status=401)
    assert "Varselet er IKKE sendt. Ring nå." in page
    assert count(app) == 0


@pytest.mark.parametrize("forged", ["", "0" * 64, "' OR 1=1 --"])
def test_a_forged_token_raises_nothing_and_says_so(app, client, forged):
    page = client.post("/aborts", {"token": forged, "client_key": "b" * 32}, status=401)
    assert "Varselet er IKKE sendt. Ring nå." in page
    assert count(app) == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_token_opens_no_other_door(app, client, token):
    values = {"meeting_id": 1, "escalation_id": 1, "section_id": "client", "follow_up_id": 1, "unit_id": 1}
    rooms = app.url_map.bind("localhost")
    opened = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in access.PUBLIC or rule.endpoint == "static":
            continue
        address = rooms.build(rule.endpoint, {name: values.get(name, 1) for name in rule.arguments})
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            how = {"query_string": {"token": token}} if method == "GET" else {"data": {"token": token}}
            answer = client.http.open(address, method=method, headers={"Authorization": f"Bearer {token}"}, **how)
            if answer.status_code not in {303, 401}:
                opened.append(f"{method} {address}: {answer.status}")
    assert opened == []


def test_signed_in_it_needs_no_token_and_no_meeting(app, sign_in, cast):
    sign_in(cast.kari).get("/meetings").submit("Fare nå")
    assert count(app) == 1


def test_a_page_elsewhere_cannot_raise_it_with_a_borrowed_cookie(app, sign_in, cast):
    answer = sign_in(cast.kari).http.post("/aborts", data={"urgency": "danger"})
    assert answer.status_code == 401
    assert count(app) == 0


def test_a_phone_that_sends_what_somebody_else_tapped_is_told_no_more_than_that_it_was_not_sent(app, sign_in, cast):
    told = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
    answer = sign_in(cast.amir).http.post("/aborts", data={"reader": "kari"}, headers=told)
    assert (answer.status_code, answer.json) == (401, {})
    assert "Set-Cookie" not in answer.headers  # it comes when it comes: somebody else may be signed in by then
    assert count(app) == 0


def test_an_administrator_has_nothing_to_raise(app, sign_in, cast):
    anders = sign_in(cast.anders).http
    assert anders.post("/aborts", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 403


def test_the_discreet_way_looks_like_notes_and_asks_not_to_call(app, sign_in, cast, meeting_id):
    kari = sign_in(cast.kari)
    page = kari.get(f"/meetings/{meeting_id}/notes")
    saved = page.submit("Lagre", status=201)
    assert saved.heading == "Notater"
    assert "Lagret 09:00" in saved
    assert not [word for word in ("Varsl", "Fare", "Ring", "112") if word in saved.text]
    assert "Ikke ring den ansatte" in sign_in(cast.ola).get("/escalations/1")


def test_a_threat_outside_a_meeting_reaches_the_leader(sign_in, cast):
    page = sign_in(cast.kari).get("/threats/new")
    sent = page.submit("Varsle leder", channel="email", words="Skrev at han vet hvor jeg bor")
    assert "Varslet 09:00:00" in sent
    received = sign_in(cast.ola).get("/escalations/1")
    assert "Skrev at han vet hvor jeg bor" in received
    assert "På e-post eller i brev" in received

"""A sign-in that runs out in the middle costs nothing: what was sent waits, and is stored once."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.models import Assessment, Meeting, Reaction
from app.services import people, sign_ins
from forms.base import STALE
from tests import plays
from tests.pages.walking import FACTS, LOG, NEXT

PASSWORD = "en lang setning som passord"
SEND = "Send det jeg fylte ut"
HOURS = dt.timedelta(hours=1)


@pytest.fixture
def kari(app, cast, now, sign_in):
    """Kari's browser; she has a password too."""
    with app.app_context():
        people.set_password("kari@nav.example", PASSWORD, now=now)
    return sign_in(cast.kari)


def _sign_in(page, password=PASSWORD, **how):
    return page.submit("Logg inn", sign_in_name="kari@nav.example", password=password, **how)


def test_new_facts_survive_a_night(kari, clock, stored):
    page = kari.get("/meetings/new")
    clock.shift(13 * HOURS)
    asked = page.submit(NEXT, {**FACTS, "starts_at": "2026-03-04T09:00", "ends_at": "2026-03-04T10:00"}, status=401)
    assert asked.heading == "Logg inn"
    assert "Det du fylte ut, er tatt vare på." in asked
    assert stored(sa.select(Meeting)) == []
    back = _sign_in(asked)
    assert back.heading == "Du er logget inn igjen"
    assert back.submit(SEND).heading == "Brukeren"
    assert [each.topic for each in stored(sa.select(Meeting))] == [FACTS["topic"]]


def test_sent_twice_after_signing_in_it_is_stored_once(kari, clock, stored):
    page = kari.get("/meetings/new")
    clock.shift(13 * HOURS)
    back = _sign_in(
        page.submit(NEXT, {**FACTS, "starts_at": "2026-03-04T09:00", "ends_at": "2026-03-04T10:00"}, status=401)
    )
    assert back.submit(SEND).path == back.submit(SEND).path
    assert len(stored(sa.select(Meeting))) == 1


def test_a_wrong_password_in_between_costs_nothing(kari, clock, stored):
    page = kari.get("/meetings/new")
    clock.shift(13 * HOURS)
    asked = page.submit(NEXT, {**FACTS, "starts_at": "2026-03-04T09:00", "ends_at": "2026-03-04T10:00"}, status=401)
    wrong = _sign_in(asked, "feil feil feil feil", status=422)
    _sign_in(wrong).submit(SEND)
    assert [each.topic for each in stored(sa.select(Meeting))] == [FACTS["topic"]]


def test_answers_survive_being_signed_out_everywhere(kari, app, cast, now, stage, stored):
    page = kari.get(f"/meetings/{stage(plays.planned, cast.kari)}/assessment/client")
    with app.app_context():
        people.end_sign_ins(cast.kari.id, now=now)
    asked = answer_with_status(page, 401)
    _sign_in(asked).submit(SEND)
    assert stored(sa.select(Assessment))[0].confirmed == ["client"]


def answer_with_status(page, status):
    fields = {
        name: each[0].get("value") for name, each in page.form(NEXT).fields.items() if each[0].get("type") == "radio"
    }
    return page.submit(NEXT, fields, status=status)


def test_choices_survive_and_are_logged_once(kari, clock, stage, cast, stored):
    meeting_id = stage(plays.answered, cast.kari, plays.ELEVATED)
    page = kari.get(f"/meetings/{meeting_id}/result")
    clock.shift(13 * HOURS)
    typed = {"measures": ["prep_call", "two_staff"], "own-0": "Åpen dør", "judged": "elevated"}
    back = _sign_in(page.submit(LOG, typed, status=401))
    assert "Vurderingen er logget." in back.submit(SEND)
    (assessment,) = stored(sa.select(Assessment))
    assert set(assessment.choices["measures"]) == {"prep_call", "two_staff"}
    assert assessment.choices["own"][0][0] == "Åpen dør"


def test_a_leaders_comment_survives(app, cast, now, sign_in, clock, stage, stored):
    with app.app_context():
        people.set_password("ola@nav.example", PASSWORD, now=now)
    meeting_id = stage(plays.logged, cast.kari, plays.HIGH)
    page = sign_in(cast.ola).get(f"/meetings/{meeting_id}")
    clock.shift(13 * HOURS)
    asked = page.submit("Lagre kommentaren", {"comment-words": "Husk kaffe"}, status=401)
    back = asked.submit("Logg inn", sign_in_name="ola@nav.example", password=PASSWORD)
    back.submit(SEND)
    assert [each.words for each in stored(sa.select(Reaction))] == ["Husk kaffe"]


def test_somebody_else_who_signs_in_sends_nothing_in_the_first_ones_place(kari, app, cast, clock, now, stage, stored):
    with app.app_context():
        people.set_password("amir@nav.example", PASSWORD, now=now)
    meeting_id = stage(plays.planned, cast.kari)
    page = kari.get(f"/meetings/{meeting_id}/assessment/meeting")
    clock.shift(13 * HOURS)
    asked = answer_with_status(page, 401)
    back = asked.submit("Logg inn", sign_in_name="amir@nav.example", password=PASSWORD)
    if back.has_button(SEND):
        back.submit(SEND, status=404)
    assert stored(sa.select(Assessment).filter_by(meeting_id=meeting_id))[0].answers == {}


def test_a_page_that_was_asked_for_comes_after_signing_in(kari, clock):
    clock.shift(13 * HOURS)
    asked = kari.get("/meetings/new?form=phone")
    assert asked.heading == "Logg inn"
    assert _sign_in(asked).url == "/meetings/new?form=phone"


@pytest.mark.parametrize("change", [lambda kept: kept[:-2], lambda kept: "x" + kept, lambda _kept: "e30.x.y"])
def test_what_was_kept_cannot_be_changed_on_the_way(kari, clock, change, stored):
    page = kari.get("/meetings/new")
    clock.shift(13 * HOURS)
    asked = page.submit(NEXT, FACTS, status=401)
    sent = asked.form("Logg inn").entries
    sent |= {"kept": change(sent["kept"][0]), "sign_in_name": "kari@nav.example", "password": PASSWORD}
    assert kari.post("/sign-in", sent).heading == "Mine møter"
    assert stored(sa.select(Meeting)) == []


def test_what_was_kept_is_kept_for_a_day(kari, clock):
    page = kari.get("/meetings/new")
    clock.shift(13 * HOURS)
    asked = page.submit(NEXT, FACTS, status=401)
    clock.shift(25 * HOURS)
    sent = {**asked.form("Logg inn").entries, "sign_in_name": "kari@nav.example", "password": PASSWORD}
    fresh = kari.get("/").form("Logg inn").entries["csrf_token"]
    assert kari.post("/sign-in", {**sent, "csrf_token": fresh}).heading == "Mine møter"


def test_no_password_and_no_token_is_ever_kept(kari, clock, app):
    from app.views import kept

    typed = {**FACTS, "password": PASSWORD, "csrf_token": "x"}
    with app.test_request_context("/meetings", method="POST", data=typed):
        fields = dict(kept.from_request().fields)
    assert fields == FACTS


def test_a_demo_sign_in_carries_it_too(app, kari, cast, clock, monkeypatch, stored):
    monkeypatch.setitem(app.config, "DEMO", True)
    page = kari.get("/meetings/new")
    clock.shift(13 * HOURS)
    times = {"starts_at": "2026-03-04T09:00", "ends_at": "2026-03-04T10:00"}
    asked = page.submit(NEXT, {**FACTS, **times}, status=401)
    sent = {**asked.form("Logg inn").entries, "person": str(cast.kari.id)}
    kari.post("/cast-sign-in", sent).submit(SEND)
    assert len(stored(sa.select(Meeting))) == 1


def test_a_sign_in_page_that_is_no_longer_believed_comes_back_with_what_it_carried(client, cast, app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", True)
    stale = {"csrf_token": "of another page", "person": str(cast.kari.id), "next": "/account", "kept": "x"}
    again = client.post("/cast-sign-in", stale, status=422)
    assert str(STALE) in again
    entries = again.form("Logg inn").entries
    assert (entries["next"], entries["kept"]) == (["/account"], ["x"])
    sent = {**entries, "person": str(cast.kari.id), "kept": ""}
    assert client.http.post("/cast-sign-in", data=sent).location == "/account"


def test_the_new_sign_in_is_another_one(kari, clock, app, now):
    page = kari.get("/meetings/new")
    clock.shift(13 * HOURS)
    with kari.http.session_transaction() as cookie:
        before = dict(cookie)
    _sign_in(page.submit(NEXT, FACTS, status=401))
    with kari.http.session_transaction() as cookie:
        after = dict(cookie)
    assert after["_user_id"] != before.get("_user_id")
    assert after["csrf_token"] != before["csrf_token"]
    with app.app_context():
        assert sign_ins.behind(after["_user_id"], now=now + 13 * HOURS, idle_hours=12)["name"] == "Kari Nordvik"

"""The alarm from the tap to the closing, as its people see it, page by page."""

import pytest

from app.domain.escalation import Situation, Source, Urgency
from app.models import Escalation, db
from tests import plays

DANGER = Situation(Source.ABORT, Urgency.DANGER, "office").code


@pytest.fixture
def meeting_id(app, cast, now):
    with app.app_context():
        return plays.logged(plays.actor(cast.kari, now), now, plays.ELEVATED)


@pytest.fixture
def kari(sign_in, cast):
    return sign_in(cast.kari)


@pytest.fixture
def ola(sign_in, cast):
    return sign_in(cast.ola)


def tap(browser, meeting_id):
    return browser.get(f"/meetings/{meeting_id}").submit("Fare nå")


def alarms(app):
    with app.app_context():
        return list(db.session.query(Escalation))


def take(browser, number=1, code=DANGER, action="coming", status=200):
    page = browser.get(f"/escalations/{number}")
    answers = {"read-back-understood": code, "read-back-action": action}
    return page.submit("Jeg har forstått og tar det", answers, status=status)


def test_the_tap_says_when_it_was_sent_who_is_told_and_112_first(kari, meeting_id):
    page = tap(kari, meeting_id)
    calls = page.all("//a[starts-with(@href, 'tel:')]")
    assert "Varslet 09:00:00" in page
    assert "Ola Berg varsles nå" in page
    assert calls[:2] == ["Ring 112", "Ring Ola Berg"]


def test_the_same_tap_twice_is_one_alarm(app, kari, meeting_id):
    first, second = tap(kari, meeting_id), tap(kari, meeting_id)
    assert first.url == second.url
    assert len(alarms(app)) == 1


def test_the_leader_sees_it_on_the_board_and_takes_it_after_reading_it_back(kari, ola, meeting_id):
    tap(kari, meeting_id)
    board = ola.get("/board")
    assert "Fare nå, Nav Solvik, 09:00" in board
    taken = take(ola)
    assert "Ola Berg kommer" in taken
    assert "Ola Berg kommer" in kari.get("/escalations/1")


def test_a_wrong_read_back_takes_nothing_and_keeps_what_was_chosen(app, kari, ola, meeting_id):
    tap(kari, meeting_id)
    page = ola.get("/escalations/1")
    wrong = next(each for each in page.tree.xpath("//input[@name='read-back-understood']/@value") if each != DANGER)
    refused = take(ola, code=wrong, status=422)
    assert "Du har ikke kvittert" in refused
    assert alarms(app)[0].status == "ringing"
    assert refused.tree.xpath("//input[@name='read-back-action' and @checked]/@value") == ["coming"]


def test_opening_it_and_asking_for_its_state_acknowledge_nothing(app, kari, ola, meeting_id):
    tap(kari, meeting_id)
    ola.get("/escalations/1")
    ola.get("/escalations/1/state")
    ola.get("/escalations/open")
    assert alarms(app)[0].status == "ringing"


def test_the_state_answers_304_until_something_has_happened(kari, ola, meeting_id):
    tap(kari, meeting_id)
    mark = kari.http.get("/escalations/1/state").headers["ETag"]
    unchanged = kari.http.get("/escalations/1/state", headers={"If-None-Match": mark}).status_code
    take(ola)
    changed = kari.http.get("/escalations/1/state", headers={"If-None-Match": mark}).status_code
    assert (unchanged, changed) == (304, 200)


def test_the_second_to_answer_is_told_that_somebody_has_it(kari, ola, sign_in, cast, meeting_id):
    tap(kari, meeting_id)
    ingrid = sign_in(cast.ingrid)
    page = ingrid.get("/escalations/1")
    take(ola)
    answers = {"read-back-understood": DANGER, "read-back-action": "coming"}
    late = page.submit("Jeg har forstått og tar det", answers, status=409)
    assert "Noen andre har allerede tatt dette varselet" in late


def test_nobody_is_offered_to_acknowledge_their_own(kari, meeting_id):
    assert not tap(kari, meeting_id).has_button("Jeg har forstått og tar det")


def test_cannot_send_on_moves_it_to_the_next(kari, ola, meeting_id):
    tap(kari, meeting_id)
    ola.get("/escalations/1").submit("Kan ikke, send videre")
    assert "Ingrid Moen varsles nå" in kari.get("/escalations/1")


def test_somebody_reached_by_phone_is_recorded_by_the_one_who_warned(kari, cast, meeting_id):
    page = tap(kari, meeting_id)
    spoken = {"phone-person": str(cast.tor.id), "phone-understood": DANGER, "phone-action": "calling_112"}
    assert "Tor Lund ringer 112" in page.submit("Registrer at de har forstått", spoken)


def test_status_then_closing_and_the_texts_to_take_along(kari, ola, meeting_id):
    tap(kari, meeting_id)
    page = take(ola)
    assert not page.has_button("Avslutt varselet")
    page = page.submit("Send status", {"report-words": "Fremme, alle er trygge"})
    page = page.submit("Avslutt varselet", {"closing-words": "Brukeren gikk rolig"})
    texts = page.follow("Tekster til avvikssystemet")
    assert "Avvik: vold og trusler" in texts.html
    assert "Brukeren gikk rolig" in texts.html
    assert "Fra varsel til noen hadde det: 0 min 0 s" in kari.get("/escalations/1")


def test_closing_without_words_is_asked_for_and_the_status_stands(kari, ola, meeting_id):
    tap(kari, meeting_id)
    page = take(ola).submit("Send status", {"report-words": "Fremme"})
    refused = page.submit("Avslutt varselet", status=422)
    assert refused.errors == {"closing-words": "Skriv hva som skjedde, og hvordan det gikk."}
    assert "Fremme" in refused


def test_after_closing_the_employee_is_followed_up(kari, ola, meeting_id):
    tap(kari, meeting_id)
    page = take(ola).submit("Send status", {"report-words": "Fremme"})
    page.submit("Avslutt varselet", {"closing-words": "Gikk bra"})
    follow_ups = ola.get("/follow-ups")
    assert "Kari Nordvik" in follow_ups
    assert "Ingen skal følges opp i dag" in follow_ups.submit("Vi har snakket sammen")

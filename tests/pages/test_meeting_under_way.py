"""A meeting that is watched over: start, sign of life, more time, finish."""

import datetime as dt

import pytest

from tests import plays


@pytest.fixture
def kari(sign_in, cast):
    return sign_in(cast.kari)


@pytest.fixture
def started(app, cast, now, kari):
    def of(**start):
        with app.app_context():
            by = plays.actor(cast.kari, now)
            number = plays.logged(by, now, starts_at=now + dt.timedelta(minutes=5))
        page = kari.get(f"/meetings/{number}").follow("Start møtet").submit("Nei, alt er som før")
        return page.submit("Start møtet", **start)

    return of


def test_the_chain_is_shown_by_name_before_the_start(app, cast, now, kari):
    with app.app_context():
        number = plays.logged(plays.actor(cast.kari, now), now)
    page = kari.get(f"/meetings/{number}/beginning")
    names = [item.split(",")[0].strip() for item in page.all("//ol[@class='chain']/li")]
    assert names == ["Ola Berg", "Ingrid Moen", "Tor Lund", "Liv Aas"]


def test_a_started_meeting_is_under_way_and_says_until_when_it_waits(started):
    page = started()
    assert "Møtet er i gang" in page
    assert "senest kl. 10:05" in page


def test_a_quarter_more_moves_the_end(started):
    assert "senest kl. 10:20" in started().submit("15 minutter til")


def test_a_sign_of_life_asks_again_after_the_interval(started, clock):
    page = started(check_every="15")
    assert "senest kl. 09:15" in page
    clock.shift(dt.timedelta(minutes=10))
    assert "senest kl. 09:25" in page.submit("Alt er bra, fortsetter")


def test_finished_is_done_and_waits_for_nobody(started, kari):
    page = started().submit("Ferdig")
    assert "Møtet er i gang" not in page
    assert not page.has_button("Ferdig")


def test_the_code_word_reaches_whoever_comes(started, sign_in, cast):
    started(code_word="Bestefars hatt").submit("Fare nå")
    assert "Bestefars hatt" in sign_in(cast.ola).get("/escalations/1")


def test_a_meeting_that_waits_for_its_leader_cannot_start(app, cast, now, kari):
    with app.app_context():
        number = plays.logged(plays.actor(cast.kari, now), now, plays.HIGH)
    form = kari.get(f"/meetings/{number}/beginning")
    assert "Dette er ikke mulig nå" in form.submit("Start møtet", status=409)

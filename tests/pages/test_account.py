"""«Min side»: where one is signed in, and ending one, the others or all; and that no sign-in lasts for ever."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.models import SignIn
from app.services import sign_ins
from tests import plays

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


@pytest.fixture
def elsewhere(app, cast, now):
    """elsewhere(person, device) is a sign-in on another device."""

    def begin(person, device=PHONE):
        with app.app_context():
            return sign_ins.create_for(person.id, device=device, now=now)

    return begin


@pytest.fixture
def still_on(app, now):
    """still_on(key) says whether a key opens the door."""

    def look(key):
        with app.app_context():
            return sign_ins.behind(key, now=now, idle_hours=12) is not None

    return look


def test_ones_own_devices_are_listed_and_nobody_elses(sign_in, cast, elsewhere):
    elsewhere(cast.kari)
    elsewhere(cast.amir, "Mozilla/5.0 (iPhone) Safari/604.1")
    page = sign_in(cast.kari).get("/account")
    assert "Chrome, Android" in page
    assert "Ukjent enhet (denne enheten)" in page
    assert "iPhone" not in page


def test_one_device_is_signed_out(sign_in, cast, elsewhere, still_on):
    phone, amirs = elsewhere(cast.kari), elsewhere(cast.amir)
    page = sign_in(cast.kari).get("/account").submit("Logg ut Chrome, Android")
    assert "Enheten er logget ut." in page
    assert [still_on(phone), still_on(amirs)] == [False, True]


def test_all_others_are_signed_out_and_this_one_stays(sign_in, cast, elsewhere, still_on):
    keys = [elsewhere(cast.kari), elsewhere(cast.kari), elsewhere(cast.amir)]
    page = sign_in(cast.kari).get("/account").submit("Logg ut alle andre steder")
    assert page.heading == "Min side"
    assert [still_on(key) for key in keys] == [False, False, True]


def test_another_persons_sign_in_cannot_be_ended(sign_in, cast, elsewhere, still_on, stored):
    amirs = elsewhere(cast.amir)
    (number,) = stored(sa.select(SignIn.id))
    kari = sign_in(cast.kari)
    token = kari.get("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]
    kari.post(f"/account/sign-ins/{number}/ending", {"csrf_token": token, "key": plays.key()}, status=404)
    assert still_on(amirs)


def test_a_sign_in_that_is_always_used_ends_all_the_same(sign_in, cast, clock):
    kari = sign_in(cast.kari)
    for _time in range(21):  # a week, eight hours at a time
        assert kari.get("/account").heading == "Min side"
        clock.shift(dt.timedelta(hours=8))
    clock.shift(dt.timedelta(minutes=1))
    assert kari.get("/account").heading == "Logg inn"


def test_the_row_ends_by_itself_and_not_only_the_cookie(app, cast, elsewhere, now):
    key = elsewhere(cast.kari)
    with app.app_context():
        sign_ins.behind(key, now=now + dt.timedelta(hours=11), idle_hours=12)
        hours = [
            sign_ins.behind(key, now=now + dt.timedelta(hours=each), idle_hours=12, longest_hours=20) is not None
            for each in (19, 21)
        ]
    assert hours == [True, False]


def test_whoever_is_deactivated_is_out_at_the_next_tap(sign_in, cast):
    kari, anders = sign_in(cast.kari), sign_in(cast.anders)
    assert kari.get("/account").heading == "Min side"
    anders.get(f"/administration/people/{cast.kari.id}").submit("Avslutt tilgangen nå")
    assert kari.get("/account").heading == "Logg inn"

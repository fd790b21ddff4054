"""The pages of passkeys: added on one's own page with the password, asked for at the sign-in, and taken away."""

import pytest
import sqlalchemy as sa

from app.models import Passkey, SignIn
from app.services import people
from tests.authenticator import Authenticator
from tests.pages.walking import in_the_cookie

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PASSWORD = "en lang setning som passord"
WRONG = "en helt annen setning"


@pytest.fixture
def kari(app, cast, now, sign_in):
    """Kari has a password, and is signed in at her desk."""
    with app.app_context():
        people.set_password("kari@nav.example", PASSWORD, now=now)
    return sign_in(cast.kari)


@pytest.fixture
def phone():
    return Authenticator()


def _options(page):
    (found,) = page.tree.xpath("//@data-options")
    return found


def _sent(page, button, answer, typed=None, status=200):
    """Presses the button on a page whose script has filled in what the device answered."""
    form = page.form(button).fill(typed or {})
    return page.client.post(form.action, {**form.entries, "answer": [answer]}, status=status)


def _add(browser, device, password=PASSWORD, status=200, **differs):
    page = browser.get("/account").follow("Passnøkler")
    typed = {"name": "Mobilen min", "password": password, **differs}
    return _sent(page, "Legg til", typed.pop("answer", device.create(_options(page))), typed, status)


def _first_step(browser, password=PASSWORD, path="/", status=200):
    typed = {"sign_in_name": "kari@nav.example", "password": password}
    return browser.get(path).submit("Logg inn", typed, status=status)


def test_a_passkey_is_added_asked_for_and_removed(kari, client, phone):
    page = _add(kari, phone)
    assert "Passnøkkelen er lagret." in page
    assert "Mobilen min" in page
    page = _first_step(client, path="/?next=/account")
    assert page.heading == "Bruk passnøkkelen din"
    page = _sent(page, "Bruk passnøkkelen", phone.get(_options(page)))
    assert page.heading == "Min side"
    page = client.get("/account/passkeys")
    name = page.tree.xpath("//input[@type='password']/@name")[0]
    assert "Passnøkkelen er fjernet." in page.submit("Fjern Mobilen min", {name: PASSWORD})
    assert "Du har ingen passnøkler ennå." in client.get("/account/passkeys")


def test_the_password_alone_gives_no_key(kari, client, phone, stored):
    _add(kari, phone)
    before = len(stored(sa.select(SignIn.id)))
    _first_step(client)
    assert "_user_id" not in in_the_cookie(client)
    assert len(stored(sa.select(SignIn.id))) == before
    assert client.get("/account").heading == "Logg inn"


def test_an_answer_that_is_not_taken_can_be_tried_again(kari, client, phone):
    _add(kari, phone)
    page = _first_step(client, path="/?next=/account")
    page = _sent(page, "Bruk passnøkkelen", Authenticator().get(_options(page)), status=422)
    assert "Passnøkkelen ble ikke godtatt." in page
    assert _sent(page, "Bruk passnøkkelen", phone.get(_options(page))).heading == "Min side"


def test_an_answer_is_good_once_and_in_one_browser(app, kari, client, phone):
    _add(kari, phone)
    page = _first_step(client)
    entries = {**page.form("Bruk passnøkkelen").entries, "answer": [phone.get(_options(page))]}
    thief = type(client)(app.test_client())
    token = thief.get("/").tree.xpath("//input[@name='csrf_token']/@value")[0]
    assert thief.post("/sign-in/passkey", {**entries, "csrf_token": token}, status=422).heading == "Logg inn"
    assert client.post("/sign-in/passkey", entries).heading == "Mine møter"
    client.post("/sign-in/passkey", entries, status=400)  # its token went with the session


def test_the_second_step_cannot_be_waited_out(kari, client, phone, clock):
    _add(kari, phone)
    page = _first_step(client)
    answer = phone.get(_options(page))
    clock.shift(15 * 60)
    assert "tok for lang tid" in _sent(page, "Bruk passnøkkelen", answer, status=422)


def test_a_wrong_password_adds_nothing_and_counts(kari, phone, stored):
    for _time in range(5):
        assert "Passordet passer ikke." in _add(kari, phone, WRONG, status=422)
    assert "Passordet passer ikke." in _add(kari, phone, status=422)
    assert stored(sa.select(Passkey.id)) == []


def test_a_wrong_password_removes_nothing(kari, phone, stored):
    _add(kari, phone)
    page = kari.get("/account/passkeys")
    name = page.tree.xpath("//input[@type='password']/@name")[0]
    assert "Passordet passer ikke." in page.submit("Fjern Mobilen min", {name: WRONG}, status=422)
    assert len(stored(sa.select(Passkey.id))) == 1


@pytest.mark.parametrize(
    ("typed", "said"), [({"name": ""}, "Gi passnøkkelen et navn"), ({"answer": ""}, "Passnøkkelen ble ikke lagret.")]
)
def test_what_is_missing_is_said(kari, phone, stored, typed, said):
    assert said in _add(kari, phone, status=422, **typed)
    assert stored(sa.select(Passkey.id)) == []


def test_an_answer_to_an_earlier_page_adds_nothing(kari, phone, stored):
    page = kari.get("/account/passkeys")
    answer = phone.create(_options(page))
    kari.get("/account/passkeys")
    _sent(page, "Legg til", answer, {"name": "x", "password": PASSWORD}, 422)
    assert stored(sa.select(Passkey.id)) == []


def test_whoever_has_no_password_is_told_that_none_is_asked_for(sign_in, cast):
    page = sign_in(cast.amir).get("/account/passkeys")
    assert "Du logger inn uten passord her" in page
    assert not page.has_button("Legg til")


def test_without_local_accounts_there_are_no_passkeys(app, kari, monkeypatch):
    monkeypatch.setitem(app.config, "LOCAL_ACCOUNTS", False)
    assert "Passnøkler" not in kari.get("/account")
    kari.get("/account/passkeys", status=404)

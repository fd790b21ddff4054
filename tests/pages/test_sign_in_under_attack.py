"""Signing in, tried by somebody hostile: a planted session, guessing who works here, and what the cookie allows."""

import hashlib
import re

import argon2
import pytest
import sqlalchemy as sa

from app import config, create_app
from app.models import Person, SignIn, db
from app.services import people, sign_ins
from tests.pages.test_costs import counted  # noqa: F401 - counts statements
from tests.pages.touring import signed_in
from tests.workbench import SETTINGS

PASSWORD = "en lang setning som passord"
WRONG = "en helt annen setning"
ONE_USE = re.compile(r'name="(?:csrf_token|key)" value="[^"]+"')
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def kari(app, cast, now):
    """Kari has a password; Amir none; Sunniva has left; Ola is locked out; Vera waits for a link to be used."""
    with app.app_context():
        for who in ("kari", "sunniva", "ola", "vera"):
            people.set_password(f"{who}@nav.example", PASSWORD, now=now)
        people.deactivate("sunniva@nav.example", now=now)
        for _time in range(sign_ins.FAILURES_BEFORE_LOCK):
            sign_ins.create("ola@nav.example", WRONG, device="", now=now)
        waits = {"password_hash": people.AWAITED + "0" * 32}
        db.session.execute(sa.update(Person).where(Person.sign_in_name == "vera@nav.example").values(**waits))
        db.session.commit()
    return cast.kari


def _sent(browser, name, password):
    form = browser.get("/").form("Logg inn").fill({"sign_in_name": name, "password": password})
    return browser.http.post("/sign-in", data=form.entries)


def _held(browser):
    """What the session cookie holds."""
    with browser.http.session_transaction() as session:
        return dict(session)


def test_signing_in_gives_a_new_session_and_a_new_token(client, kari):
    client.get("/")
    planted = _held(client)
    assert _sent(client, "kari@nav.example", PASSWORD).status_code == 303
    client.get("/meetings")
    given = _held(client)
    assert planted["csrf_token"] != given["csrf_token"]
    assert "_user_id" not in planted
    assert len(given["_user_id"]) >= 43  # 256 bits


def test_a_session_that_somebody_planted_is_not_signed_in_with_its_owner(app, client, kari):
    client.get("/")
    planted = client.http.get_cookie("trygt").value
    _sent(client, "kari@nav.example", PASSWORD)
    attacker = app.test_client()
    attacker.set_cookie("trygt", planted)
    assert attacker.get("/meetings").status_code == 303


def test_whoever_was_signed_in_before_leaves_nothing_in_the_session(app, client, kari, cast, sign_in):
    browser = sign_in(cast.marit)
    with browser.http.session_transaction() as session:
        session["left"] = "by Marit"
    before = _held(browser)["_user_id"]
    token = browser.get("/account").tree.xpath("//input[@name='csrf_token']/@value")[0]
    told = {"csrf_token": token, "sign_in_name": "kari@nav.example", "password": PASSWORD}
    browser.http.post("/sign-in", data=told)
    after = _held(browser)
    assert "left" not in after
    assert after["_user_id"] != before


def test_two_sign_ins_never_share_a_key(app, client, kari, stored):
    for _time in range(3):
        browser = type(client)(app.test_client())
        _sent(browser, "kari@nav.example", PASSWORD)
    assert len(set(stored(sa.select(SignIn.key_hash).where(SignIn.person_id == kari.id)))) == 3


def test_signing_out_ends_the_key_and_not_only_the_cookie(app, client, kari):
    _sent(client, "kari@nav.example", PASSWORD)
    kept = client.http.get_cookie("trygt").value
    client.get("/meetings").submit("Logg ut")
    thief = app.test_client()
    thief.set_cookie("trygt", kept)
    assert thief.get("/account").status_code == 303


REFUSED = {
    "a wrong password": "kari@nav.example",
    "nobody": "nobody@nav.example",
    "no address at all": "nobody-at-all",
    "no password yet": "amir@nav.example",
    "has left": "sunniva@nav.example",
    "locked out": "ola@nav.example",
    "waits for a link": "vera@nav.example",
    "very long": "a" * 190 + "@nav.no",
}


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED.keys())
def test_every_refusal_takes_the_same_work_and_says_the_same(client, kari, counted, monkeypatch, name):  # noqa: F811
    """The work that takes time, counted: passwords compared, and how dearly; transactions that write."""
    _sent(client, "somebody@nav.example", WRONG)  # what is compared for nobody is made once
    compared = []
    verify = argon2.PasswordHasher.verify
    monkeypatch.setattr(argon2.PasswordHasher, "verify", lambda *about: compared.append(about[1]) or verify(*about))

    def refused(asked_for):
        compared.clear()
        form = client.get("/").form("Logg inn").fill({"sign_in_name": asked_for, "password": WRONG})
        with counted() as asked:
            answer = client.http.post("/sign-in", data=form.entries)
        costs = [each.split("$")[1:4] for each in compared]
        said = ONE_USE.sub("", answer.get_data(as_text=True)).replace(asked_for, "NAME")
        return answer.status_code, sorted(answer.headers.keys()), said, costs, len(asked.writes), asked.commits

    assert refused(name) == refused("kari@nav.example")
    assert len(compared) == 1


def test_a_right_password_for_a_locked_account_is_refused_as_a_wrong_one(client, kari):
    said = [_sent(client, "ola@nav.example", password).get_data(as_text=True) for password in (PASSWORD, WRONG)]
    assert ONE_USE.sub("", said[0]) == ONE_USE.sub("", said[1])


@pytest.mark.parametrize("length", [64, 1000, 100_000])
def test_a_long_password_counts_to_its_last_letter(app, client, cast, now, length):
    long = "".join(hashlib.sha256(bytes(part)).hexdigest() for part in range(length // 64 + 1))[:length]
    with app.app_context():
        people.set_password("kari@nav.example", long, now=now)
    assert _sent(client, "kari@nav.example", long[:-1]).status_code == 422
    assert _sent(client, "kari@nav.example", long.upper()).status_code == 422
    assert _sent(client, "kari@nav.example", long).status_code == 303


def test_every_try_is_written_down_without_what_was_typed(client, kari, caplog):
    caplog.set_level("INFO", "trygt.access")
    for name in REFUSED.values():
        _sent(client, name, WRONG)
    _sent(client, "kari@nav.example", PASSWORD)
    told = [each for each in caplog.records if each.name == "trygt.access"]
    reasons = {each.reason for each in told if each.getMessage() == "sign-in failed"}
    assert reasons == {"unknown", "wrong", "deactivated", "locked"}
    assert "signed in" in {each.getMessage() for each in told}
    for each in caplog.records:
        assert "nav.example" not in str(vars(each))
        assert WRONG not in str(vars(each))
        assert PASSWORD not in str(vars(each))


@pytest.fixture
def over_tls(app):
    """The app as it is set up in production: cookies over TLS alone."""
    about = {"SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"], "INSTANCE": app.config["INSTANCE"]}
    house = create_app({**SETTINGS, **about, "SECURE_COOKIES": True})
    yield house
    with house.app_context():
        db.engine.dispose()


def _cookies_set(house, person):
    """Every Set-Cookie line of a visit: a page, a language, a theme, a message, signing out."""
    browser = signed_in(house, person)
    browser.environ_base["wsgi.url_scheme"] = "https"
    page = browser.get("/account", base_url="https://localhost")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.get_data(as_text=True))[1]
    lines = page.headers.getlist("Set-Cookie")
    for door, told in (("language", {"locale": "nn"}), ("theme", {"theme": "dark"}), ("other-sign-ins", {})):
        answer = browser.post(f"/account/{door}", data={"csrf_token": token, **told}, base_url="https://localhost")
        lines += answer.headers.getlist("Set-Cookie")
    return lines + browser.post("/sign-out", data={"csrf_token": token}, base_url="https://localhost").headers.getlist(
        "Set-Cookie"
    )


def test_every_cookie_is_bound_to_this_host_to_tls_and_out_of_reach_of_scripts(over_tls, clock, cast):
    lines = _cookies_set(over_tls, "kari")
    assert {line.split("=")[0] for line in lines} == {"__Host-trygt", "__Host-locale", "__Host-theme"}
    for line in lines:
        said = {part.strip().lower() for part in line.split(";")[1:]}
        assert said >= {"secure", "httponly", "samesite=lax", "path=/"}, line
        assert not [part for part in said if part.startswith("domain")], line


def test_a_language_and_a_theme_are_read_from_the_same_cookies(over_tls, clock):
    browser = over_tls.test_client()
    browser.set_cookie("__Host-locale", "en", secure=True)
    browser.set_cookie("__Host-theme", "dark", secure=True)
    page = browser.get("/", base_url="https://localhost").get_data(as_text=True)
    assert '<html lang="en" class="dark' in page


def test_a_cookie_without_tls_has_its_plain_name(app):
    assert config.cookie_name("trygt", is_secure=False) == app.config["SESSION_COOKIE_NAME"] == "trygt"

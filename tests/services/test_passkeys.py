"""Passkeys as the second step: what is taken, what is refused, and that a copy is noticed."""

import dataclasses
import json

import pytest
import sqlalchemy as sa
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from app.models import Event, Passkey, RoundTrip
from app.services import passkeys, password_links, people, sign_ins
from app.services.refusals import Missing
from app.services.refusals_at_the_door import AccessEnded, KeyNotTaken, NotThisBrowser
from tests import plays
from tests.authenticator import Authenticator

ORIGIN = "http://localhost"
PASSWORD = "en lang setning som passord"


@pytest.fixture
def phone():
    return Authenticator()


@pytest.fixture
def kari(session, by, now):
    people.set_password("kari@nav.example", PASSWORD, now=now)
    return by.kari


@pytest.fixture
def add(kari, now):
    """add(device) adds its key as Kari's."""

    def give(device, by=None, name="Mobilen min"):
        by = by or kari
        asked = passkeys.ask_for_a_new_one(by.id, origin=ORIGIN)
        passkeys.add(device.create(asked.options), asked.secret, name, origin=ORIGIN, by=by, now=now)

    return give


@pytest.fixture
def ask(kari, now):
    """ask() is what Kari's browser is asked, and the trip that it comes back to."""

    def begin(person=None):
        asked = passkeys.ask_for_one((person or kari).id, {"next": "/account", "kept": None}, origin=ORIGIN, now=now)
        return asked.options, passkeys.come_back(asked.secret, now=now)

    return begin


def _sign_in(now, answer, trip, origin=ORIGIN):
    return sign_ins.create_with_passkey(answer, trip, origin=origin, device="Telefon", now=now)


def _first_step(now, password=PASSWORD):
    return sign_ins.create("kari@nav.example", password, device="Telefon", now=now)


def test_without_a_passkey_the_password_is_enough(kari, now):
    assert _first_step(now)


def test_with_one_the_password_is_not_enough(add, phone, now):
    add(phone)
    with pytest.raises(sign_ins.SecondStep):
        _first_step(now)
    assert _first_step(now, "en helt annen setning") is None


def test_the_key_signs_in_and_what_was_carried_comes_back(add, ask, phone, kari, now):
    add(phone)
    options, trip = ask()
    assert trip["next"] == "/account"
    key = _sign_in(now, phone.get(options), trip)
    assert sign_ins.behind(key, now=now, idle_hours=12)["id"] == kari.id
    assert passkeys.of_person(kari.id)[0].used_at == now


def test_either_of_two_keys_will_do(add, ask, phone, now):
    pocket = Authenticator()
    add(phone)
    add(pocket, name="Nøkkelknippet")
    for device in (pocket, phone):
        options, trip = ask()
        assert _sign_in(now, device.get(options), trip)


def test_adding_and_removing_stand_on_the_units_timeline(session, add, phone, kari, now):
    add(phone)
    (held,) = passkeys.of_person(kari.id)
    passkeys.remove(held.id, by=kari, now=now)
    told = session.scalars(sa.select(Event.kind).where(Event.kind.startswith("passkey_")).order_by(Event.number))
    assert list(told) == ["passkey_added", "passkey_removed"]
    assert _first_step(now)


TWISTED = {
    "an owner nobody recognised": {"verifies": False},
    "another site": {"origin": "https://evil.example"},
    "another port": {"origin": "http://localhost:81"},
    "another relying party": {"rp_id": "evil.example"},
}


@pytest.mark.parametrize("twist", TWISTED.values(), ids=TWISTED.keys())
def test_a_twisted_answer_adds_nothing(session, add, twist):
    with pytest.raises(KeyNotTaken):
        add(Authenticator(**twist))
    assert session.scalars(sa.select(Passkey)).all() == []


@pytest.mark.parametrize("twist", TWISTED.values(), ids=TWISTED.keys())
def test_a_twisted_answer_signs_nobody_in(add, ask, phone, now, twist):
    add(phone)
    options, trip = ask()
    with pytest.raises(KeyNotTaken):
        _sign_in(now, dataclasses.replace(phone, **twist).get(options), trip)


def test_an_answer_to_another_question_signs_nobody_in(add, ask, phone, now):
    add(phone)
    options, _trip = ask()
    _options, trip = ask()
    with pytest.raises(KeyNotTaken):
        _sign_in(now, phone.get(options), trip)


def test_an_answer_to_another_question_adds_nothing(add, kari, phone, now):
    asked, other = (passkeys.ask_for_a_new_one(kari.id, origin=ORIGIN) for _each in range(2))
    with pytest.raises(KeyNotTaken):
        passkeys.add(phone.create(asked.options), other.secret, "x", origin=ORIGIN, by=kari, now=now)


def test_an_answer_to_no_question_adds_nothing(kari, phone, now):
    asked = json.dumps({"rp": {"id": "localhost"}, "challenge": ""})
    with pytest.raises(KeyNotTaken):
        passkeys.add(phone.create(asked), "", "x", origin=ORIGIN, by=kari, now=now)


def test_another_persons_key_signs_nobody_in(add, ask, by, phone, now):
    theirs = Authenticator()
    add(phone)
    add(theirs, by=by.amir)
    options, trip = ask()
    with pytest.raises(KeyNotTaken):
        _sign_in(now, theirs.get(options), trip)


def test_a_key_that_was_not_added_signs_nobody_in_under_the_name_of_one_that_was(add, ask, phone, now):
    add(phone)
    options, trip = ask()
    with pytest.raises(KeyNotTaken):
        _sign_in(now, Authenticator(credential_id=phone.credential_id).get(options), trip)


def test_a_copy_is_noticed_by_its_counter(add, ask, phone, now):
    add(phone)
    copy = dataclasses.replace(phone)
    for _time in range(2):
        options, trip = ask()
        _sign_in(now, phone.get(options), trip)
    options, trip = ask()
    with pytest.raises(KeyNotTaken):
        _sign_in(now, copy.get(options), trip)


def test_a_device_that_never_counts_is_taken(add, ask, now):
    passkey = Authenticator(counts=False)
    add(passkey)
    for _time in range(2):
        options, trip = ask()
        assert _sign_in(now, passkey.get(options), trip)


def test_a_changed_signature_signs_nobody_in(add, ask, phone, now):
    add(phone)
    options, trip = ask()
    answer = json.loads(phone.get(options))
    signature = bytearray(base64url_to_bytes(answer["response"]["signature"]))
    signature[-1] ^= 1
    answer["response"]["signature"] = bytes_to_base64url(bytes(signature))
    with pytest.raises(KeyNotTaken):
        _sign_in(now, json.dumps(answer), trip)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "7", '"x"', '{"id": null}', '{"id": "' + "x" * 5000 + '"}'])
def test_what_is_no_answer_is_refused(session, add, ask, kari, phone, now, answer):
    add(phone)
    _options, trip = ask()
    with pytest.raises(KeyNotTaken):
        _sign_in(now, answer, trip)
    with pytest.raises(KeyNotTaken):
        passkeys.add(answer, "x" * 43, "x", origin=ORIGIN, by=kari, now=now)


def test_a_key_is_one_persons(add, by, phone):
    add(phone)
    with pytest.raises(KeyNotTaken):
        add(phone, by=by.amir)


def test_a_question_is_answered_once(session, add, kari, phone, now):
    add(phone)
    asked = passkeys.ask_for_one(kari.id, {}, origin=ORIGIN, now=now)
    passkeys.come_back(asked.secret, now=now)
    with pytest.raises(NotThisBrowser):
        passkeys.come_back(asked.secret, now=now)
    assert session.scalars(sa.select(RoundTrip)).all() == []


def test_whoever_lost_access_between_the_steps_stays_out(add, ask, phone, now):
    add(phone)
    options, trip = ask()
    people.deactivate("kari@nav.example", now=now)
    with pytest.raises(AccessEnded):
        _sign_in(now, phone.get(options), trip)


def test_the_administrators_link_is_the_way_back_and_clears_the_keys(add, by, kari, phone, now):
    add(phone)
    link = password_links.make(kari.id, key=plays.key(), by=by.anders, now=now)
    assert passkeys.has_any(kari.id)
    password_links.use(link, "en helt ny setning her", now=now)
    assert not passkeys.has_any(kari.id)
    assert _first_step(now, "en helt ny setning her")


def test_another_persons_key_is_not_removed(add, by, phone, now, kari):
    add(phone)
    (held,) = passkeys.of_person(kari.id)
    with pytest.raises(Missing):
        passkeys.remove(held.id, by=by.amir, now=now)
    assert passkeys.has_any(kari.id)


def test_ten_are_the_most(add, kari):
    for number in range(passkeys.MOST):
        add(Authenticator(), name=f"Nummer {number}")
    assert passkeys.ask_for_a_new_one(kari.id, origin=ORIGIN) is None


def test_a_device_that_has_one_is_told_so(add, kari, phone):
    add(phone)
    asked = json.loads(passkeys.ask_for_a_new_one(kari.id, origin=ORIGIN).options)
    assert [each["id"] for each in asked["excludeCredentials"]] == [bytes_to_base64url(phone.credential_id)]
    assert asked["authenticatorSelection"]["userVerification"] == "required"

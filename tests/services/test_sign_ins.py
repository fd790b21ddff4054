"""Signing in with a password: lock-out, ends of access, and nothing that tells strangers who works here."""

import datetime as dt

import argon2
import pytest
import sqlalchemy as sa

from app.models import Person, SignIn, transaction
from app.services import people, sign_ins
from app.services.refusals import Missing
from tests import plays

PASSWORD = "en lang setning som passord"
WRONG = "en helt annen setning"
IDLE_HOURS = 12
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def kari(session, cast, now):
    """Kari with a password."""
    people.set_password("kari@nav.example", PASSWORD, now=now)
    return cast.kari


def _try(now, password=PASSWORD, name="kari@nav.example"):
    return sign_ins.create(name, password, device="Telefon", now=now)


def _behind(key, now):
    return sign_ins.behind(key, now=now, idle_hours=IDLE_HOURS)


def test_the_right_password_signs_in(kari, now):
    assert _behind(_try(now), now)["id"] == kari.id


def test_the_key_tells_name_unit_language_and_mandates(kari, cast, now):
    found = _behind(_try(now), now)
    assert [found["name"], found["unit_id"], found["locale"]] == ["Kari Nordvik", kari.unit_id, "nb"]
    assert found["mandates"] == plays.actor(kari, now).mandates


@pytest.mark.parametrize("who", ["kari", "ola", "ingrid", "tor", "vera", "anders"])
def test_the_key_gives_the_same_mandates_as_the_person_has(session, cast, now, who):
    person = getattr(cast, who)
    key = sign_ins.create_for(person.id, device="", now=now)
    assert _behind(key, now)["mandates"] == plays.actor(person, now).mandates


def test_a_name_in_capitals_and_with_spaces_is_the_same_name(kari, now):
    assert _try(now, name=" Kari@NAV.example ") is not None


def test_the_database_never_holds_the_key(session, kari, now):
    key = _try(now)
    row = session.scalars(sa.select(SignIn)).one()
    assert row.key_hash != key
    assert key not in str(vars(row))


def test_two_devices_have_two_keys(session, kari, now):
    assert _try(now) != _try(now)
    assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 2


@pytest.mark.parametrize("password", [WRONG, "", PASSWORD.upper(), PASSWORD + " "])
def test_a_wrong_password_signs_nobody_in(session, kari, now, password):
    assert _try(now, password) is None
    assert session.scalars(sa.select(SignIn)).all() == []


def test_somebody_without_a_password_cannot_sign_in_with_one(session, cast, now):
    assert _try(now, "nobody has this password", "amir@nav.example") is None


def test_five_wrong_passwords_lock_the_account(kari, now):
    for _time in range(5):
        assert _try(now, WRONG) is None
    assert _try(now) is None
    assert _try(now + 15 * MINUTE - dt.timedelta(seconds=1)) is None


def test_the_lock_opens_after_fifteen_minutes(kari, now):
    for _time in range(5):
        _try(now, WRONG)
    assert _try(now + 15 * MINUTE) is not None


def test_four_wrong_passwords_do_not_lock(kari, now):
    for _time in range(4):
        _try(now, WRONG)
    assert _try(now) is not None


def test_the_right_password_starts_the_count_again(kari, now):
    for _time in range(3):
        for _failure in range(4):
            _try(now, WRONG)
        assert _try(now) is not None


def test_trying_while_locked_does_not_make_it_last_longer(kari, now):
    for _time in range(5):
        _try(now, WRONG)
    for _time in range(20):
        _try(now + 10 * MINUTE, WRONG)
    assert _try(now + 15 * MINUTE) is not None


def test_a_lock_is_for_one_person(kari, cast, now):
    people.set_password("amir@nav.example", PASSWORD, now=now)
    for _time in range(5):
        _try(now, WRONG)
    assert _try(now, name="amir@nav.example") is not None


def test_a_new_password_opens_the_lock(kari, now):
    for _time in range(5):
        _try(now, WRONG)
    people.set_password("kari@nav.example", PASSWORD, now=now)
    assert _try(now) is not None


def test_a_lock_keeps_those_who_are_in(kari, now):
    key = _try(now)
    for _time in range(5):
        _try(now, WRONG)
    assert _behind(key, now)["id"] == kari.id


@pytest.mark.parametrize("name", ["kari@nav.example", "nobody@nav.example", "amir@nav.example"])
def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(kari, now, monkeypatch, name):
    _try(now, WRONG, "nobody@nav.example")  # the hash to compare nobody with is made once
    compared = []
    verify = argon2.PasswordHasher.verify
    monkeypatch.setattr(argon2.PasswordHasher, "verify", lambda *about: compared.append(about[1]) or verify(*about))
    assert _try(now, WRONG, name) is None
    assert len(compared) == 1
    assert compared[0].split("$")[1:4] == people.hashed(PASSWORD).split("$")[1:4]


def test_whoever_is_deactivated_cannot_sign_in(kari, now):
    people.deactivate("kari@nav.example", now=now)
    assert _try(now) is None


def test_whoever_is_deactivated_is_out_at_once(kari, now):
    key = _try(now)
    people.deactivate("kari@nav.example", now=now)
    assert _behind(key, now) is None


def test_deactivating_is_enough_even_if_a_sign_in_were_left_open(session, kari, now):
    key = _try(now)
    session.execute(sa.update(Person).where(Person.id == kari.id).values(deactivated_at=now))
    session.commit()
    assert _behind(key, now) is None


def test_a_new_password_ends_every_sign_in(kari, now):
    keys = [_try(now), _try(now)]
    people.set_password("kari@nav.example", WRONG, now=now)
    assert [_behind(key, now) for key in keys] == [None, None]


def test_signing_out_ends_one_device(kari, now):
    phone, desk = _try(now), _try(now)
    sign_ins.end(_behind(phone, now)["sign_in_id"], now=now)
    assert _behind(phone, now) is None
    assert _behind(desk, now)["id"] == kari.id


def test_signing_out_everywhere_ends_every_device_of_that_person_only(kari, cast, now):
    keys = [_try(now), _try(now)]
    amirs = sign_ins.create_for(cast.amir.id, device="", now=now)
    people.end_sign_ins(kari.id, now=now)
    assert [_behind(key, now) for key in keys] == [None, None]
    assert _behind(amirs, now)["id"] == cast.amir.id


def test_a_device_that_lies_idle_is_signed_out(kari, now):
    key = _try(now)
    assert _behind(key, now + dt.timedelta(hours=12, seconds=1)) is None


def test_a_device_in_use_stays_signed_in(kari, now):
    key = _try(now)
    for hours in (11, 22, 33):
        assert _behind(key, now + dt.timedelta(hours=hours))["id"] == kari.id


def test_a_look_within_ten_minutes_writes_nothing(session, kari, now):
    key = _try(now)
    _behind(key, now + 10 * MINUTE)
    assert session.scalars(sa.select(SignIn)).one().seen_at == now


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_database_that_takes_no_writes_keeps_nobody_out(session, kari, now, monkeypatch):
    key, later = _try(now), now + dt.timedelta(hours=1)
    monkeypatch.setattr(transaction, "SECONDS_TO_WAIT", 3600)
    with transaction._threads:
        assert _behind(key, later)["id"] == kari.id
    assert session.scalars(sa.select(SignIn)).one().seen_at == now
    assert _behind(key, later)["id"] == kari.id
    assert session.scalars(sa.select(SignIn).execution_options(populate_existing=True)).one().seen_at == later


@pytest.mark.parametrize("key", ["", "made up", "x" * 500])
def test_a_key_that_nobody_was_given_opens_nothing(kari, now, key):
    _try(now)
    assert _behind(key, now) is None


def test_the_hash_of_a_key_is_no_key(session, kari, now):
    _try(now)
    assert _behind(session.scalars(sa.select(SignIn)).one().key_hash, now) is None


def test_the_demo_signs_in_nobody_who_does_not_exist(session, cast, now):
    with pytest.raises(Missing):
        sign_ins.create_for(987654, device="", now=now)


def test_the_demo_signs_in_nobody_who_is_deactivated(session, cast, now):
    people.deactivate("kari@nav.example", now=now)
    with pytest.raises(Missing):
        sign_ins.create_for(cast.kari.id, device="", now=now)


def test_a_deputy_is_a_leader_behind_the_key_only_on_their_dates(session, cast, now):
    key = sign_ins.create_for(cast.ingrid.id, device="", now=now)
    roles = {str(each.role) for each in _behind(key, now)["mandates"]}
    assert roles == {"employee", "leader"}
    later = now + dt.timedelta(days=31)
    key = sign_ins.create_for(cast.ingrid.id, device="", now=later)
    assert {str(each.role) for each in _behind(key, later)["mandates"]} == {"employee"}

"""Signing in and out. A sign-in is a row; the cookie holds a key that only the row's hash knows."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import logging
import secrets
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from app import clock
from app.domain.permissions import Mandate, Role
from app.models import Appointment, Deputyship, Person, SignIn, db
from app.models.base import AnyRow, AnySelect
from app.models.ready import Ready
from app.models.transaction import Busy, verb, verb_if_free
from app.services import passkeys, people
from app.services.people_acting import with_own_work
from app.services.refusals import Missing
from app.services.refusals_at_the_door import AccessEnded

log = logging.getLogger("trygt.access")

WRONG = "wrong"
FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = dt.timedelta(minutes=15)
SEEN_EVERY = dt.timedelta(minutes=10)
LONGEST_H = 168
SHOWN = 50


class SecondStep(Exception):
    """The password fits; now a passkey of this person is asked for."""

    def __init__(self, person_id: int) -> None:
        super().__init__(person_id)
        self.person_id = person_id


def create(sign_in_name: str, password: str, *, device: str, now: dt.datetime) -> str | None:
    """Sign a person in and return the key for the cookie, or None: wrong, locked and unknown look the same.

    Raises SecondStep for whoever signs in with a passkey too.
    """
    person_id = whose(sign_in_name, password, now=now)
    if person_id is None:
        return None
    if passkeys.has_any(person_id):
        raise SecondStep(person_id)
    log.info("signed in", extra={"person": person_id, "kind": "password"})
    return _let_in(person_id, device, now)


def create_with_passkey(answer: str, trip: dict[str, Any], *, origin: str, device: str, now: dt.datetime) -> str:
    """The second step: sign in whoever has signed what they were asked. Raises KeyNotTaken or AccessEnded."""
    person_id = passkeys.check(answer, trip, origin=origin, now=now)
    person = db.session.get(Person, person_id, populate_existing=True)
    if person is None or person.deactivated_at or person.is_locked(now):
        raise AccessEnded
    log.info("signed in", extra={"person": person_id, "kind": "passkey"})
    return _let_in(person_id, device, now)


def whose(sign_in_name: str, password: str, *, now: dt.datetime) -> int | None:
    """The id of whoever has this password, or None: wrong, locked and unknown look the same.

    Five failures in a row lock the account for fifteen minutes. The slow comparison of the password
    happens before the transaction, so that it keeps nobody waiting.
    """
    person = people.with_sign_in_name(sign_in_name)
    fits = people.matches(person.password_hash if person else None, password)
    reason = _why_not(person, now, fits=fits)
    if person is None or reason:
        log.info("sign-in failed", extra={"person": person.id if person else None, "reason": reason})
        _count_failure(person.id if person and reason == WRONG else None, now)
        return None
    return person.id


@verb
def create_for(person_id: int, *, device: str, id_token: str | None = None, now: dt.datetime) -> str:
    """Sign in somebody for whom a provider vouches with `id_token`, or one of the demo's cast. Raises Missing."""
    person = db.session.get(Person, person_id)
    if person is None or person.deactivated_at:
        raise Missing
    log.info("signed in", extra={"person": person_id, "kind": "provider" if id_token else "one tap"})
    return _begin(person_id, device, now, id_token)


@verb
def end(sign_in_id: int, *, now: dt.datetime) -> str | None:
    """Sign one device out. Returns the token that the provider gave for it, which is forgotten here."""
    id_token: str | None = db.session.scalar(sa.select(SignIn.id_token).where(SignIn.id == sign_in_id))
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=now, id_token=None))
    return id_token


def of_person(person_id: int, *, now: dt.datetime, idle_hours: int, longest_hours: int) -> list[AnyRow]:
    """Where a person is signed in: id, device, created_at and seen_at, the latest seen first, at most SHOWN."""
    return list(
        db.session.execute(
            sa.select(SignIn.id, SignIn.device, SignIn.created_at, SignIn.seen_at)
            .where(
                SignIn.person_id == person_id,
                SignIn.ended_at.is_(None),
                SignIn.seen_at >= now - dt.timedelta(hours=idle_hours),
                SignIn.created_at >= now - dt.timedelta(hours=longest_hours),
            )
            .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
            .limit(SHOWN)
        )
    )


@verb
def end_one(sign_in_id: int, *, of: int, now: dt.datetime) -> None:
    """Sign one device of a person (`of`) out. Raises Missing when it is another's."""
    mine = sa.and_(SignIn.id == sign_in_id, SignIn.person_id == of)
    if db.session.scalar(sa.select(SignIn.id).where(mine)) is None:
        raise Missing
    db.session.execute(sa.update(SignIn).where(mine, SignIn.ended_at.is_(None)).values(ended_at=now, id_token=None))


@verb
def end_others(sign_in_id: int, *, of: int, now: dt.datetime) -> None:
    """Sign a person out on every device but this one."""
    others = sa.and_(SignIn.person_id == of, SignIn.id != sign_in_id, SignIn.ended_at.is_(None))
    db.session.execute(sa.update(SignIn).where(others).values(ended_at=now, id_token=None))


def behind(key: str, *, now: dt.datetime, idle_hours: int, longest_hours: int = LONGEST_H) -> dict[str, Any] | None:
    """Whoever holds this key, with mandates, read in one query; None when it has ended, or is too old."""
    rows = _BEHIND.all(key_hash=_hash_of(key), today=clock.today(now))
    if not rows:
        return None
    sign_in_id, created_at, seen_at, id_, name, unit_id, locale, *_mandates = rows[0]
    if now - seen_at > dt.timedelta(hours=idle_hours) or now - created_at > dt.timedelta(hours=longest_hours):
        return None
    if now - seen_at > SEEN_EVERY:
        with contextlib.suppress(Busy, exc.OperationalError):  # a database that takes no writes keeps nobody out
            _see(sign_in_id, now)
    mandates = mandates_of(frozenset(tuple(row[-3:]) for row in rows), unit_id)
    return {
        "sign_in_id": sign_in_id,
        "id": id_,
        "name": name,
        "unit_id": unit_id,
        "locale": locale,
        "mandates": mandates,
    }


@functools.lru_cache(maxsize=4096)
def mandates_of(rows: frozenset[tuple[str | None, int | None, int | None]], unit_id: int) -> tuple[Mandate, ...]:
    """The mandates in rows of (role, unit appointed to, unit deputised in), made once for each combination."""
    appointed = {(role, unit) for role, unit, _deputised in rows if role and unit}
    appointed |= {(Role.LEADER.value, unit) for _role, _unit, unit in rows if unit}
    return with_own_work(sorted(appointed), unit_id)


def _select_behind() -> AnySelect:
    """The person behind a key: a row for each appointment and each deputyship of today."""
    today = sa.bindparam("today", type_=sa.Date())
    standing_in = sa.and_(Deputyship.person_id == Person.id, Deputyship.starts_on <= today, Deputyship.ends_on >= today)
    return (
        sa.select(
            SignIn.id,
            SignIn.created_at,
            SignIn.seen_at,
            Person.id,
            Person.name,
            Person.unit_id,
            Person.locale,
            Appointment.role,
            Appointment.unit_id,
            Deputyship.unit_id,
        )
        .join(Person, Person.id == SignIn.person_id)
        .outerjoin(Appointment, Appointment.person_id == Person.id)
        .outerjoin(Deputyship, standing_in)
        .where(
            SignIn.key_hash == sa.bindparam("key_hash"),
            SignIn.ended_at.is_(None),
            Person.deactivated_at.is_(None),
        )
    )


_BEHIND = Ready(_select_behind())


@verb_if_free
def _see(sign_in_id: int, now: dt.datetime) -> None:
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


@verb
def _let_in(person_id: int, device: str, now: dt.datetime) -> str:
    opened = {"failed_sign_ins": 0, "locked_until": None}
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(**opened))
    return _begin(person_id, device, now)


def _why_not(person: Person | None, now: dt.datetime, *, fits: bool) -> str | None:
    if person is None:
        return "unknown"
    if person.deactivated_at:
        return "deactivated"
    return "locked" if person.is_locked(now) else None if fits else WRONG


@verb
def _count_failure(person_id: int | None, now: dt.datetime) -> None:
    """Count a wrong password. When there is nobody to count it for, as much is read and written, and nothing changes:
    how long the answer takes tells no stranger who works here.
    """
    whose = sa.select(sa.func.min(Person.id)).scalar_subquery() if person_id is None else person_id
    found = sa.select(Person.id, Person.failed_sign_ins, Person.locked_until).where(Person.id == whose)
    for id_, before, locked_until in db.session.execute(found.with_for_update()).all():
        failed = before + (person_id is not None)
        told = {"failed_sign_ins": failed, "locked_until": locked_until}
        if failed >= FAILURES_BEFORE_LOCK:
            log.warning("account locked", extra={"person": id_})
            told = {"failed_sign_ins": 0, "locked_until": now + LOCKED_FOR}
        db.session.execute(sa.update(Person).where(Person.id == id_).values(**told))


def _begin(person_id: int, device: str, now: dt.datetime, id_token: str | None = None) -> str:
    key = secrets.token_urlsafe(32)
    told = {"device": device[:200], "id_token": id_token, "created_at": now, "seen_at": now}
    db.session.add(SignIn(key_hash=_hash_of(key), person_id=person_id, **told))
    return key


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

"""Local accounts: adding people, their passwords, their language, and ending their access."""

from __future__ import annotations

import datetime as dt
import functools

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app import config
from app.domain.events import Happened
from app.domain.passwords import TooEasy, too_easy
from app.domain.permissions import APPOINTED
from app.models import Appointment, Person, SignIn, Unit, db
from app.models.base import AnyRow
from app.models.transaction import verb
from app.services import passkeys, timeline, units
from app.services.escalations import owning

SHORTEST_PASSWORD = 12
# Stands where the hash stands while a new password is waited for; nothing fits it.
AWAITED = "awaited:"


def with_sign_in_name(sign_in_name: str) -> Person | None:
    """The person with this sign-in name (an e-mail address, in any case), if there is one."""
    return db.session.scalar(sa.select(Person).where(Person.sign_in_name == sign_in_name.strip().lower()))


@verb
def add(
    name: str,
    sign_in_name: str,
    unit: str,
    *,
    phone: str | None = None,
    password: str | None = None,
    roles: tuple[str, ...] = (),
    now: dt.datetime,
) -> int:
    """Add a person to a unit, with roles in that unit, and return the id.

    Raises ValueError with a sentence for the administrator.
    """
    home = units.named(unit)
    if home is None or home.closed_at:
        raise ValueError(f"there is no unit named {unit}")
    if with_sign_in_name(sign_in_name):
        raise ValueError(f"{sign_in_name} is in use already")
    if unknown := set(roles) - set(APPOINTED):
        raise ValueError(f"unknown role: {', '.join(sorted(unknown))}")
    if password:
        _must_be_hard(password, name, sign_in_name, unit)
    person = Person(
        name=name,
        sign_in_name=sign_in_name.strip().lower(),
        unit_id=home.id,
        phone=phone,
        password_hash=hashed(password) if password else None,
        created_at=now,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add_all(Appointment(person_id=person.id, unit_id=home.id, role=role, created_at=now) for role in roles)
    timeline.record(home, Happened.PERSON_ADDED, by=None, now=now, person_id=person.id)
    for role in roles:
        timeline.record(home, Happened.ROLE_GIVEN, by=None, now=now, person_id=person.id, role=role)
    return person.id


@verb
def set_password(sign_in_name: str, password: str, *, now: dt.datetime) -> None:
    """Give a person a new password, end every sign-in and remove every passkey. Raises ValueError, or TooEasy."""
    person = _must_exist(sign_in_name)
    _must_be_hard(password, person.name, person.sign_in_name)
    person.password_hash = hashed(password)
    person.failed_sign_ins = 0
    person.locked_until = None
    passkeys.remove_all(person.id, now=now)
    end_sign_ins(person.id, now=now)


@verb
def deactivate(sign_in_name: str, *, now: dt.datetime) -> None:
    """End a person's access at once; what they wrote stays. Raises ValueError."""
    person = _must_exist(sign_in_name)
    person.deactivated_at = now
    home = db.session.get_one(Unit, person.unit_id, populate_existing=True, with_for_update=True)
    timeline.record(home, Happened.PERSON_DEACTIVATED, by=None, now=now, person_id=person.id)
    end_sign_ins(person.id, now=now)
    owning.look_at_once(person.id, now=now)


@verb
def end_sign_ins(person_id: int, *, now: dt.datetime) -> None:
    """Sign a person out on every device."""
    still_on = sa.and_(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    db.session.execute(sa.update(SignIn).where(still_on).values(ended_at=now, id_token=None))


@verb
def speak(person_id: int, locale: str) -> None:
    """Keep a person's choice of language."""
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(locale=locale))


def hashed(password: str) -> str:
    """The argon2id hash of a password. Raises ValueError when it is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long when there is no such person."""
    hasher = _hasher()
    if password_hash and password_hash.startswith(AWAITED):
        password_hash = None
    try:
        return (
            hasher.verify(password_hash or _nobodys_hash(hasher.time_cost, hasher.memory_cost), password)
            and password_hash is not None
        )
    except (VerificationError, InvalidHashError):
        return False


def _must_be_hard(password: str, *about: str) -> None:
    if len(password) >= SHORTEST_PASSWORD and too_easy(password, about):
        raise TooEasy


def _must_exist(sign_in_name: str) -> Person:
    person = with_sign_in_name(sign_in_name)
    if person is None:
        raise ValueError(f"there is nobody with the sign-in name {sign_in_name}")
    return person


def _hasher() -> PasswordHasher:
    return PasswordHasher(**config.setting("ARGON2"))


@functools.cache
def _nobodys_hash(time_cost: int, memory_cost: int) -> str:
    """What an unknown person's password is compared with, at the same cost as a known one's."""
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1).hash("nobody has this password")


def profile(person_id: int) -> AnyRow:
    """Name, sign_in_name, phone and unit_name of a person."""
    return db.session.execute(
        sa.select(Person.name, Person.sign_in_name, Person.phone, Unit.name.label("unit_name"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id == person_id)
    ).one()


def has_password(person_id: int) -> bool:
    """Whether somebody can sign in with a password of their own."""
    held = db.session.scalar(sa.select(Person.password_hash).where(Person.id == person_id))
    return held is not None and not held.startswith(AWAITED)

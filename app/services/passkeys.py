"""Passkeys (WebAuthn) as the second step of a local account: added, asked for, and taken away.

The device must have recognised its owner (a fingerprint, a face, a PIN). A counter that does not grow tells of a copy.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import exc

from app.domain.events import Happened
from app.models import Passkey, Person, Unit, db
from app.models.base import AnyRow
from app.models.transaction import verb
from app.services import round_trips, timeline
from app.services.people_acting import Actor
from app.services.refusals import Missing
from app.services.refusals_at_the_door import KeyNotTaken

MOST = 10
ERRAND = "passkey"


class Asked(NamedTuple):
    """What the browser is asked (WebAuthn's options, as JSON), and the secret that its answer comes back with."""

    options: str
    secret: str


def has_any(person_id: int) -> bool:
    """Whether somebody signs in with a passkey too."""
    return db.session.scalar(sa.select(Passkey.id).where(Passkey.person_id == person_id).limit(1)) is not None


def of_person(person_id: int) -> list[AnyRow]:
    """Somebody's passkeys: id, name, created_at, used_at and credential_id, the oldest first."""
    told = sa.select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.used_at, Passkey.credential_id)
    return list(db.session.execute(told.where(Passkey.person_id == person_id).order_by(Passkey.id)))


def ask_for_a_new_one(person_id: int, *, origin: str) -> Asked | None:
    """What a browser at `origin` (https://host) is asked when somebody adds a passkey; None when they have MOST."""
    from app.services import authenticators

    person, held = db.session.get_one(Person, person_id), _held(person_id)
    if len(held) >= MOST:
        return None
    question = authenticators.ask_to_make(person_id, person.sign_in_name, person.name, held=held, origin=origin)
    return Asked(question.options, question.challenge)


@verb
def add(answer: str, challenge: str, name: str, *, origin: str, by: Actor, now: dt.datetime) -> None:
    """Keep a new passkey of one's own: the answer to what was asked with this challenge. Raises KeyNotTaken."""
    from app.services import authenticators

    if not challenge:
        raise KeyNotTaken  # nothing was asked
    told = authenticators.made(answer, challenge, origin=origin)._asdict()
    db.session.add(Passkey(person_id=by.id, name=name, created_at=now, **told))
    try:
        db.session.flush()
    except exc.IntegrityError as error:
        raise KeyNotTaken from error  # this key is somebody's already
    _tell(Happened.PASSKEY_ADDED, by.id, by, now)


def ask_for_one(person_id: int, carried: dict[str, Any], *, origin: str, now: dt.datetime) -> Asked:
    """What a browser is asked when somebody signs in; `carried` comes back with the answer."""
    from app.services import authenticators

    question = authenticators.ask_to_sign(held=_held(person_id), origin=origin)
    kept = {**carried, "person_id": person_id, "challenge": question.challenge}
    state = round_trips.fresh()
    round_trips.set_out(ERRAND, kept, state=state, now=now)
    return Asked(question.options, state)


def come_back(state: str, *, now: dt.datetime) -> dict[str, Any]:
    """What was carried while a passkey was asked for: person_id, challenge and the rest. Raises NotThisBrowser."""
    return round_trips.come_back(ERRAND, state, now=now)


@verb
def check(answer: str, trip: dict[str, Any], *, origin: str, now: dt.datetime) -> int:
    """The id of whoever has signed with one of their passkeys. Raises KeyNotTaken."""
    from app.services import authenticators

    passkey = _meant(answer, trip["person_id"])
    before, key = passkey.sign_count, passkey.public_key
    count = authenticators.signed(answer, trip["challenge"], public_key=key, sign_count=before, origin=origin)
    passkey.sign_count, passkey.used_at = count, now
    return passkey.person_id


@verb
def remove(passkey_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Take one's own passkey away. Raises Missing when it is another's."""
    mine = sa.and_(Passkey.id == passkey_id, Passkey.person_id == by.id)
    if db.session.connection().execute(sa.delete(Passkey).where(mine)).rowcount != 1:
        raise Missing
    _tell(Happened.PASSKEY_REMOVED, by.id, by, now)


@verb
def remove_all(person_id: int, *, now: dt.datetime) -> None:
    """Take every passkey of somebody away: they start anew with a new password."""
    gone = db.session.connection().execute(sa.delete(Passkey).where(Passkey.person_id == person_id))
    if gone.rowcount:
        _tell(Happened.PASSKEY_REMOVED, person_id, None, now)


def _meant(answer: str, person_id: int) -> Passkey:
    """The passkey of this person that an answer names, until the verb ends. Raises KeyNotTaken."""
    try:
        named = json.loads(answer)["id"]
    except (ValueError, KeyError, TypeError) as error:
        raise KeyNotTaken from error
    mine = sa.select(Passkey).where(Passkey.person_id == person_id, Passkey.credential_id == str(named))
    found: Passkey | None = db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise KeyNotTaken
    return found


def _held(person_id: int) -> list[str]:
    return [each.credential_id for each in of_person(person_id)]


def _tell(happened: Happened, person_id: int, by: Actor | None, now: dt.datetime) -> None:
    home = db.session.get_one(Person, person_id).unit_id
    unit = db.session.get_one(Unit, home, populate_existing=True, with_for_update=True)
    timeline.record(unit, happened, by=by, now=now, person_id=person_id)

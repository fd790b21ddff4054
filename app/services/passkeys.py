"""Passkeys (WebAuthn) as the second step of a local account: added, asked for, and taken away.

The device must have recognised its owner (a fingerprint, a face, a PIN). A counter that does not grow tells of a copy.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
import webauthn
from cbor2 import CBORDecodeError
from sqlalchemy import exc
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.domain.events import Happened
from app.models import Passkey, Person, Unit, db
from app.models.base import AnyRow
from app.models.transaction import verb
from app.services import round_trips, timeline
from app.services.people_acting import Actor
from app.services.refusals import Missing
from app.services.refusals_at_the_door import KeyNotTaken

MOST = 10
VERIFIED = UserVerificationRequirement.REQUIRED
ERRAND = "passkey"
UNREADABLE = (WebAuthnException, CBORDecodeError, ValueError, KeyError, TypeError, AttributeError)


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
    person, held = db.session.get_one(Person, person_id), of_person(person_id)
    if len(held) >= MOST:
        return None
    challenge = secrets.token_bytes(32)
    options = webauthn.generate_registration_options(
        rp_id=_host(origin),
        rp_name="Trygt møte",
        user_id=str(person_id).encode(),
        user_name=person.sign_in_name,
        user_display_name=person.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=VERIFIED
        ),
        exclude_credentials=_described(held),
    )
    return Asked(webauthn.options_to_json(options), bytes_to_base64url(challenge))


@verb
def add(answer: str, challenge: str, name: str, *, origin: str, by: Actor, now: dt.datetime) -> None:
    """Keep a new passkey of one's own: the answer to what was asked with this challenge. Raises KeyNotTaken."""
    if not challenge:
        raise KeyNotTaken  # nothing was asked
    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(origin),
            expected_origin=origin,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise KeyNotTaken from error
    told = {"credential_id": bytes_to_base64url(found.credential_id), "sign_count": found.sign_count}
    key = bytes_to_base64url(found.credential_public_key)
    db.session.add(Passkey(person_id=by.id, name=name, public_key=key, created_at=now, **told))
    try:
        db.session.flush()
    except exc.IntegrityError as error:
        raise KeyNotTaken from error  # this key is somebody's already
    _tell(Happened.PASSKEY_ADDED, by.id, by, now)


def ask_for_one(person_id: int, carried: dict[str, Any], *, origin: str, now: dt.datetime) -> Asked:
    """What a browser is asked when somebody signs in; `carried` comes back with the answer."""
    challenge = secrets.token_bytes(32)
    options = webauthn.generate_authentication_options(
        rp_id=_host(origin),
        challenge=challenge,
        allow_credentials=_described(of_person(person_id)),
        user_verification=VERIFIED,
    )
    kept = {**carried, "person_id": person_id, "challenge": bytes_to_base64url(challenge)}
    state = round_trips.fresh()
    round_trips.set_out(ERRAND, kept, state=state, now=now)
    return Asked(webauthn.options_to_json(options), state)


def come_back(state: str, *, now: dt.datetime) -> dict[str, Any]:
    """What was carried while a passkey was asked for: person_id, challenge and the rest. Raises NotThisBrowser."""
    return round_trips.come_back(ERRAND, state, now=now)


@verb
def check(answer: str, trip: dict[str, Any], *, origin: str, now: dt.datetime) -> int:
    """The id of whoever has signed with one of their passkeys. Raises KeyNotTaken."""
    passkey = _meant(answer, trip["person_id"])
    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(trip["challenge"]),
            expected_rp_id=_host(origin),
            expected_origin=origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise KeyNotTaken from error
    passkey.sign_count, passkey.used_at = found.new_sign_count, now
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
    except UNREADABLE as error:
        raise KeyNotTaken from error
    mine = sa.select(Passkey).where(Passkey.person_id == person_id, Passkey.credential_id == str(named))
    found: Passkey | None = db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise KeyNotTaken
    return found


def _described(held: list[AnyRow]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.credential_id)) for each in held]


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _tell(happened: Happened, person_id: int, by: Actor | None, now: dt.datetime) -> None:
    home = db.session.get_one(Person, person_id).unit_id
    unit = db.session.get_one(Unit, home, populate_existing=True, with_for_update=True)
    timeline.record(unit, happened, by=by, now=now, person_id=person_id)

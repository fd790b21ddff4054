"""What authenticators (WebAuthn) are asked, and what their answers prove; nothing here touches the database.

The library costs a second and some megabytes to load: only whoever is asked for a passkey imports this module.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import webauthn
from cbor2 import CBORDecodeError
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.services.refusals_at_the_door import KeyNotTaken

VERIFIED = UserVerificationRequirement.REQUIRED
UNREADABLE = (WebAuthnException, CBORDecodeError, ValueError, KeyError, TypeError, AttributeError)


class Question(NamedTuple):
    """What the browser is asked (WebAuthn's options, as JSON), and the challenge in it (base64url)."""

    options: str
    challenge: str


class NewKey(NamedTuple):
    """A key that an authenticator has made; both texts are base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def ask_to_make(person_id: int, address: str, name: str, *, held: Iterable[str], origin: str) -> Question:
    """The question for a new key of somebody's, on a device that holds none of those `held` (credential ids)."""
    challenge = secrets.token_bytes(32)
    options = webauthn.generate_registration_options(
        rp_id=_host(origin),
        rp_name="Trygt møte",
        user_id=str(person_id).encode(),
        user_name=address,
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=VERIFIED
        ),
        exclude_credentials=_described(held),
    )
    return Question(webauthn.options_to_json(options), bytes_to_base64url(challenge))


def made(answer: str, challenge: str, *, origin: str) -> NewKey:
    """The key that was made for this challenge. Raises KeyNotTaken."""
    try:
        found = webauthn.verify_registration_response(credential=answer, **_demanded(challenge, origin))
    except UNREADABLE as error:
        raise KeyNotTaken from error
    key = bytes_to_base64url(found.credential_public_key)
    return NewKey(bytes_to_base64url(found.credential_id), key, found.sign_count)


def ask_to_sign(*, held: Iterable[str], origin: str) -> Question:
    """The question that one of the keys `held` (credential ids) signs."""
    challenge = secrets.token_bytes(32)
    options = webauthn.generate_authentication_options(
        rp_id=_host(origin), challenge=challenge, allow_credentials=_described(held), user_verification=VERIFIED
    )
    return Question(webauthn.options_to_json(options), bytes_to_base64url(challenge))


def signed(answer: str, challenge: str, *, public_key: str, sign_count: int, origin: str) -> int:
    """The key's counter after it has signed this challenge. Raises KeyNotTaken."""
    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            **_demanded(challenge, origin),
        )
    except UNREADABLE as error:
        raise KeyNotTaken from error
    return found.new_sign_count


def _demanded(challenge: str, origin: str) -> dict[str, Any]:
    """What every answer must prove: this challenge, asked here, and an owner whom the device has recognised."""
    return {
        "expected_challenge": base64url_to_bytes(challenge),
        "expected_rp_id": _host(origin),
        "expected_origin": origin,
        "require_user_verification": True,
    }


def _described(held: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in held]


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""

"""The keys that what is stored is sealed with: AES-256-GCM, and a keyed mark to find a sealed value again by.

A sealed value reads `v1.<key id>.<nonce, ciphertext and tag in base64>`. The key's id and the column's name are
authenticated with it, so that a value moved to another column, or changed by one bit, is refused when it is opened.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID = re.compile(r"[a-z0-9]{1,16}")


class BadKeys(ValueError):
    """The keys are not written as `id:base64 of 32 bytes`, with spaces between them, each id once."""


class Unreadable(RuntimeError):
    """A stored value cannot be opened: it is not sealed, its key is not at hand, or somebody has changed it."""


class Keyring:
    """Every key that can open; the first one seals. Safe to share between threads."""

    def __init__(self, keys: Iterable[tuple[str, bytes]]) -> None:
        named = list(keys)
        if not named or len({key_id for key_id, _key in named}) != len(named):
            raise BadKeys("name at least one key, and each once")
        self.active = named[0][0]
        self.ids = {key_id for key_id, _key in named}
        self._prefix = prefix(self.active)
        self._ciphers = {key_id: AESGCM(_derived(key, b"seal")) for key_id, key in named}
        self._markers = [_derived(key, b"mark") for _key_id, key in named]

    @classmethod
    def read(cls, written: str) -> Keyring:
        """The keys of a setting: `2026b:… 2026a:…`, the one that seals first. Raises BadKeys."""
        return cls(_read(each) for each in written.replace(",", " ").split())

    def seal(self, words: str, where: str) -> str:
        """Words as they are stored in the column `where` (table.column)."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.active].encrypt(nonce, words.encode(), _bound_to(self.active, where))
        return self._prefix + base64.b64encode(nonce + sealed).decode()

    def open(self, stored: str, where: str) -> str:
        """What was sealed for this column. Raises Unreadable."""
        version, key_id, sealed = [*stored.split(".", 2), "", ""][:3]
        cipher = self._ciphers.get(key_id)
        if version != VERSION or cipher is None:
            raise Unreadable(f"{where} holds a value that is not sealed with any key at hand")
        try:
            raw = base64.b64decode(sealed, validate=True)
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound_to(key_id, where)).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Unreadable(f"{where} holds a value that has been changed or moved") from error

    def mark(self, words: str, where: str) -> str:
        """64 hex digits that are the same for the same words in the same column, and tell nothing without the key."""
        return _marked(self._markers[0], words, where)

    def marks(self, words: str, where: str) -> list[str]:
        """The mark under each key: what to look for while keys are being changed."""
        return [_marked(key, words, where) for key in self._markers]


def prefix(key_id: str) -> str:
    """What every value begins with that is sealed with this key."""
    return f"{VERSION}.{key_id}."


def fresh(key_id: str) -> str:
    """A new key as it stands in the setting. Raises BadKeys for an odd id."""
    if not KEY_ID.fullmatch(key_id):
        raise BadKeys("a key's id is 1 to 16 small letters and digits")
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _read(written: str) -> tuple[str, bytes]:
    key_id, _colon, encoded = written.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise BadKeys(f"the key {key_id!r} is not base64") from error
    if not KEY_ID.fullmatch(key_id) or len(key) != KEY_BYTES or len(set(key)) < KEY_BYTES // 4:
        raise BadKeys(f"the key {key_id!r} is not {KEY_BYTES} random bytes with an id of small letters and digits")
    return key_id, key


def _derived(key: bytes, purpose: bytes) -> bytes:
    """One key for each purpose, so that what seals never marks."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"trygt mote " + purpose).derive(key)


def _bound_to(key_id: str, where: str) -> bytes:
    return f"{VERSION}|{key_id}|{where}".encode()


def _marked(key: bytes, words: str, where: str) -> str:
    return hmac.new(key, f"{where}|{words}".encode(), hashlib.sha256).hexdigest()

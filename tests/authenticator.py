"""An authenticator in software: answers what a page asks of navigator.credentials, as a phone does.

What it signs can be twisted: `verifies` and `counts` are its honesty, `origin` is where it believes it is.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


@dataclasses.dataclass
class Authenticator:
    """One device with one key."""

    origin: str = "http://localhost"
    verifies: bool = True
    counts: bool = True
    count: int = 0
    rp_id: str | None = None
    key: ec.EllipticCurvePrivateKey = dataclasses.field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = dataclasses.field(default_factory=lambda: secrets.token_bytes(32))

    def create(self, options: str) -> str:
        """The answer to navigator.credentials.create()."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + cbor2.dumps(public)
        seen = self._seen(asked["rp"]["id"], NEW) + held
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": seen})
        said = self._said("webauthn.create", asked["challenge"])
        return self._told({"clientDataJSON": said, "attestationObject": attested})

    def get(self, options: str) -> str:
        """The answer to navigator.credentials.get()."""
        asked = json.loads(options)
        self.count += self.counts
        seen, said = self._seen(asked["rpId"]), self._said("webauthn.get", asked["challenge"])
        signature = self.key.sign(seen + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told({"clientDataJSON": said, "authenticatorData": seen, "signature": signature})

    def _seen(self, rp_id: str, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256((self.rp_id or rp_id).encode()).digest() + struct.pack(">BI", flags, self.count)

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _told(self, response: dict[str, bytes]) -> str:
        named = bytes_to_base64url(self.credential_id)
        parts: dict[str, Any] = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": parts})

"""Web push to a browser: encrypted to its key, signed with ours (VAPID), and only to the browsers' push services."""

from __future__ import annotations

import base64
import fnmatch
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.services.channels import letters
from app.services.channels.letters import Failed, Letter, Outside

TITLE = "Trygt møte"
KEEP_S = 600
GONE = {404, 410}
CURVE = ec.SECP256R1()


def send(letter: Letter, allowed: Outside) -> None:
    """Hand the letter to the browser's push service. Raises Failed: finally when the subscription has ended."""
    from pywebpush import WebPushException, webpush
    from requests import RequestException

    from app.services.channels.straight import Straight

    subscription = json.loads(letter.target or "{}")
    if not (allowed.vapid_private_key and allowed.vapid_subject):
        raise Failed("not_set_up")
    if not may_reach(subscription.get("endpoint", ""), allowed):
        raise Failed("not_allowed")
    try:
        with Straight() as straight:
            webpush(
                subscription,
                _payload(letter),
                vapid_private_key=allowed.vapid_private_key,
                vapid_claims={"sub": allowed.vapid_subject},
                timeout=letters.PATIENCE_S,
                ttl=KEEP_S,
                headers={"Urgency": "high"},
                requests_session=straight,
            )
    except WebPushException as error:
        if error.status_code in GONE:
            raise Failed(letters.GONE, final=True) from error
        raise Failed("refused") from error
    except RequestException as error:
        raise Failed("no_answer") from error


def _payload(letter: Letter) -> str:
    """What the service worker shows: `url` is a path of this app; a reminder replaces the one with the same `tag`."""
    shown = {"title": TITLE, "body": letter.sentence, "url": letter.path, "tag": letter.matter}
    return json.dumps(shown, ensure_ascii=False)


def lane(target: str) -> str:
    """The push service's host."""
    return urlsplit(str(json.loads(target).get("endpoint", ""))).netloc


def may_reach(endpoint: str, allowed: Outside) -> bool:
    """Whether an endpoint belongs to one of the push services in the settings."""
    try:
        parts = urlsplit(endpoint)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return False
    if parts.username or parts.password or not parts.hostname:
        return False
    origin = f"{parts.scheme}://{parts.hostname}{port}"
    return any(fnmatch.fnmatchcase(origin, pattern) for pattern in allowed.push_origins)


def subscription_of(sent: Any) -> Mapping[str, Any] | None:
    """The parts of a browser's subscription that are needed, in a fixed order; None when it is none."""
    try:
        endpoint, keys = sent["endpoint"], sent["keys"]
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _decoded(keys["p256dh"]))
        if len(_decoded(keys["auth"])) != 16 or not isinstance(endpoint, str):
            return None
    except (KeyError, TypeError, ValueError):
        return None
    return {"endpoint": endpoint, "keys": {"p256dh": keys["p256dh"], "auth": keys["auth"]}}


def new_private_key() -> str:
    """A fresh VAPID key: 32 bytes in base64url."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return _encoded(number.to_bytes(32, "big"))


def public_key(private_key: str) -> str:
    """What a browser must be told to let us push to it. Raises ValueError when the private key is none."""
    number = int.from_bytes(_decoded(private_key), "big")
    point = ec.derive_private_key(number, CURVE).public_key()
    shape = serialization.PublicFormat.UncompressedPoint
    return _encoded(point.public_bytes(serialization.Encoding.X962, shape))


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

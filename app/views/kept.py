"""What a person typed, kept through a sign-in or a failure and handed back: nothing typed is lost."""

from __future__ import annotations

import dataclasses
import re

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from app import signing

NOT_KEPT = frozenset({"csrf_token", "password"})
SECRET = NOT_KEPT | {"kept"}
BY_HAND = re.compile(r"[^a-z0-9_:T+-]")  # codes, keys, marks and times hold nothing else
SECONDS_KEPT = 24 * 3600


@dataclasses.dataclass(frozen=True)
class Kept:
    """A form that could not be taken: where it was going, and its fields in order."""

    path: str
    fields: list[tuple[str, str]]


def from_request() -> Kept:
    """What this request brought."""
    return Kept(
        request.full_path.rstrip("?"),
        [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT],
    )


def written() -> list[str]:
    """The words that somebody typed into this request; choices, codes and secrets left out."""
    said = [(name, value.strip()) for name, value in request.form.items(multi=True) if name not in SECRET]
    return [value for _name, value in said if BY_HAND.search(value)] if request.method == "POST" else []


def sealed(kept: Kept) -> str:
    """As text that can travel through the sign-in page and come back unchanged."""
    return str(_serializer().dumps([kept.path, kept.fields]))


def opened(text: str | None) -> Kept | None:
    """What was sealed, or None when there is nothing, it is too old, or somebody changed it."""
    if not text:
        return None
    try:
        path, fields = _serializer().loads(text, max_age=SECONDS_KEPT)
    except BadSignature:
        return None
    return Kept(path, [(name, value) for name, value in fields])


def safe_path(path: str | None) -> str:
    """A page of our own to go to after signing in; anything else leads home."""
    if path and path.isprintable() and path.startswith("/") and _is_a_page(path.partition("?")[0]):
        return path
    return url_for("sign_in.show")


def _is_a_page(path: str) -> bool:
    doors = current_app.url_map.bind(request.host)
    try:
        doors.match(path, method="GET")
    except HTTPException:
        return False
    return True


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="kept", signer_kwargs=signing.SHA256)

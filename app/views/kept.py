"""What a person typed, kept through a sign-in or a failure and handed back: nothing typed is lost."""

from __future__ import annotations

import dataclasses

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

NOT_KEPT = frozenset({"csrf_token", "password", "kept", "next", "person"})
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
    """A path of our own to go to after signing in; anything else leads home."""
    if path and path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path and "\r" not in path:
        return path
    return url_for("sign_in.show")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="kept")

"""What the settings of signing in must be, so that somebody can: looked at before anybody is served."""

from __future__ import annotations

import ipaddress
import pathlib
from typing import Any
from urllib.parse import urlsplit

from app.domain import group_mapping

TOGETHER = ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_GROUPS", "BASE_URL")


class BadSignInSettings(SystemExit):
    """The app was started with settings that nobody could sign in with."""


def check(found: dict[str, Any]) -> None:
    """Read the file of groups in its place. Raises BadSignInSettings with a sentence that says what to do."""
    if not found["OIDC_ISSUER"]:
        if not found["LOCAL_ACCOUNTS"] and not found["DEMO"]:
            raise BadSignInSettings("TRYGT_LOCAL_ACCOUNTS is off and TRYGT_OIDC_ISSUER not set: nobody could sign in")
        return
    if missing := [f"TRYGT_{name}" for name in TOGETHER if not found[name]]:
        raise BadSignInSettings(f"TRYGT_OIDC_ISSUER is set, so {' and '.join(missing)} must be set too")
    if not _is_safe(found["OIDC_ISSUER"]):
        raise BadSignInSettings("TRYGT_OIDC_ISSUER: write the provider's address with https://")
    if isinstance(found["OIDC_GROUPS"], str):
        found["OIDC_GROUPS"] = _read(pathlib.Path(found["OIDC_GROUPS"]))


def _read(file: pathlib.Path) -> group_mapping.GroupMapping:
    try:
        return group_mapping.read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, group_mapping.BadMapping) as error:
        raise BadSignInSettings(f"TRYGT_OIDC_GROUPS, {file}: {error}") from error


def _is_safe(address: str) -> bool:
    """Over TLS, or on this very machine."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False

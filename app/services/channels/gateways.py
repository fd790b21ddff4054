"""Mail, SMS and Teams through Apprise: only the schemes in the settings, and options that open no file or page."""

from __future__ import annotations

import functools
import logging
import re
from typing import Any
from urllib.parse import quote, urlsplit

from app.services.channels import letters
from app.services.channels.letters import Failed, Letter, Outside

SCHEME = re.compile(r"([a-z0-9]+)://[^\s,]+\Z", re.IGNORECASE)
MAIL_ADDRESS = re.compile(r"[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+\Z", re.IGNORECASE | re.ASCII)
MAIL = frozenset({"mailto", "mailtos"})
# Everything else is refused: among Apprise's options are some that read a file, fetch a key or skip the certificate.
HARMLESS = {
    "to", "from", "name", "smtp", "user", "pass", "mode", "id", "workflow", "sig", "signature", "ver", "api-version",
    "pa", "powerautomate", "route", "routeid",
}  # fmt: skip


def send(letter: Letter, allowed: Outside) -> None:
    """Send through whatever the address names. Raises Failed."""
    gateway = _gateway(letter.target or "", allowed)
    if gateway is None:
        raise Failed("not_allowed")
    from apprise import Apprise, NotifyFormat

    post = Apprise(asset=_asset())
    post.add(gateway)
    # The subject is what a locked phone shows of a mail; elsewhere it would only say everything twice.
    title = letter.sentence if gateway.service_name == "E-Mail" else ""
    try:
        taken = post.notify(body=letter.with_link(allowed.base_url), title=title, body_format=NotifyFormat.TEXT)
    except Exception as error:  # plugins of many hands: whatever they raise is theirs
        raise Failed("broke") from error
    if not taken:
        raise Failed("refused")


def may_reach(target: str, allowed: Outside) -> bool:
    """Whether an address is one that may be kept and sent to."""
    return _gateway(target, allowed) is not None


def lane(target: str) -> str:
    """The scheme and host of an address; all plain mail addresses share the house's own mail server."""
    if MAIL_ADDRESS.match(target):
        return "mail"
    parts = urlsplit(target)
    return f"{parts.scheme.lower()} {parts.netloc.rpartition('@')[2]}"


def _gateway(target: str, allowed: Outside) -> Any:
    """Apprise's plugin for an address that the settings allow, with our own patience; else None.

    What is judged is what Apprise made of the address, because no two programs split one in quite the same way.
    """
    from apprise import Apprise
    from apprise.plugins import url_to_dict

    asset = _asset()
    url, schemes = _url_of(target, allowed)
    parts: Any = url_to_dict(url) if _scheme(url) in schemes else None  # type: ignore[no-untyped-call]
    if not parts or parts["schema"] not in schemes:
        return None
    if url == target and not parts["qsd"].keys() <= HARMLESS:
        return None
    gateway = Apprise.instantiate(parts, asset=asset)
    if gateway is not None:
        gateway.socket_connect_timeout = gateway.socket_read_timeout = letters.PATIENCE_S
        gateway.redirects = False
    return gateway


def _url_of(target: str, allowed: Outside) -> tuple[str, frozenset[str]]:
    """The Apprise address, and the schemes it may have. A plain mail address goes by the house's own mail server."""
    if not MAIL_ADDRESS.match(target):
        return target, allowed.notice_schemes
    house = allowed.mail_url or ""
    return f"{house}{'&' if '?' in house else '?'}to={quote(target)}", MAIL


def _scheme(url: str) -> str:
    """The scheme in small letters, or nothing when this is not one single address."""
    found = SCHEME.match(url)
    return found[1].lower() if found else ""


@functools.cache
def _asset() -> Any:
    """Apprise under our name: without pictures from elsewhere, files on disk, or log lines that name receivers."""
    from apprise import AppriseAsset, PersistentStoreMode

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    asset = AppriseAsset(async_mode=False, storage_mode=PersistentStoreMode.MEMORY)
    asset.app_id, asset.app_desc, asset.app_url = "Trygt-mote", "Trygt møte", ""
    asset.image_url_mask = asset.image_url_logo = ""
    return asset

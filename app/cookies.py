"""The signed cookie, and the token against forgery: checked or signed once, and remembered for a while.

A browser sends the same cookie with every request, and its token may be used until it signs out. Both are
worth more than a page costs, so that a process remembers the latest thousands of each, by their content.
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import functools
import hashlib
import logging
from typing import Any

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.http import parse_cookie
from werkzeug.utils import cached_property
from wtforms import ValidationError

from app import clock, config

log = logging.getLogger("trygt.access")

REMEMBERED = 4096
SHORT = 1000  # longer than all cookies of ours together: what somebody else makes longer is read, and forgotten
SECONDS_OF_A_TOKEN = 600


class Asked(Request):
    """A request whose cookies are taken apart once by each process and not once for each request."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """Every cookie that was sent, by its name."""
        sent = self.environ.get("HTTP_COOKIE", "")
        return (_taken_apart if len(sent) <= SHORT else _taken_apart.__wrapped__)(sent)


@functools.lru_cache(maxsize=REMEMBERED)
def _taken_apart(sent: str) -> ImmutableMultiDict[str, str]:
    return parse_cookie(sent, cls=ImmutableMultiDict)  # type: ignore[return-value] # it is what it is told to be


class Cookie(SecureCookieSessionInterface):
    """Flask's signed cookie, whose signature is verified once by each process and not once for each request."""

    digest_method = staticmethod(hashlib.sha256)
    get_signing_serializer = functools.cache(SecureCookieSessionInterface.get_signing_serializer)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds, or an empty session when it is missing, forged or too old."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        try:
            held, signed_at = _verified(signer, request.cookies.get(self.get_cookie_name(app), ""))
        except BadSignature:
            return self.session_class()
        if clock.now().timestamp() - signed_at.timestamp() > app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        return self.session_class(copy.deepcopy(held) if "_flashes" in held else held)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie again only when something in it has changed.

        A script that asks in the background while nobody is signed in gets none: it would take the place of the one
        that the page on the screen was drawn with, and the form there would no longer be believed.
        """
        if session.modified and ("_user_id" in session or not asked_in_background()):
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")


@functools.lru_cache(maxsize=REMEMBERED)
def _verified(signer: URLSafeTimedSerializer, sealed: str) -> tuple[dict[str, Any], dt.datetime]:
    """What a sealed cookie holds, and when it was sealed. Raises BadSignature, which is never remembered."""
    held, signed_at = signer.loads(sealed, return_timestamp=True)
    return held, signed_at


def asked_in_background() -> bool:
    """Whether a script asks, and no page is on its way to the screen: it says so, or its browser does."""
    mode = request.headers.get("Sec-Fetch-Mode", "navigate")
    return mode != "navigate" or request.accept_mimetypes.best == "application/json"


def named(name: str) -> str:
    """What a cookie of ours is called in this app. Its session is not asked for here: Flask knows its name."""
    return config.cookie_name(name, is_secure=current_app.config["SESSION_COOKIE_SECURE"])


def token() -> str:
    """The token that the forms of this request carry. The same one for some minutes: it holds until one signs out."""
    raw = session.get("csrf_token")
    if raw is None:
        return str(generate_csrf())
    g.csrf_token = _signed(current_app.secret_key, raw, int(clock.now().timestamp()) // SECONDS_OF_A_TOKEN)
    return str(g.csrf_token)


def holds(sent: str | None) -> bool:
    """Whether a token that was sent is this session's. One that held is remembered; one that did not, never."""
    raw = session.get("csrf_token")
    with contextlib.suppress(ValidationError):
        if raw and sent:
            return _checked(current_app.secret_key, raw, sent)
    log.info("token did not hold", extra={"endpoint": request.endpoint})
    return False


@functools.lru_cache(maxsize=REMEMBERED)
def _checked(_secret: object, _raw: str, sent: str) -> bool:
    validate_csrf(sent)
    return True


@functools.lru_cache(maxsize=REMEMBERED)
def _signed(_secret: object, _raw: str, _period: int) -> str:
    return str(generate_csrf())

"""Which names the app answers to. A forged Host, or X-Forwarded-Host, never reaches a link, a redirect or a page."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.sansio.utils import host_is_trusted

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# A platform asks after a process by the address that it gave it: no page, and nothing personal, is behind these.
FOR_THE_PLATFORM = "/internal/"
REFUSED = b"This is not the address of Trygt m\xc3\xb8te.\n"


def init_app(app: Flask) -> None:
    """Refuse requests for other names than ours with 400, before anything looks at them; without a list, none is."""
    known = names(app.config["OWN_HOSTS"], app.config["BASE_URL"])
    if not known:
        return
    inner = app.wsgi_app
    is_ours = functools.lru_cache(maxsize=1024)(lambda host: host_is_trusted(host, known))

    def for_us(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_ours(environ.get("HTTP_HOST", "").lower()) or environ.get("PATH_INFO", "").startswith(FOR_THE_PLATFORM):
            return inner(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [REFUSED]

    app.wsgi_app = for_us  # type: ignore[method-assign]


def names(listed: frozenset[str], base_url: str) -> frozenset[str]:
    """The names that were listed and the one in the app's own address; `.example.no` is every name below it."""
    own = urlsplit(base_url).hostname
    return listed | {own} if own else listed


def absolute(path: str) -> str:
    """A path of ours as a link that can be sent to somebody: at the app's own address, else at the one asked for."""
    return (current_app.config["BASE_URL"] or request.host_url.rstrip("/")) + path

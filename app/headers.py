"""Security headers: one table, sent with every answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


SENT_ALWAYS = list(ALWAYS.items())


def init_app(app: Flask) -> None:
    """Send the table with every answer, of pages and files alike; pages of people are never stored by a cache."""
    inner = app.wsgi_app

    def with_headers(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *trouble: Any) -> Any:
            added = [*headers, *SENT_ALWAYS]
            if not any(name == "Cache-Control" for name, _value in headers):
                added.append(("Cache-Control", "no-store"))
            if environ["wsgi.url_scheme"] == "https":
                added.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
            return start_response(status, added, *trouble)

        return inner(environ, start)

    app.wsgi_app = with_headers  # type: ignore[method-assign]

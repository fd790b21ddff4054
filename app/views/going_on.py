"""Leading a browser on to a site that is not ours."""

from __future__ import annotations

from flask import current_app
from werkzeug.wrappers import Response


def to(address: str, page: str) -> Response:
    """A page that leads on by itself, and has a link. A redirect would not do: our forms may lead to us alone (CSP)."""
    answer = current_app.make_response(page)
    answer.headers["Refresh"] = f"0; url={address}"
    return answer

"""How a view asks a service to do something on behalf of whoever is signed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import abort, current_app, request

from app import clock
from app.access import signed_in
from app.services.refusals import Replayed
from forms.base import Form


def once(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a verb as the signed-in person, now. A form that was sent before has had its effect, and its outcome."""
    try:
        return verb(*args, by=signed_in(), now=clock.now(), **kwargs)
    except Replayed as replayed:
        return replayed.outcome


def number(text: str | None) -> int:
    """The id in a hidden field. Aborts with 404 when it has been tampered with."""
    if text is None or not re.fullmatch(r"[0-9]{1,18}", text):
        abort(404)
    return int(text)


def must_hold(form: Form) -> None:
    """Abort with 400 unless a form that asks nothing carries a token that holds."""
    if not form.validate():
        abort(400)


def only_with(setting: str) -> None:
    """Abort with 404 unless a setting is on: without it there is no such door."""
    if not current_app.config[setting]:
        abort(404)


def origin() -> str:
    """Our own address, as a browser writes where it is."""
    return str(current_app.config["BASE_URL"] or request.host_url.rstrip("/"))

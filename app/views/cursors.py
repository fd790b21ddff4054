"""Where the next page of a list begins, as a word in the address: a moment and an id. A forged one is no address."""

from __future__ import annotations

import datetime as dt

from flask import abort

from app.views import asking

Cursor = tuple[dt.datetime, int]


def write(cursor: Cursor) -> str:
    """The cursor as text, in UTC."""
    moment, number = cursor
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}-{number}"


def read(text: str | None) -> Cursor | None:
    """The cursor from an address, or None when there is none. Aborts with 404 when nobody here wrote it."""
    if not text:
        return None
    try:
        moment, number = text.split("-")
        return dt.datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC), asking.number(number)
    except ValueError:
        abort(404)

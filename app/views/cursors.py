"""Where the next page of a list begins, as a word in the address: a moment and an id. A forged one begins anew."""

from __future__ import annotations

import contextlib
import datetime as dt
import re

from flask import flash
from flask_babel import gettext

Cursor = tuple[dt.datetime, int]
WRITTEN = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}-[0-9]{1,18}", re.ASCII)


def write(cursor: Cursor) -> str:
    """The cursor as text, in UTC."""
    moment, number = cursor
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}-{number}"


def read(text: str | None) -> Cursor | None:
    """The cursor from an address, or None when there is none; when nobody here wrote it, that is said on the page."""
    if not text:
        return None
    if WRITTEN.fullmatch(text):
        moment, number = text.split("-")
        with contextlib.suppress(ValueError):  # digits that are no moment
            return dt.datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC), int(number)
    flash(gettext("Lenken til neste side holder ikke lenger. Her er lista fra begynnelsen."), "warning")
    return None

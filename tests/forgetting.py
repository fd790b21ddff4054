"""Removing what is due, as tests do it: by the terms of the house, at some time to come."""

from __future__ import annotations

import datetime as dt

from app.domain.retention import TERMS
from app.services import retention

DAY = dt.timedelta(days=1)
DAYS = {kept: term.days for kept, term in TERMS.items()}
YEAR, SIX_YEARS = 400 * DAY, 2200 * DAY


def run(now: dt.datetime, *, dry: bool = False) -> list[str]:
    """What is removed, by name; with `dry`, what would be."""
    return [each.name for each in retention.run(DAYS, now=now, dry=dry)]

"""The one place where the clock is read. Everything else is told the time."""

from __future__ import annotations

import datetime as dt
import zoneinfo

OSLO = zoneinfo.ZoneInfo("Europe/Oslo")


def now() -> dt.datetime:
    """The time now, in UTC, to the microsecond."""
    return dt.datetime.now(dt.UTC)


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment as the clocks in Norway show it."""
    return moment.astimezone(OSLO)


def from_local(wall_clock: dt.datetime) -> dt.datetime:
    """The moment, in UTC, at which Norwegian clocks show this naive time."""
    return wall_clock.replace(tzinfo=OSLO).astimezone(dt.UTC)


def today(moment: dt.datetime) -> dt.date:
    """The date in Norway at this moment."""
    return local(moment).date()


def start_of_day(moment: dt.datetime, days: int = 0) -> dt.datetime:
    """Midnight in Norway, in UTC, of the day that holds this moment, moved by whole days."""
    day = today(moment) + dt.timedelta(days=days)
    return from_local(dt.datetime.combine(day, dt.time()))

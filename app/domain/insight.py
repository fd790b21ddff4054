"""What is counted about a unit's months, and how figures are made of the counts: years, medians, coarse minutes."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

from app.domain.forms_of_meeting import FORMS
from app.domain.levels import Level

FEW = 5  # a number from 1 to 4 is never shown, and never to be worked out
QUARTER, YEAR = 3, 12


class Subject(enum.StrEnum):
    """What a count is of. Each is defined in a sentence in docs/insight.md and on the page."""

    MEETINGS = "meetings"
    FORM = "form"
    STATUS = "status"
    RULE = "rule"
    MEASURE = "measure"
    EFFECT = "effect"
    REACTION = "reaction"
    REACTION_MINUTES = "reaction_minutes"
    ALARM = "alarm"
    ABORT_HOUR = "abort_hour"
    OUTCOME = "outcome"


# How a meeting was judged, by the last round that was logged: in writing at a level, by word of mouth, or not at all.
SPOKEN, NOTHING = "spoken", "nothing"
WRITTEN = tuple(level.code for level in reversed(Level))
FLAGGED = WRITTEN[:-1]  # what a leader is to answer
STATUSES = (*WRITTEN, SPOKEN, NOTHING)
# What is lumped together before anything else when one of it is too small to be shown.
STATUS_GROUPS = (FLAGGED, (SPOKEN, NOTHING), WRITTEN[-1:])
FORM_GROUPS = (("outside", "home_visit", "transport"), ("phone", "digital"), ("office",))
assert {form for group in FORM_GROUPS for form in group} == set(FORMS)  # nosec B101 # noqa: S101 - one list, in two orders
ANSWERED, UNANSWERED = "answered", "unanswered"

# Abort hours are counted one by one, and shown as weekdays (Monday 0) by parts of the day.
DAY_PARTS = ((0, 9), (9, 11), (11, 13), (13, 15), (15, 24))
WEEKDAYS = range(6)  # Saturday and Sunday are one

ONE_HOUR, ONE_DAY, LONGEST = 60, 24 * 60, 60 * 24 * 60


def abort_key(local: dt.datetime) -> str:
    """Weekday and hour of an abort on the clocks of Norway, such as "0-13" for a Monday at 13:40."""
    return f"{local.weekday()}-{local.hour:02}"


def shown_hour(key: str) -> str:
    """The cell of the heat map that holds an abort_key(): weekday and the part of the day, such as "0-2"."""
    day, hour = key.split("-")
    part = next(number for number, (begins, ends) in enumerate(DAY_PARTS) if begins <= int(hour) < ends)
    return f"{min(int(day), WEEKDAYS[-1])}-{part}"


HOURS_SHOWN = tuple(f"{day}-{part}" for day in WEEKDAYS for part in range(len(DAY_PARTS)))


def coarse_minutes(seconds: float) -> int:
    """Minutes as they are counted: to the minute in the first hour, to five on the first day, then to the hour.

    So a unit's month has at most some thousand different ones, and medians of them stay exact to that grain.
    """
    minutes = min(LONGEST, max(0, int(seconds // 60)))
    grain = 1 if minutes < ONE_HOUR else 5 if minutes < ONE_DAY else 60
    return minutes // grain * grain


def quantile(counts: Mapping[int, int], share: float) -> int | None:
    """The smallest value that at least this share of all values does not pass; None when there are none."""
    total = sum(counts.values())
    needed = share * total
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= needed and passed:
            return value
    return None


def month_of(date: dt.date) -> dt.date:
    """The first day of the month that holds a date."""
    return date.replace(day=1)


def months_on(month: dt.date, months: int) -> dt.date:
    """The first day of the month so many months later, or earlier."""
    number = month.year * 12 + month.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


def latest_year(today: dt.date) -> tuple[dt.date, dt.date]:
    """The twelve months up to the last quarter that has ended: the first day of the first and of the last month."""
    ends = months_on(month_of(today), -((today.month - 1) % QUARTER) - 1)
    return months_on(ends, 1 - YEAR), ends

"""When an office is staffed: the hours of a working day. Outside them help comes later, and is agreed on beforehand."""

from __future__ import annotations

import datetime as dt
import re

SATURDAY = 5


def read(text: str) -> tuple[int, int]:
    """The first hour, and the hour at which it closes, from a setting such as "08-16". Raises ValueError."""
    parts = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", text)
    opens, closes = (int(parts[1]), int(parts[2])) if parts else (0, 0)
    if not 0 <= opens < closes <= 24:
        raise ValueError(f"office hours are written as 08-16, not {text!r}")
    return opens, closes


def is_staffed(wall_clock: dt.datetime, hours: tuple[int, int]) -> bool:
    """Whether the office is staffed when Norwegian clocks show this: on a working day, within the hours."""
    return wall_clock.weekday() < SATURDAY and hours[0] <= wall_clock.hour < hours[1]

"""Time stands still in tests that touch the app, until they move it."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

MONDAY_MORNING = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)  # nine o'clock in Norway


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The stopped clock: clock.shift(seconds or timedelta), clock.move_to(datetime)."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def now(clock: time_machine.Traveller) -> dt.datetime:
    """The moment at which the clock was stopped."""
    return MONDAY_MORNING

"""When an office is staffed."""

import datetime as dt

import pytest

from app.domain.office_hours import is_staffed, read

MONDAY = dt.datetime(2026, 3, 2)  # noqa: DTZ001 - as the clock on the wall shows it


@pytest.mark.parametrize(("text", "hours"), [("08-16", (8, 16)), ("7-15", (7, 15)), ("00-24", (0, 24))])
def test_hours_are_read(text, hours):
    assert read(text) == hours


@pytest.mark.parametrize("text", ["", "8", "16-08", "8-8", "08-25", "8:00-16:00", "-1-5"])
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(ValueError, match="office hours"):
        read(text)


@pytest.mark.parametrize(
    ("days", "hour", "staffed"),
    [(0, 7, False), (0, 8, True), (0, 15, True), (0, 16, False), (4, 9, True), (5, 9, False), (6, 9, False)],
)
def test_an_office_is_staffed_on_working_days_within_its_hours(days, hour, staffed):
    assert is_staffed(MONDAY + dt.timedelta(days=days, hours=hour), (8, 16)) is staffed

"""Dates and times read as people in each language write them."""

import datetime as dt

import pytest

from app import filters

AT = dt.datetime(2026, 11, 2, 13, 3, 9, tzinfo=dt.UTC)
LAST_YEAR = dt.datetime(2025, 1, 24, 23, 30, tzinfo=dt.UTC)


@pytest.fixture
def reading(one_app, clock):
    """A request of somebody whose browser asks for this language."""

    def in_language(language):
        return one_app.test_request_context(headers={"Accept-Language": language})

    return in_language


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "mandag 2. november"), ("nn", "måndag 2. november"), ("en", "Monday 2 November")],
)
def test_a_day_is_said_in_words(reading, language, words):
    with reading(language):
        assert filters.day(AT) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "lørdag 25. januar 2025"), ("nn", "laurdag 25. januar 2025"), ("en", "Saturday 25 January 2025")],
)
def test_a_day_of_another_year_says_which_and_it_is_the_day_in_norway(reading, language, words):
    with reading(language):
        assert filters.day(LAST_YEAR) == words


@pytest.mark.parametrize(("language", "words"), [("nb", "2. nov. 2026"), ("nn", "2. nov. 2026"), ("en", "2 Nov 2026")])
def test_a_short_date_puts_the_day_before_the_month(one_app, reading, language, words):
    with reading(language):
        assert filters.FILTERS["date"](AT.date()) == words


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_clock_has_24_hours_in_every_language(reading, language):
    with reading(language):
        assert filters.clock_time(AT) == "14:03"
        assert filters.clock_time(AT, seconds=True) == "14:03:09"


@pytest.mark.parametrize(("language", "word"), [("nb", "I dag"), ("nn", "I dag"), ("en", "Today")])
def test_today_is_called_so(reading, clock, language, word):
    clock.move_to(AT)
    with reading(language):
        assert filters.soon(AT) == f'<time datetime="2026-11-02T13:03:09+00:00">{word} 14:03</time>'

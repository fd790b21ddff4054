"""A look as a line of CEF that nobody can break out of, and which days of looking are unusual."""

import datetime as dt
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access_log import (
    DEEDS,
    MANY_IN_A_DAY,
    SHOWN,
    Looked,
    Shown,
    Unusual,
    cef,
    in_extension,
    in_header,
    unusual,
)

MONDAY = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
LINE = {"at": MONDAY, "by_id": 4, "about_id": 1, "unit_id": 3, "stream": "meeting/17", "shown": ["judgement", "words"]}


def test_a_look_is_one_line_of_cef():
    assert cef(Looked.MEETING_OPENED, **LINE) == (
        "CEF:0|Nav|Trygt møte|1.0|audit:access|meeting_opened|INFO|"
        "end=1772438400000 suid=4 duid=1 flexString1Label=Decision flexString1=Permit"
        " cs1Label=stream cs1=meeting/17 cs2Label=unit cs2=3 cs3Label=shown cs3=judgement words"
    )


def test_a_look_at_nobody_in_particular_names_nobody():
    assert "duid" not in cef(Looked.FIGURES_EXPORTED, **{**LINE, "about_id": None})


@pytest.mark.parametrize(
    ("typed", "written"),
    [("a|b", r"a\|b"), ("a\\b", r"a\\b"), ("a=b", "a=b"), ("a\nCEF:0|x", r"a CEF:0\|x"), ("a\x00\x85b", "a b")],
)
def test_a_field_of_the_header_stays_in_its_field(typed, written):
    assert in_header(typed) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a=b", r"a\=b"),
        ("a\\b", r"a\\b"),
        ("a|b", "a|b"),
        ("a\nb", r"a\nb"),
        ("a\r\nb", r"a\nb"),
        ("a\rb", r"a\rb"),
        ("a\u2028b", "a b"),
        ("a\\=b", r"a\\\=b"),
    ],
)
def test_a_value_of_the_extension_stays_in_its_value(typed, written):
    assert in_extension(typed) == written


@given(st.text())
def test_whatever_is_looked_at_is_one_line(text):
    line = cef(Looked.ALARM_OPENED, **{**LINE, "stream": text, "shown": [text]})
    assert len(line.splitlines()) == 1


def test_every_deed_and_every_part_has_words():
    assert set(DEEDS) == set(Looked)
    assert set(SHOWN) == set(Shown)


def _look(**differs):
    return types.SimpleNamespace(**{"at": MONDAY, "by_name": "Ola", "home_id": 3, "unit_id": 3, **differs})


def _found(*lines):
    patterns = unusual(lines, local=lambda at: at, reach={1: {1, 3, 4}, 3: {3}}.__getitem__)
    return [(each.kind, each.by_name, each.count) for each in patterns]


def test_an_ordinary_day_is_not_unusual():
    assert _found(*[_look()] * MANY_IN_A_DAY) == []


def test_many_looks_on_one_day_are_unusual():
    assert _found(*[_look()] * (MANY_IN_A_DAY + 1)) == [(Unusual.MANY, "Ola", MANY_IN_A_DAY + 1)]


def test_many_looks_on_many_days_or_by_many_people_are_not():
    days = [_look(at=MONDAY + dt.timedelta(days=number % 5)) for number in range(MANY_IN_A_DAY + 1)]
    assert _found(*days) == []
    assert _found(*[_look(by_name=str(number)) for number in range(MANY_IN_A_DAY + 1)]) == []


@pytest.mark.parametrize(("hour", "is_odd"), [(5, True), (6, False), (19, False), (20, True), (23, True)])
def test_looks_at_night_are_unusual(hour, is_odd):
    assert _found(_look(at=MONDAY.replace(hour=hour))) == ([(Unusual.ODD_HOURS, "Ola", 1)] if is_odd else [])


def test_looks_at_the_weekend_are_unusual():
    assert _found(_look(at=MONDAY + dt.timedelta(days=5))) == [(Unusual.ODD_HOURS, "Ola", 1)]


@pytest.mark.parametrize(("home", "unit", "is_elsewhere"), [(3, 4, True), (1, 4, False), (3, 1, True), (1, 1, False)])
def test_looks_outside_ones_own_unit_and_what_is_below_it_are_unusual(home, unit, is_elsewhere):
    expected = [(Unusual.ELSEWHERE, "Ola", 1)] if is_elsewhere else []
    assert _found(_look(home_id=home, unit_id=unit)) == expected

"""The register of places: what is known, when the alarm was tested, and what the checklist is told."""

import dataclasses
import datetime as dt

import pytest

from app.checklists import CURRENT
from app.domain.places import COVERAGES, EXITS, LAYOUTS
from app.models import Meeting, Unit, db
from app.services import meetings, own_meetings, places, registers, timeline
from app.services.places import Known
from app.services.refusals import Missing, PlaceNamed, Replayed, TooManyPlaces
from tests import plays

ROOM = Known("Møterom 2", "room", True, "clear", "weaknesses", "good", "Døren kiler.")
DAY = dt.timedelta(days=1)


@pytest.fixture
def add(by, now):
    def added(known=ROOM, who=None, unit=None, **differs):
        known = dataclasses.replace(known, **differs)
        unit_id = unit or by.ola.unit_id
        return places.add(unit_id, known, key=plays.key(), by=who or by.ola, now=now)

    return added


@pytest.fixture
def try_alarm(by):
    def tested(place_id, at):
        return places.record_test(place_id, key=plays.key(), by=by.ola, now=at)

    return tested


@pytest.fixture
def said(by, now):
    """said(section, place_id, at) is what the registers say about that page of a meeting of Kari's."""

    def about(section_id, place_id, at=None, **differs):
        by_now = at or now
        meeting_id = plays.planned(by.kari, by_now, place_id=place_id, **differs)
        return registers.about(meetings_reading(meeting_id, by.kari), section_id, now=by_now)

    return about


def meetings_reading(meeting_id, who):
    return own_meetings.current(meeting_id, by=who)


def sentences(said):
    return [sentence % values for sentence, values in said.sentences]


def test_what_a_place_says_are_answers_of_the_checklist():
    for question, words in (("exit_route", EXITS), ("layout", LAYOUTS), ("coverage", COVERAGES)):
        assert words.keys() <= CURRENT.options_of[question]


def test_the_places_of_a_unit_stand_by_name(add, by):
    for name in ("Møterom 2", "Bakrommet"):
        add(name=name)
    add(name="Møterom A", who=by.marit, unit=by.marit.unit_id)
    assert [row.name for row in places.of_unit(by.ola.unit_id)] == ["Bakrommet", "Møterom 2"]


def test_a_place_in_use_has_a_name_of_its_own(add, by, now):
    place_id = add()
    with pytest.raises(PlaceNamed):
        add()
    places.archive(place_id, key=plays.key(), by=by.ola, now=now)
    assert add() != place_id


def test_a_place_cannot_be_given_the_name_of_another(add, by, now):
    add(name="Møterom 1")
    place_id = add()
    with pytest.raises(PlaceNamed):
        places.change(place_id, dataclasses.replace(ROOM, name="Møterom 1"), key=plays.key(), by=by.ola, now=now)


def test_a_place_is_changed(add, by, now):
    place_id = add()
    places.change(place_id, Known("Møterom 3", "room", False), key=plays.key(), by=by.ola, now=now)
    found = places.find(place_id, by=by.kari)
    assert (found.name, found.has_alarm, found.exits, found.remarks) == ("Møterom 3", False, None, None)


def test_a_unit_keeps_so_many_places_and_no_more(add, monkeypatch):
    monkeypatch.setattr(places, "PLACES_AT_MOST", 2)
    add(name="En")
    add(name="To")
    with pytest.raises(TooManyPlaces):
        add(name="Tre")


def test_a_form_that_is_sent_twice_adds_one_place(by, now):
    once = plays.key()
    place_id = places.add(by.ola.unit_id, ROOM, key=once, by=by.ola, now=now)
    with pytest.raises((Replayed, PlaceNamed)):
        places.add(by.ola.unit_id, ROOM, key=once, by=by.ola, now=now)
    assert [row.id for row in places.of_unit(by.ola.unit_id)] == [place_id]


@pytest.mark.parametrize("name", ["kari", "vera", "marit", "anders"])
def test_only_who_leads_the_unit_changes_its_places(add, by, now, name):
    place_id, other = add(), getattr(by, name)
    for attempt in (
        lambda: add(name="Nytt", who=other),
        lambda: places.change(place_id, ROOM, key=plays.key(), by=other, now=now),
        lambda: places.record_test(place_id, key=plays.key(), by=other, now=now),
        lambda: places.archive(place_id, key=plays.key(), by=other, now=now),
    ):
        with pytest.raises(Missing):
            attempt()


def test_a_place_is_read_in_its_unit_and_above_and_nowhere_else(add, by):
    place_id = add()
    assert {places.find(place_id, by=who).id for who in (by.kari, by.ola, by.vera, by.tor)} == {place_id}
    for stranger in (by.sunniva, by.marit, by.anders):
        with pytest.raises(Missing):
            places.find(place_id, by=stranger)


def test_a_test_says_who_and_when(add, by, now, try_alarm):
    place_id = add(has_alarm=False)
    try_alarm(place_id, now)
    found = places.find(place_id, by=by.kari)
    assert (found.has_alarm, found.tested_at, found.tested_by_name) == (True, now, "Ola Berg")


@pytest.mark.parametrize(("days", "overdue"), [(30, False), (31, False), (32, True)])
def test_a_test_is_overdue_after_a_month(add, by, now, try_alarm, days, overdue):
    place_id = add()
    try_alarm(place_id, now - days * DAY)
    assert places.awaits_test(places.find(place_id, by=by.ola), now=now) is overdue
    assert [row.id for row in places.overdue_in([by.ola.unit_id], now=now)] == [place_id] * overdue


def test_an_alarm_that_was_never_tested_is_overdue_and_no_alarm_is_not(add, by, now):
    never = add(name="Aldri testet")
    add(name="Uten alarm", has_alarm=False)
    add(name="Et annet kontor", who=by.marit, unit=by.marit.unit_id)
    assert [row.id for row in places.overdue_in([by.ola.unit_id], now=now)] == [never]


def test_each_change_leaves_a_line_on_the_timeline_of_the_unit(add, by, now, try_alarm):
    place_id = add()
    places.change(place_id, ROOM, key=plays.key(), by=by.ola, now=now)
    try_alarm(place_id, now)
    places.archive(place_id, key=plays.key(), by=by.ola, now=now)
    kinds = [line.kind for line in timeline.lines(db.session.get(Unit, by.ola.unit_id))]
    assert kinds == ["place_archived", "place_tested", "place_changed", "place_added"]


def test_a_meeting_is_held_in_a_place_of_its_unit(add, by, now):
    meeting_id = plays.planned(by.kari, now, place_id=add())
    assert db.session.get(Meeting, meeting_id).place_id is not None


def test_a_meeting_is_not_planned_in_another_units_place_or_one_out_of_use(add, by, now):
    foreign = add(name="Møterom A", who=by.marit, unit=by.marit.unit_id)
    gone = add()
    places.archive(gone, key=plays.key(), by=by.ola, now=now)
    for place_id in (foreign, gone, 99_999):
        with pytest.raises(Missing):
            plays.planned(by.kari, now, place_id=place_id)
        meeting_id = plays.planned(by.kari, now)
        facts = plays.facts(now, place_id=place_id)
        with pytest.raises(Missing):
            meetings.change_facts(meeting_id, facts, key=plays.key(), by=by.kari, now=now)


def test_the_page_about_places_is_told_what_the_register_knows(add, said, try_alarm, now):
    place_id = add()
    try_alarm(place_id, now - 5 * DAY)
    told = said("place", place_id)
    assert told.answers == {"exit_route": "clear", "layout": "weaknesses", "coverage": "good"}
    assert sentences(told) == ["Møterom 2 har alarm. Den ble sist testet 2026-02-25 av Ola Berg.", "Merk: Døren kiler."]
    assert not told.warns


def test_an_overdue_test_warns_on_the_page(add, said, try_alarm, now):
    place_id = add(remarks=None)
    try_alarm(place_id, now)
    told = said("place", place_id, now + 40 * DAY)
    assert told.warns
    assert "Test den før møtet" in sentences(told)[-1]


@pytest.mark.parametrize(
    ("days", "answer"), [(1, {"call_for_help": "tested"}), (40, {"call_for_help": "untested"}), (None, {})]
)
def test_calling_for_help_is_suggested_from_the_alarm(add, said, try_alarm, now, days, answer):
    place_id = add(has_alarm=days is not None)
    if days:
        try_alarm(place_id, now - days * DAY)
    assert said("lone_work", place_id).answers == answer


def test_a_place_out_of_use_and_a_free_one_say_nothing(add, by, now, said):
    place_id = add()
    meeting_id = plays.planned(by.kari, now, place_id=place_id)
    places.archive(place_id, key=plays.key(), by=by.ola, now=now)
    reading = meetings_reading(meeting_id, by.kari)
    assert registers.about(reading, "place", now=now) is None
    assert said("place", None) is None


def test_what_nobody_has_said_is_not_suggested(add, said):
    told = said("place", add(exits=None, layout=None, coverage=None, has_alarm=False, remarks=None))
    assert told.answers == {}
    assert "ikke alarm" in sentences(told)[0]

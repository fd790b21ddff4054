"""What the database says of every alarm beside what stands on paper: the same, or an error that says where."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from typing import Any

from tests.any_history.alarm_on_paper import PaperAlarm
from tests.any_history.house_on_paper import PaperHouse

_ALARMS = """SELECT id, source, urgency, employee_id, unit_id, meeting_id, is_drill, status, position, reminders,
    raised_at, timed_at, climb_at, remind_at, lapse_at, next_at, at_top_since, owner_id, offered_to_id, reported_at,
    closed_at, patience_s, timeline_length FROM escalations ORDER BY id"""
_LINKS = (
    "SELECT escalation_id, person_id, reached_at, declined_at IS NOT NULL FROM escalation_links ORDER BY 1, position"
)
_LINES = "SELECT stream, kind FROM events WHERE stream LIKE 'escalation/%' ORDER BY stream, number"
_TOLD = "SELECT turn, person_id FROM notices WHERE channel = 'in_app' AND escalation_id IS NOT NULL ORDER BY 1, 2"
_TAKEN = """SELECT escalation_id, count(*), sum(ended_at IS NULL), sum(by_id = employee_id)
    FROM acknowledgements GROUP BY 1 ORDER BY 1"""
_WATCHED = "SELECT id, check_due_at, reminded_at, finished_at IS NOT NULL FROM meetings ORDER BY id"
_CLIMBED = "SELECT stream, facts FROM events WHERE kind = 'alarm_climbed' ORDER BY stream, number"
_ASLEEP = """SELECT id FROM escalations alarm
    WHERE (next_at IS NULL) <> (status = 'closed') OR status = 'closed' AND NOT EXISTS (
        SELECT 1 FROM acknowledgements
        WHERE escalation_id = alarm.id AND by_id = alarm.owner_id AND by_id <> alarm.employee_id)"""


def compare(database: sqlite3.Connection, house: PaperHouse) -> None:
    """Every alarm, link, line, notice, acknowledgement and watched meeting."""
    read = lambda query: database.execute(query).fetchall()  # noqa: E731
    alarms = house.alarms.values()
    _same("alarms", read(_ALARMS), [_row(each) for each in alarms])
    _same("links", read(_LINKS), [link for each in alarms for link in _links(each)])
    lines = [(f"escalation/{each.id}", kind) for each in alarms for kind in each.lines]
    _same("lines", read(_LINES), sorted(lines, key=lambda line: line[0]))
    told = [(f"escalation/{each.id}/{turn}", person) for each in alarms for turn, person in each.told]
    _same("notices", read(_TOLD), sorted(told))
    standing = [(each.id, each.taken, int(each.status == "owned"), 0) for each in alarms if each.taken]
    _same("acknowledgements", read(_TAKEN), standing)
    meetings = [
        (each.id, at(each.sign_at), at(each.reminded_at), int(each.finished)) for each in house.meetings.values()
    ]
    _same("meetings", read(_WATCHED), meetings)
    assert not read(_ASLEEP), "at rest without anybody who has received and understood, or awake when closed"


def skipped_links(database: sqlite3.Connection, house: PaperHouse) -> list[str]:
    """Alarms that climbed to a link twice, backwards, or past somebody who had neither passed it on nor left."""
    wrong, highest = [], dict[str, int]()
    for stream, facts in database.execute(_CLIMBED):
        alarm, to = house.alarms[int(stream.partition("/")[2])], json.loads(facts)["position"]
        past = set(range(highest.get(stream, 0) + 1, to)) - alarm.passed_on
        if to <= highest.get(stream, 0) or {alarm.chain[place] for place in past} - house.gone:
            wrong.append(f"{stream} from {highest.get(stream, 0)} to {to}")
        highest[stream] = to
    return wrong


def at(moment: dt.datetime | None) -> str | None:
    """A moment as SQLite keeps it."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}" if moment else None


def _row(alarm: PaperAlarm) -> tuple[Any, ...]:
    about = (alarm.id, alarm.source, alarm.urgency, alarm.employee, alarm.unit, alarm.meeting, int(alarm.is_drill))
    clock = (alarm.timed_at, alarm.climb_at, alarm.remind_at, alarm.lapse_at, alarm.next_at, alarm.top_since)
    stands = (alarm.status, alarm.position, alarm.turn, at(alarm.raised_at))
    ends = (alarm.owner, alarm.offered, at(alarm.reported_at), at(alarm.closed_at))
    patience = {"danger": 120, "safe": 600}[alarm.urgency]
    return (*about, *stands, *map(at, clock), *ends, patience, len(alarm.lines))


def _links(alarm: PaperAlarm) -> list[tuple[Any, ...]]:
    return [
        (alarm.id, person, at(alarm.reached.get(place)), int(place in alarm.passed_on))
        for place, person in enumerate(alarm.chain)
    ]


def _same(what: str, stored: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> None:
    if stored != expected:
        differing = [pair for pair in zip(stored, expected, strict=False) if pair[0] != pair[1]]
        counts = f"{len(stored)} stored, {len(expected)} on paper"
        raise AssertionError(f"{what} ({counts}), stored and on paper: {differing[:3] or (stored, expected)}")

"""The access log: what is written of a look, who may read it again, and in what order it comes."""

import datetime as dt
import logging

import pytest
import sqlalchemy as sa

from app.domain.access_log import Looked, Shown, Unusual
from app.models import AccessLine
from app.services import access_log, alarm_readings, readings
from app.services.access_log import Wanted
from tests import alarms, plays

pytestmark = pytest.mark.usefixtures("others")
ALL = Wanted()


@pytest.fixture
def high(by, now):
    return plays.logged(by.kari, now, plays.HIGH)


def _written(session):
    session.rollback()
    return session.execute(sa.select(AccessLine.action, AccessLine.shown).order_by(AccessLine.id)).all()


@pytest.mark.parametrize(
    ("who", "reference", "shown"),
    [("ola", "SAK-17", "judgement words reference"), ("ola", None, "judgement words"), ("vera", "SAK-17", "judgement")],
)
def test_a_look_says_what_was_shown_and_no_more(session, by, now, who, reference, shown):
    meeting_id = plays.logged(by.kari, now, plays.HIGH, case_reference=reference)
    readings.open_meeting(meeting_id, by=getattr(by, who), now=now)
    assert _written(session) == [("meeting_opened", shown)]


@pytest.mark.parametrize(("who", "shown"), [("ola", "alarm words"), ("vera", "alarm")])
def test_a_look_at_an_alarm_is_written(session, by, now, who, shown):
    number = alarms.raised(by.kari, now)
    alarm_readings.open_alarm(number, by=getattr(by, who), now=now)
    alarm_readings.glance(number, by=getattr(by, who))
    assert _written(session) == [("alarm_opened", shown)]


def test_a_look_is_one_line_in_the_stream_too_without_names_and_client(by, now, high, caplog):
    with caplog.at_level(logging.INFO, "trygt.access_log"):
        readings.open_meeting(high, by=by.ola, now=now)
    (line,) = [each.getMessage() for each in caplog.records if each.name == "trygt.access_log"]
    assert line.startswith("CEF:0|Nav|Trygt møte|1.0|audit:access|meeting_opened|INFO|end=")
    assert f"suid={by.ola.id} duid={by.kari.id}" in line
    assert [word for word in ("Ola", "Kari", "SAK-17", "Samtale") if word in line] == []


def test_nothing_is_said_in_the_stream_when_the_database_did_not_take_it(by, now, high, caplog, monkeypatch):
    def broken(_line):
        raise RuntimeError

    monkeypatch.setattr(access_log, "_keep", broken)
    with caplog.at_level(logging.INFO, "trygt.access_log"), pytest.raises(RuntimeError):
        readings.open_meeting(high, by=by.ola, now=now)
    assert [each for each in caplog.records if each.name == "trygt.access_log"] == []


@pytest.fixture
def looks(by, now, high):
    """Looks in Solvik by Ola and Vera, and one in Tindeby by Marit."""
    elsewhere = plays.logged(by.sunniva, now, plays.HIGH)
    for hours, who in enumerate((by.ola, by.vera, by.ola)):
        readings.open_meeting(high, by=who, now=now + dt.timedelta(hours=hours))
    readings.open_meeting(elsewhere, by=by.marit, now=now + dt.timedelta(days=1))


def _read(wanted=ALL, *, by):
    return [(line.by_name.split()[0], line.about_name) for line in access_log.lines(wanted, by=by).rows]


SOLVIK = [("Ola", "Kari Nordvik"), ("Vera", "Kari Nordvik"), ("Ola", "Kari Nordvik")]
TINDEBY = [("Marit", "Sunniva Lie")]


def test_a_leader_reads_what_was_looked_at_in_the_own_unit_and_below(by, looks):
    assert _read(by=by.ola) == SOLVIK
    assert _read(by=by.marit) == TINDEBY
    assert _read(by=by.tor) == TINDEBY + SOLVIK


def test_an_administrator_reads_who_and_what_and_not_about_whom(by, looks):
    assert _read(by=by.anders) == [(who, None) for who, _about in TINDEBY + SOLVIK]


@pytest.mark.parametrize("who", ["kari", "vera", "amir"])
def test_nobody_else_reads_it(by, looks, who):
    assert _read(by=getattr(by, who)) == []


def test_another_unit_than_ones_own_cannot_be_asked_for(by, looks):
    assert _read(Wanted(unit_id=by.sunniva.unit_id), by=by.ola) == []
    assert _read(Wanted(unit_id=by.sunniva.unit_id), by=by.tor) == TINDEBY


def test_lines_are_found_by_reader_and_by_day(by, looks, now):
    tomorrow = (now + dt.timedelta(days=1)).date()
    assert _read(Wanted(by_id=by.vera.id), by=by.tor) == SOLVIK[1:2]
    assert _read(Wanted(starts_on=tomorrow), by=by.tor) == TINDEBY
    assert _read(Wanted(ends_on=now.date()), by=by.tor) == SOLVIK


def test_everybody_reads_who_has_looked_at_their_own(by, looks):
    def mine(who):
        return [line.by_name.split()[0] for line in access_log.about_me(by=who).rows]

    assert mine(by.kari) == ["Ola", "Vera", "Ola"]
    assert mine(by.sunniva) == ["Marit"]
    assert mine(by.ola) == []


def test_the_pages_together_hold_every_line_once(by, now, high, looks, monkeypatch):
    monkeypatch.setattr(access_log, "PAGE", 2)
    seen, after = [], None
    while page := access_log.lines(ALL, after, by=by.tor):
        seen += [line.id for line in page.rows]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 4


def test_what_is_unusual_is_found_in_ones_own_area(by, now, looks, high):
    night = now.replace(hour=23)
    readings.open_meeting(high, by=by.ola, now=night)
    found = access_log.unusual_days(ALL, by=by.ola, now=now + dt.timedelta(days=1))
    assert [(each.kind, each.by_name, each.count) for each in found] == [(Unusual.ODD_HOURS, "Ola Berg", 1)]
    assert access_log.unusual_days(ALL, by=by.marit, now=now + dt.timedelta(days=1)) == []


def test_a_deputy_from_another_office_is_unusual_and_the_leader_above_is_not(by, now, high):
    access_log.look(
        Looked.REPORT_OPENED,
        stream="unit/1",
        unit_id=by.kari.unit_id,
        about_id=None,
        shown=[Shown.RECORD],
        by=by.marit,
        now=now,
    )
    readings.open_meeting(high, by=by.tor, now=now)
    found = access_log.unusual_days(ALL, by=by.ola, now=now)
    assert [(each.kind, each.by_name) for each in found] == [(Unusual.ELSEWHERE, "Marit Dahl")]


def test_a_look_at_nobody_in_particular_is_listed_without_a_name(by, now):
    about = {"stream": "unit/3", "unit_id": by.kari.unit_id, "about_id": None, "shown": [Shown.FIGURES]}
    access_log.look(Looked.FIGURES_EXPORTED, **about, by=by.ola, now=now)
    assert _read(by=by.ola) == [("Ola", None)]

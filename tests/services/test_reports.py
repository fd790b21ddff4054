"""The right of access: one's own report, one by case reference, and a case as an archive that can be checked."""

import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from app.domain.decisions import APPROVE
from app.domain.events import NO_EVENT, chained_hash
from app.models import AccessLine
from app.services import decisions, readings, reports
from app.services.refusals import Missing
from tests import alarms, plays

pytestmark = pytest.mark.usefixtures("others")


@pytest.fixture
def high(by, now):
    """A high meeting of Kari's that Ola has answered, with an alarm about it."""
    meeting_id = plays.logged(
        by.kari, now, plays.HIGH, measures=("two_staff",), case_reference="SAK-99", topic="Temaet"
    )
    about = {"assessment_id": plays.current_assessment(meeting_id).id, "key": plays.key(), "now": now}
    decisions.decide(meeting_id, APPROVE, "Gå to sammen.", by=by.ola, **about)
    alarms.closed(by.kari, by.ola, now, meeting_id=meeting_id)
    return meeting_id


def _lines(session):
    session.rollback()
    return session.execute(
        sa.select(AccessLine.action, AccessLine.stream, AccessLine.shown).order_by(AccessLine.id)
    ).all()


def test_an_employee_reads_all_that_is_ones_own_and_nothing_of_others(session, by, now, high):
    readings.open_meeting(high, by=by.ola, now=now)
    before = _lines(session)
    report = reports.about_oneself(by=by.kari)
    text = reports.as_json(report)
    assert [each["id"] for each in report["meetings"]] == [high]
    for said in ("Kari Nordvik", "Temaet", "SAK-99", "two_staff", "Gå to sammen.", "Jeg er fremme. Alt er rolig."):
        assert said in text
    assert [(each["by"], each["what"]) for each in report["looked_at_by"]] == [("Ola Berg", "meeting_opened")]
    assert "Amirs" not in text
    assert "Sunniva" not in text
    assert _lines(session) == before


def test_an_alarm_without_a_meeting_is_ones_own_too(by, now):
    number = alarms.raised(by.kari, now)
    assert [each["id"] for each in reports.about_oneself(by=by.kari)["alarms"]] == [number]


@pytest.mark.parametrize("asked", ["SAK-99", "sak-99", " SAK-99 "])
def test_a_leader_finds_what_is_stored_under_a_reference(by, now, high, asked):
    found = reports.about_reference(asked, by=by.ola, now=now)
    assert [each["id"] for each in found["meetings"]] == [high]
    assert json.loads(reports.as_json(found))["meetings"][0]["alarms"][0]["status"] == "closed"


@pytest.mark.parametrize("who", ["kari", "vera", "marit", "anders", "amir"])
def test_nobody_else_finds_it(by, now, high, who):
    assert reports.about_reference("SAK-99", by=getattr(by, who), now=now)["meetings"] == []


def test_each_meeting_that_a_report_shows_is_a_line_without_the_reference(session, by, now, high):
    second = plays.logged(by.amir, now, case_reference="SAK-99")
    reports.about_reference("SAK-99", by=by.ola, now=now)
    assert sorted(_lines(session)) == sorted(
        ("report_opened", f"meeting/{number}", "judgement words reference") for number in (high, second)
    )


def test_a_reference_that_nobody_has_used_finds_nothing(session, by, now, high):
    assert reports.about_reference("SAK-1", by=by.ola, now=now)["meetings"] == []
    assert _lines(session) == []


def _archive(meeting_id, who, now):
    package = reports.archive(
        meeting_id,
        draw=lambda record: f"<h1>{record['topic']}</h1>",
        print_=lambda page, _record: f"%PDF of {page}".encode(),
        by=who,
        now=now,
    )
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_archive_holds_the_case_its_lines_a_page_and_checksums_that_are_right(by, now, high):
    files = _archive(high, by.ola, now)
    assert sorted(files) == ["case.html", "case.json", "case.pdf", "events.json", "manifest.json"]
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["sha256"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert json.loads(files["case.json"])["topic"] == "Temaet"
    assert files["case.html"] == b"<h1>Temaet</h1>"
    assert files["case.pdf"] == b"%PDF of <h1>Temaet</h1>"


def test_the_lines_in_an_archive_prove_themselves(by, now, high):
    timelines = json.loads(_archive(high, by.ola, now)["events.json"])
    assert len(timelines) == 2
    for stream, lines in timelines.items():
        previous = NO_EVENT
        for line in lines:
            told = {name: line[name] for name in ("number", "kind", "by_id", "facts")}
            at = dt.datetime.fromisoformat(line["at"])
            assert line["hash"] == chained_hash(previous, stream=stream, at=at, **told)
            previous = line["hash"]


def test_downloading_anothers_case_is_written_and_ones_own_is_not(session, by, now, high):
    _archive(high, by.kari, now)
    assert _lines(session) == []
    _archive(high, by.ola, now)
    assert ("case_exported", f"meeting/{high}", "judgement words reference record") in _lines(session)


@pytest.mark.parametrize("who", ["vera", "marit", "amir", "anders"])
def test_nobody_else_downloads_a_case(by, now, high, who):
    with pytest.raises(Missing):
        _archive(high, getattr(by, who), now)

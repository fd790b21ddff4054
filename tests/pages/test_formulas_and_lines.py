"""What people type stays words in every file that is taken out and in every line that is logged."""

import contextlib
import csv
import io
import json
import logging
import zipfile

import pytest
import sqlalchemy as sa
from lxml import etree

from app import observing
from app.domain.access_log import Looked, cef
from app.models import Meeting, Person, Place, Unit, db
from app.services import people
from tests.clock import MONDAY_MORNING
from tests.pages import every_answer, touring
from tests.pages.test_every_word_is_translated import a_week_with_alarms

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1"]
LINES = [
    "a\r\nCEF:0|Nav|forged",
    'a\n{"event": "forged"}',
    "a\x1b[2J\x1b[31mred",
    "a\x9b31mred",
    "a\x85b",
    "a\u2028b\u2029c",
    "a\u202eb",
    "a\x00b",
    "a\x7fb",
    '"}\\',
    "|=\\",
]
FORBIDDEN = "".join(map(chr, [*range(32), *range(127, 160), 0x2028, 0x2029, 0x202E]))
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def house(workbench, clock, database):
    prepared = workbench.on(database)
    prepared.stage("a week with alarms", a_week_with_alarms)
    return prepared.app


def _rename(words):
    """Whatever people can name is called by these words."""
    for table in (Unit, Person):
        db.session.execute(sa.update(table).values(name=words + sa.cast(table.id, sa.String)))
    for place in db.session.scalars(sa.select(Place)):
        place.name = f"{words}{place.id}"
    for meeting in db.session.scalars(sa.select(Meeting)):
        meeting.topic = meeting.place = words
    db.session.commit()


@pytest.mark.parametrize("formula", FORMULAS, ids=repr)
def test_no_cell_of_any_file_is_a_formula(house, formula):
    browsers = [touring.signed_in(house, who) for who in ("ola", "tor", "anders")]
    with house.app_context():
        _rename(formula)
    opened = set()
    for browser in browsers:
        for endpoint, method, address in every_answer._doors(house):
            if method == "GET" and endpoint.split(".")[0] in WITH_FILES:
                with contextlib.closing(browser.get(address)) as answer:
                    if answer.status_code == 200:
                        opened |= _checked(answer)
    assert opened >= {"text/csv", XLSX}


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WITH_FILES = {"insight", "reports", "board", "board_lists", "measures", "trainings", "imports", "access_log", "staff"}


def _checked(answer):
    if answer.mimetype == "text/csv":
        for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"):
            for cell in row:
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")), cell
    if answer.mimetype == XLSX:
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
            assert sheets
            for sheet in sheets:
                tree = etree.fromstring(parts.read(sheet))
                assert tree.xpath("//*[local-name()='f' or local-name()='hyperlink']") == []
    return {answer.mimetype}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("hostile", LINES, ids=repr)
def test_a_line_of_the_log_stays_one_line_whatever_it_says(hostile):
    """Also in the fields that only codes of ours are written to today."""
    told = dict.fromkeys(observing.SAID - {"level", "logger", "timestamp", "exception"}, hostile)
    record = logging.makeLogRecord({"name": "trygt.x", "levelname": "INFO", "msg": hostile, **told, "else": hostile})
    line = observing.json_lines().format(record)
    assert not [sign for sign in line if sign in FORBIDDEN], line
    assert json.loads(line).keys() <= observing.SAID


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("hostile", LINES, ids=repr)
def test_a_line_of_the_access_log_stays_one_line_with_its_fields(hostile):
    line = cef(
        Looked.MEETING_OPENED, at=MONDAY_MORNING, by_id=1, about_id=2, unit_id=3, stream=hostile, shown=[hostile]
    )
    assert not [sign for sign in line if sign in FORBIDDEN], line
    assert line.count("CEF:0|Nav|Trygt møte|1.0|audit:access|meeting_opened|INFO|") == 1


def test_nothing_of_a_request_reaches_the_log(house, caplog):
    """Addresses, methods, headers, cookies and fields are never quoted: neither forged lines nor words of people."""
    caplog.set_level(logging.DEBUG, "trygt")
    browser = touring.signed_in(house, "kari")
    mark = "forged-by-somebody"
    around = dict.fromkeys(("User-Agent", "Referer", "X-Forwarded-For", "X-Request-Id", "Origin", "Accept"), mark)
    for path in (f"/{mark}%0d%0a", f"/board?q={mark}", f"/meetings/{mark}", "/board", "/meetings/999999"):
        for method in ("GET", "POST", "PUT", "FORGED-BY-SOMEBODY"):
            sent = {"csrf_token": mark, "words": mark, mark: mark} if method == "POST" else None
            browser.open(path, method=method, headers=around, data=sent)
    assert {getattr(each, "status", None) for each in caplog.records} >= {403, 404}
    lines = [observing.json_lines().format(each) for each in caplog.records]
    assert len(lines) > 2
    assert [line for line in lines if mark in line.lower()] == []


def test_a_method_that_somebody_makes_up_is_counted_with_the_others(house):
    browser = house.test_client()
    for number in range(20):
        browser.open("/", method=f"MADEUP{number}")
    figures = browser.get("/internal/metrics").get_data(as_text=True)
    assert "MADEUP" not in figures
    assert 'method="other"' in figures


@pytest.mark.parametrize("hostile", LINES, ids=repr)
def test_a_name_that_is_typed_stays_in_its_line(house, hostile):
    browser = touring.signed_in(house, "anders")
    page = browser.get("/administration/people/1").get_data(as_text=True)
    fields = dict(every_answer.HIDDEN.findall(page))
    told = {**fields, "name": f"Nytt {hostile}", "sign_in_name": "ny@nav.example", "phone": "+47 400 00 000"}
    assert browser.post("/administration/people/1", data=told).status_code == 303
    with house.app_context():
        name = people.profile(1).name
    assert not [sign for sign in name if sign in FORBIDDEN], name

"""Files that take time: asked for by whoever may, made once whatever happens to their makers, fetched and gone."""

import csv
import datetime as dt
import io
import zipfile

import pytest
import sqlalchemy as sa

from app import copy_room
from app.domain.exports import KEPT_FOR, LEASE, MOST_AT_ONCE, MOST_TRIES, Kind, State
from app.domain.permissions import Role
from app.models import AccessLine, Appointment, Export
from app.models.transaction import verb
from app.services import exports, exports_made
from app.services.exports_made import Lost
from app.services.insight import counting
from app.services.refusals import ExportGone, Missing, NotPossibleNow, NotPrinted, Replayed, TooManyExports
from app.views import on_paper
from tests import alarms, plays
from tests.pdf import tags_of, words_of

YEAR = {"from": "2025-01", "to": "2025-12"}
HOUR = dt.timedelta(hours=1)


def _ask(kind, by, now, *, wanted=None, unit_id=None, language="nb", key=None):
    wanted = {} if wanted is None else wanted
    return exports.ask(kind, wanted, unit_id=unit_id, language=language, key=key or plays.key(), by=by, now=now)


def _make_all(session, now):
    session.rollback()
    count = 0
    while copy_room.make_next(now=now):
        count += 1
    return count


def _row(session, number):
    session.rollback()
    return session.get(Export, number, populate_existing=True)


@pytest.fixture
def year(session, by):
    """A year that Nav Solvik has lived through."""
    counts = {("meetings", ""): 60, ("status", "low"): 60, ("form", "office"): 60, ("rule", "known-threat"): 9}
    verb(counting.store)(by.kari.unit_id, dt.date(2025, 6, 1), counts)
    counting._move_on(0, dt.date(2026, 2, 1), changed=True)


def test_the_year_of_an_office_becomes_a_tagged_report(session, by, now, year):
    number = _ask(Kind.YEAR_REPORT, by.ola, now, wanted=YEAR, unit_id=by.ola.unit_id)
    assert _row(session, number).state is State.ASKED_FOR
    assert _make_all(session, now) == 1
    row, pdf = exports.fetch(number, by=by.ola, now=now)
    assert row.state is State.READY
    said = words_of(pdf)
    for each in ("Årsrapport til arbeidsmiljøutvalget: Nav Solvik", "60 (året før: 0)", "Slik er tallene laget"):
        assert each in said
    assert {"/H1", "/H2", "/Table", "/TH", "/L"} <= tags_of(pdf)


@pytest.mark.parametrize(("language", "said"), [("nn", "Årsrapport til arbeidsmiljøutvalet"), ("en", "Yearly report")])
def test_a_file_speaks_the_language_of_whoever_asked(session, by, now, year, language, said):
    number = _ask(Kind.YEAR_REPORT, by.ola, now, wanted=YEAR, unit_id=by.ola.unit_id, language=language)
    _make_all(session, now)
    assert said in words_of(exports.fetch(number, by=by.ola, now=now)[1])


def test_the_figures_of_a_county_hold_every_unit_below_it(session, by, now, year):
    told = {}
    for kind in (Kind.ALL_UNITS_CSV, Kind.ALL_UNITS_XLSX):
        number = _ask(kind, by.liv, now, wanted=YEAR, unit_id=by.liv.unit_id)
        _make_all(session, now)
        told[kind] = exports.fetch(number, by=by.liv, now=now)[1]
        assert _row(session, number).steps == 4
    rows = list(csv.reader(io.StringIO(told[Kind.ALL_UNITS_CSV].decode("utf-8-sig")), delimiter=";"))
    assert {"Nav direktorat", "Nav Fjordane", "Nav Solvik"} <= {row[0] for row in rows}
    assert ["Nav Solvik", "Møter", "Møter", "60", "0"] in rows
    with zipfile.ZipFile(io.BytesIO(told[Kind.ALL_UNITS_XLSX])) as book:
        assert b"Nav Solvik" in book.read("xl/sharedStrings.xml")


def test_an_employee_gets_what_is_stored_about_them_as_pdf(session, by, now):
    plays.logged(by.kari, now, plays.HIGH, measures=("two_staff",), case_reference="SAK-99", topic="#eval(1) $x$ *a*")
    alarms.raised(by.kari, now)
    number = _ask(Kind.ABOUT_ME, by.kari, now)
    _make_all(session, now)
    said = words_of(exports.fetch(number, by=by.kari, now=now)[1])
    for each in ("Kari Nordvik", "#eval(1) $x$ *a*", "SAK-99", "Har truet eller brukt vold"):
        assert each in said
    assert session.scalars(sa.select(AccessLine)).all() == []


def test_a_case_is_written_in_the_access_log_when_it_is_fetched_and_only_then(session, by, now):
    meeting_id = plays.logged(by.kari, now, plays.HIGH, case_reference="SAK-99")
    number = _ask(Kind.ABOUT_CASE, by.ola, now, wanted={"reference": "sak-99"})
    _make_all(session, now)
    assert session.scalars(sa.select(AccessLine)).all() == []
    for _again in range(2):
        assert "SAK-99" in words_of(exports.fetch(number, by=by.ola, now=now)[1]).upper()
    lines = session.execute(sa.select(AccessLine.action, AccessLine.stream, AccessLine.about_id)).all()
    assert [tuple(each) for each in lines] == [("report_opened", f"meeting/{meeting_id}", by.kari.id)] * 2


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (Kind.YEAR_REPORT, "kari"),
        (Kind.YEAR_REPORT, "marit"),
        (Kind.ALL_UNITS_CSV, "anders"),
        (Kind.ABOUT_CASE, "vera"),
        (Kind.ABOUT_CASE, "kari"),
    ],
)
def test_nobody_else_can_ask(by, now, kind, who):
    with pytest.raises(Missing):
        _ask(kind, getattr(by, who), now, wanted=YEAR, unit_id=by.ola.unit_id)


def test_a_file_is_only_for_whoever_asked(session, by, now):
    number = _ask(Kind.ABOUT_ME, by.kari, now)
    _make_all(session, now)
    for another in (by.ola, by.tor, by.anders):
        with pytest.raises(ExportGone):
            exports.fetch(number, by=another, now=now)


@pytest.mark.parametrize("when", ["before it is made", "after it is made"])
def test_who_has_lost_the_right_meanwhile_gets_nothing(session, by, now, year, when):
    number = _ask(Kind.YEAR_REPORT, by.ola, now, wanted=YEAR, unit_id=by.ola.unit_id)
    if when == "after it is made":
        _make_all(session, now)
    session.execute(sa.delete(Appointment).where(Appointment.person_id == by.ola.id, Appointment.role == Role.LEADER))
    session.commit()
    _make_all(session, now)
    with pytest.raises((Missing, NotPossibleNow)):
        exports.fetch(number, by=plays.actor(by.ola, now), now=now)
    assert session.scalars(sa.select(AccessLine)).all() == []


def test_the_same_form_sent_twice_is_one_file(by, now, session):
    key = plays.key()
    first = _ask(Kind.ABOUT_ME, by.kari, now, key=key)
    with pytest.raises(Replayed) as again:
        _ask(Kind.ABOUT_ME, by.kari, now, key=key)
    assert again.value.outcome == first
    assert session.scalar(sa.select(sa.func.count(Export.id))) == 1


def test_nobody_fills_the_queue_alone(by, now):
    for _each in range(MOST_AT_ONCE):
        _ask(Kind.ABOUT_ME, by.kari, now)
    with pytest.raises(TooManyExports):
        _ask(Kind.ABOUT_ME, by.kari, now)
    _ask(Kind.ABOUT_ME, by.ola, now)


def test_a_maker_that_is_killed_is_followed_by_another_and_nothing_is_doubled(session, by, now):
    number = _ask(Kind.ABOUT_ME, by.kari, now)
    killed = exports_made.take(now)
    session.expunge(killed)
    assert _make_all(session, now + LEASE / 2) == 0
    later = now + LEASE
    assert _make_all(session, later) == 1
    row = _row(session, number)
    assert (row.state, row.tries) == (State.READY, 2)
    for step in (
        lambda: exports_made.go_on(killed, 1, 2, now=later),
        lambda: exports_made.hand_over(killed, b"old", [], now=later),
        lambda: exports_made.refuse(killed, now=later),
    ):
        with pytest.raises(Lost):
            step()
    assert exports.fetch(number, by=by.kari, now=later)[1].startswith(b"%PDF")


def test_makers_that_die_again_and_again_are_enough(session, by, now):
    number = _ask(Kind.ABOUT_ME, by.kari, now)
    for tried in range(MOST_TRIES):
        assert exports_made.take(now + LEASE * tried) is not None
        session.rollback()
    assert exports_made.take(now + LEASE * MOST_TRIES) is None
    assert _row(session, number).state is State.FAILED
    assert not exports_made.waits(now + LEASE * MOST_TRIES)


def test_a_press_that_fails_is_tried_again_and_then_given_up(session, by, now, monkeypatch):
    def fail(*_args, **_how):
        raise NotPrinted

    monkeypatch.setattr(on_paper, "printed", fail)
    number = _ask(Kind.ABOUT_ME, by.kari, now)
    assert _make_all(session, now) == MOST_TRIES
    assert _row(session, number).state is State.FAILED
    with pytest.raises(NotPossibleNow):
        exports.fetch(number, by=by.kari, now=now)


def test_progress_is_seen_while_it_is_made(session, by, now, monkeypatch):
    seen = []
    honest = exports_made.go_on

    def noted(export, done, steps, *, now):
        honest(export, done, steps, now=now)
        seen.append((done, steps))

    monkeypatch.setattr(exports_made, "go_on", noted)
    _ask(Kind.ABOUT_ME, by.kari, now)
    _make_all(session, now)
    assert seen == [(0, 2), (1, 2)]


def test_what_waited_for_its_hours_is_gone_for_good(session, by, now):
    number = _ask(Kind.ABOUT_ME, by.kari, now)
    _make_all(session, now)
    late = now + KEPT_FOR
    with pytest.raises(ExportGone):
        exports.fetch(number, by=by.kari, now=late)
    copy_room.make_next(now=late)
    assert session.scalar(sa.select(sa.func.count(Export.id))) == 0


def test_what_is_stored_of_a_file_is_sealed(session, by, now):
    plays.logged(by.kari, now, case_reference="SAK-99")
    _ask(Kind.ABOUT_CASE, by.ola, now, wanted={"reference": "SAK-99"})
    _make_all(session, now)
    raw = session.execute(sa.text("SELECT wanted, shows, content FROM exports")).one()
    for each in raw:
        assert str(each).strip('"').startswith("v1.")

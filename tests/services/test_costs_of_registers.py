"""The cost of the lists beside the board never follows the history: figures, measures, access log, files, places."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app.domain.afterwards import DONE, OPEN, OVERDUE
from app.domain.permissions import Permission
from app.models import AccessLine, ChosenMeasure, Count, Export, Meeting
from app.services import access_log, exports, exports_made, lists, measure_lists, places, trainings
from app.services.access_log import Wanted
from app.services.insight import figures, pattern
from app.services.narrowing import Narrowing
from tests.clock import MONDAY_MORNING

GROWS = "meetings|assessments|measures|decisions|access_lines|counts|exports|trainings|events|escalations"
LINES = 6000


@pytest.fixture
def history(session, by):
    """Thousands of old meetings of everybody's; the database knows how many."""
    session.execute(sa.text("ANALYZE"))
    session.commit()


def _scans(plan):
    """The tables that grow with the history and are read from end to end."""
    return re.findall(rf"(?:SCAN|Seq Scan on) ({GROWS})\b(?! USING)", plan)


def _ready(actor):
    for permission in Permission:
        actor.area(permission)
    return actor


@pytest.fixture
def access_lines(session, by, now):
    """Thousands of looks, at what is Kari's and at what is Sunniva's, by many."""
    readers = [by.ola.id, by.tor.id, by.marit.id]
    rows = [
        {
            "at": now - dt.timedelta(minutes=number * 30),
            "by_id": readers[number % 3],
            "about_id": (by.kari.id, by.sunniva.id)[number % 2],
            "unit_id": (by.kari.unit_id, by.sunniva.unit_id)[number % 2],
            "stream": f"meeting/{number}",
            "action": "meeting_opened",
            "shown": "judgement",
        }
        for number in range(LINES)
    ]
    session.execute(sa.insert(AccessLine.__table__), rows)
    session.execute(sa.text("ANALYZE"))
    session.commit()


@pytest.mark.usefixtures("access_lines")
@pytest.mark.parametrize("who", ["ola", "tor"])
@pytest.mark.parametrize("after", [None, "somewhere"])
@pytest.mark.parametrize("by_whom", [None, "tor"])
def test_the_access_log_is_read_from_an_index_of_each_unit(by, now, plan_of, who, after, by_whom):
    reader, after = _ready(getattr(by, who)), after and (now - dt.timedelta(days=60), 500)
    wanted = Wanted(by_id=by_whom and getattr(by, by_whom).id)
    plan = plan_of(lambda: access_log.lines(wanted, after, by=reader))
    assert "ix_access_lines" in plan
    assert _scans(plan) == []


@pytest.mark.usefixtures("access_lines")
@pytest.mark.parametrize("after", [None, "somewhere"])
def test_the_lines_of_a_unit_come_out_of_their_index_in_order(session, by, now, plan_of, after):
    chosen = access_log._newest(by.kari.unit_id, Wanted(), after and (now - dt.timedelta(days=60), 500))
    plan = plan_of(lambda: session.execute(chosen).all())
    assert "ix_access_lines_unit_id_at_id" in plan
    assert re.findall("TEMP B-TREE|Sort", plan) == []


@pytest.mark.usefixtures("access_lines")
def test_who_has_looked_at_ones_own_and_what_is_unusual_are_read_from_indexes(by, now, plan_of):
    ola, kari = _ready(by.ola), by.kari
    for call in (
        lambda: access_log.about_me(by=kari),
        lambda: access_log.unusual_days(Wanted(), by=ola, now=now),
        lambda: access_log.readers(by=ola, now=now),
    ):
        plan = plan_of(call)
        assert "ix_access_lines" in plan, plan
        assert _scans(plan) == []


@pytest.fixture
def agreed(session, history, by, now):
    """Four measures in each of thousands of meetings; those of every hundredth are still to be done."""
    rows = []
    for number, employee, unit in session.execute(sa.select(Meeting.id, Meeting.employee_id, Meeting.unit_id)):
        at = None if number % 100 == 0 else now - dt.timedelta(hours=number)
        rows.append(
            {
                "assessment_id": number,
                "meeting_id": number,
                "unit_id": unit,
                "employee_id": employee,
                "responsible_id": employee,
                "code": "two_staff",
                "responsible": "Kari Nordvik",
                "due_at": now - dt.timedelta(hours=number),
                "done_at": at,
                "done_by_id": at and employee,
                "settled_at": at,
            }
        )
    session.execute(sa.insert(ChosenMeasure), rows)
    table = ChosenMeasure.__table__
    copied = [column for column in table.c if column.name != "id"]
    for _doubled in range(2):
        session.execute(sa.insert(table).from_select(copied, sa.select(*copied), include_defaults=False))
    session.execute(sa.text("ANALYZE"))
    session.commit()


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("state", [OPEN, OVERDUE, DONE])
@pytest.mark.parametrize("who", ["ola", "tor"])
@pytest.mark.parametrize("after", [None, "somewhere"])
def test_the_measures_of_units_are_read_from_an_index(by, now, plan_of, state, who, after):
    reader, after = _ready(getattr(by, who)), after and (now - dt.timedelta(hours=500), 500)
    plan = plan_of(lambda: measure_lists.of_units(reader, state, now=now, after=after))
    assert re.search("ix_measures_(open|done)_unit", plan), plan
    assert _scans(plan) == []


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("state", [OPEN, OVERDUE, DONE])
def test_ones_own_measures_are_read_from_an_index(by, now, plan_of, state):
    kari = _ready(by.kari)
    plan = plan_of(lambda: measure_lists.mine(kari, state, now=now))
    assert _scans(plan) == []


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    "only",
    [
        Narrowing(level="high"),
        Narrowing(form="office"),
        Narrowing(employee="ari"),
        Narrowing(place_id=1),
        Narrowing(before=MONDAY_MORNING),
        Narrowing(level="high", form="office", employee="a", place_id=1, before=MONDAY_MORNING),
    ],
    ids=["level", "form", "employee", "place", "before", "all"],
)
@pytest.mark.parametrize("who", ["ola", "tor"])
def test_a_narrowed_board_is_read_from_what_waits(by, now, plan_of, only, who):
    reader = _ready(getattr(by, who))
    for call in (
        lambda: lists.awaiting_decision(reader, None, only),
        lambda: lists.awaiting_reaction(reader, None, only),
        lambda: lists.reviewed(reader, since=now - dt.timedelta(days=365), only=only),
    ):
        assert _scans(plan_of(call)) == []


@pytest.fixture
def years_of_counts(session, by):
    """Sixty months of counts of forty keys in three units."""
    months = [dt.date(2021 + month // 12, month % 12 + 1, 1) for month in range(60)]
    units = {by.kari.unit_id, by.sunniva.unit_id, by.tor.unit_id}
    told = {"subject": "rule", "n": 7}
    rows = [
        {**told, "unit_id": unit, "month": month, "key": f"r{key}"}
        for unit in units
        for month in months
        for key in range(40)
    ]
    session.execute(sa.insert(Count.__table__), rows)
    session.execute(sa.text("ANALYZE"))
    session.commit()


@pytest.mark.usefixtures("years_of_counts", "history")
def test_a_year_of_insight_reads_counts_and_nothing_that_grows_with_meetings(by, now, plan_of):
    ola = _ready(by.ola)
    year = figures.Year(dt.date(2024, 1, 1), dt.date(2024, 12, 1))
    pattern._pattern.cache_clear()
    plan = plan_of(lambda: figures.insight(ola.unit_id, year, by=ola))
    assert not re.search(r"\b(meetings|assessments|measures|decisions|events|escalations)\b", plan), plan
    assert "counts" in plan


@pytest.fixture
def files(session, by, now):
    """Thousands of files that others have fetched."""
    told = {"kind": "about_me", "language": "nb", "wanted": {}, "shows": [], "tries": 1, "done": 0, "steps": 0}
    made = {"ready_at": now, "content": "QQ==", "asked_at": now, "expires_at": now + dt.timedelta(days=1)}
    session.execute(sa.insert(Export), [{**told, **made, "by_id": by.ola.id} for _each in range(3000)])
    waiting = {**told, "by_id": by.kari.id, "asked_at": now, "waiting_since": now, "expires_at": made["expires_at"]}
    session.execute(sa.insert(Export), [waiting])
    session.execute(sa.text("ANALYZE"))
    session.commit()


@pytest.mark.usefixtures("files")
def test_files_that_wait_are_read_from_an_index_of_those(by, now, plan_of):
    kari = by.kari
    assert "ix_exports_waiting_since" in plan_of(lambda: exports_made.waits(now))
    assert "ix_exports_expires_at" in plan_of(lambda: exports_made.is_over_for_any(now))
    assert "ix_exports_by_id_id" in plan_of(lambda: exports.mine(by=kari, now=now))


@pytest.mark.usefixtures("history")
def test_the_registers_of_a_unit_never_read_meetings(by, now, plan_of):
    unit_id = by.ola.unit_id
    for call in (
        lambda: trainings.register(unit_id, now=now),
        lambda: places.of_unit(unit_id),
        lambda: places.names_in([unit_id]),
    ):
        assert not re.search(r"\b(meetings|assessments)\b", plan_of(call))

"""The cost of a list never follows the history: each is read from an index, on both databases."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app.domain.permissions import Permission
from app.models import Escalation, Meeting, Person, Place, Training
from app.services import board_marks, lists, open_alarms, places, staff, trainings
from tests import alarms, plays

WAITING = r"ix_meetings_(awaiting_(decision|reaction)|undecided)"


@pytest.fixture
def history(session, by):
    """Thousands of old meetings of everybody's, few of which wait for anybody; the database knows how many."""
    session.execute(sa.text("ANALYZE"))
    session.commit()


def _scans(plan):
    """The tables that grow with the history and are read from end to end."""
    return re.findall(r"(?:SCAN|Seq Scan on) (meetings|assessments|decisions)\b(?! USING)", plan)


def _ready(actor):
    """The areas are looked up before, so that the plan is about the list alone."""
    for permission in (Permission.DECIDE, Permission.READ_FLAGGED):
        actor.area(permission)
    return actor


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("after", [None, "somewhere"])
def test_what_waits_for_a_decision_is_read_from_its_own_index(by, now, plan_of, after):
    ola, after = _ready(by.ola), after and (now - dt.timedelta(hours=500), 500)
    plan = plan_of(lambda: lists.awaiting_decision(ola, after))
    assert re.search(WAITING, plan)
    assert _scans(plan) == []


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("after", [None, "somewhere"])
def test_what_waits_for_a_reaction_is_read_from_its_own_index(by, now, plan_of, after):
    ola, after = _ready(by.ola), after and (now - dt.timedelta(hours=500), 500)
    plan = plan_of(lambda: lists.awaiting_reaction(ola, after))
    assert re.search(WAITING, plan)
    assert _scans(plan) == []


@pytest.mark.usefixtures("history")
def test_the_list_of_a_county_is_read_from_the_same_index(by, plan_of):
    tor = _ready(by.tor)
    plan = plan_of(lambda: lists.awaiting_decision(tor))
    assert re.search(WAITING, plan)
    assert _scans(plan) == []


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("before", [None, "somewhere"])
def test_ones_own_meetings_are_read_from_an_index(by, now, plan_of, before):
    kari, before = by.kari, before and (now - dt.timedelta(hours=500), 500)
    plan = plan_of(lambda: lists.my_meetings(kari, now=now, before=before))
    assert plan.count("ix_meetings_employee_id_starts_at_id") == 2
    assert _scans(plan) == []


@pytest.mark.usefixtures("history")
def test_som_sist_is_read_from_an_index(by, plan_of):
    kari = by.kari
    plan = plan_of(lambda: lists.to_start_from(kari))
    assert "ix_meetings_employee_id_starts_at_id" in plan
    assert _scans(plan) == []


@pytest.fixture
def old_alarms(session, by, now):
    """Thousands of alarms that are at rest, and one that rings."""
    columns = Escalation.__table__.c
    told = {column: column for column in columns if column is not columns.id} | {
        columns.client_key: sa.bindparam("key")
    }
    copied = sa.select(*told.values()).where(columns.id == alarms.closed(by.kari, by.ola, now))
    copy = sa.insert(Escalation.__table__).from_select(list(told), copied, include_defaults=False)
    session.connection().execute(copy, [{"key": plays.key()} for _ in range(3000)])
    alarms.raised(by.amir, now)
    session.execute(sa.text("ANALYZE"))
    session.commit()


@pytest.mark.usefixtures("old_alarms")
@pytest.mark.parametrize("reader", ["kari", "ola", "tor"])
def test_open_alarms_are_read_from_the_index_of_open_ones(by, plan_of, reader):
    plan = plan_of(lambda: open_alarms.open_for(getattr(by, reader)))
    assert "ix_escalations_open_unit" in plan, plan


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("reader", ["ola", "tor"])
def test_whether_a_board_has_changed_is_read_from_what_waits(by, plan_of, reader):
    plan = plan_of(lambda: board_marks.of_board(getattr(by, reader)))
    assert len(re.findall(WAITING, plan)) == 2, plan
    assert "meetings" not in _scans(plan)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # PostgreSQL has statistics at all times, and no hints
def test_what_waits_is_asked_for_by_the_name_of_its_index(by, asked_for):
    tor, named = _ready(by.tor), []
    for ask in (lists.awaiting_decision, lists.awaiting_reaction, board_marks.of_board):
        named += [re.findall("INDEXED BY ix_meetings_awaiting_([a-z]+)", each) for each in asked_for(lambda: ask(tor))]  # noqa: B023
    assert [each for each in named if each] == [["decision"], ["reaction"], ["decision", "reaction"]]


@pytest.mark.usefixtures("history")
def test_the_lists_find_what_is_there(by, now):
    assert len(lists.awaiting_decision(by.tor).rows) == 15
    assert len(lists.my_meetings(by.kari, now=now).done) == 20


@pytest.mark.usefixtures("history")
def test_a_statement_that_reads_a_table_from_end_to_end_is_noticed(session, plan_of):
    everything = sa.select(Meeting.id).where(Meeting.confirmed_at.is_not(None))
    assert _scans(plan_of(lambda: session.execute(everything).all())) == ["meetings"]
    assert plays.meeting(1).topic == "Samtale"


@pytest.fixture
def registers(session, by, now):
    """Thousands of places that are out of use, and of trainings that have run out."""
    ola, day = by.ola, dt.date(2010, 1, 1)
    old = {"unit_id": ola.unit_id, "kind": "room", "has_alarm": True, "created_at": now, "archived_at": now}
    session.execute(sa.insert(Place), [{**old, "name": f"Rom {number}"} for number in range(3000)])
    taken = {"person_id": by.tor.id, "course": "alarm_and_evacuation", "by_id": ola.id, "recorded_at": now}
    days = [day + dt.timedelta(days=number) for number in range(3000)]
    session.execute(sa.insert(Training), [{**taken, "taken_on": each, "valid_to": each} for each in days])
    session.execute(sa.text("ANALYZE"))
    session.commit()


@pytest.mark.usefixtures("registers")
def test_the_places_of_a_unit_are_read_without_those_that_are_out_of_use(by, now, plan_of):
    unit_id = by.ola.unit_id
    assert "uq_places_in_use" in plan_of(lambda: places.of_unit(unit_id))
    assert "uq_places_in_use" in plan_of(lambda: places.overdue_in([unit_id], now=now))


@pytest.mark.usefixtures("registers")
def test_who_wants_training_is_counted_by_person_and_not_by_history(by, now, plan_of):
    unit_id = by.ola.unit_id
    for call in (
        lambda: trainings.wanting_in([unit_id], now=now),
        lambda: trainings.of_person(by.kari.id, on=now.date()),
    ):
        plan = plan_of(call)
        assert re.search(
            "uq_trainings_person_id_course_taken_on|sqlite_autoindex_trainings|ix_trainings_valid_to", plan
        )
        assert re.findall(r"(?:SCAN|Seq Scan on) trainings", plan) == []


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("who", ["ola", "tor"])
@pytest.mark.parametrize("after", [None, "somewhere"])
def test_what_is_answered_is_read_from_an_index_of_each_unit(by, now, plan_of, who, after):
    reader, after = _ready(getattr(by, who)), after and (now, 500)
    plan = plan_of(lambda: lists.reviewed(reader, since=now - dt.timedelta(days=365), after=after))
    assert re.search("ix_meetings_reacted", plan)
    assert _scans(plan) == []


@pytest.mark.usefixtures("history")
def test_the_median_of_reactions_is_read_from_the_same_index(by, now, plan_of):
    ola = _ready(by.ola)
    plan = plan_of(lambda: lists.median_reaction(ola, now=now))
    assert re.search("ix_meetings_reacted", plan)
    assert _scans(plan) == []


@pytest.fixture
def employees(session, by, now):
    """Thousands of colleagues, whose names are spread over the alphabet."""
    told = {"unit_id": by.ola.unit_id, "created_at": now}
    people = [
        {**told, "name": f"{number * 37 % 3000:04} Vik", "sign_in_name": f"{number}@x.no"} for number in range(3000)
    ]
    session.execute(sa.insert(Person), people)
    session.execute(sa.text("ANALYZE"))
    session.commit()
    return session.scalars(sa.select(Person.id).where(Person.name == "1500 Vik")).one()


@pytest.mark.parametrize("words", ["", "vik"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_page_of_people_is_read_in_the_order_of_names(by, employees, plan_of, words, is_first):
    anders = by.anders
    anders.area(Permission.ADMINISTER)
    plan = plan_of(lambda: staff.find(words, after=None if is_first else employees, by=anders))
    assert "ix_people_name_id" in plan, plan
    assert re.findall(r"SCAN people(?! USING)|Seq Scan on people|TEMP B-TREE|Sort", plan) == []

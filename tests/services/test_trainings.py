"""The register of training: what is recorded, how it stands, and a table that is imported whole or not at all."""

import datetime as dt
import io

import pytest

from app.domain import tables
from app.domain.trainings import ALARM, VIOLENCE, Held, held, holds_until
from app.models import Training, Unit
from app.services import timeline, trainings, trainings_import, uploads
from app.services.refusals import Missing, NotThatDay, Replayed, UploadGone
from tests import plays

TODAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)
HEADER = "E-post;Opplæring;Gjennomført;Gyldig til"


@pytest.fixture
def record(by, cast, now):
    def recorded(person, taken_on=TODAY, valid_to=None, course=VIOLENCE, who=None, key=None):
        unit = cast.ola.unit_id
        told = (person.id, course, taken_on, valid_to)
        trainings.record(unit, *told, key=key or plays.key(), by=who or by.ola, now=now)

    return recorded


@pytest.fixture
def check(session, cast, now):
    """check("line", …) is the table as read, and what it would store."""

    def checked(*lines):
        table = tables.read(io.BytesIO("\n".join([HEADER, *lines]).encode()), trainings_import.COLUMNS)
        return table, trainings_import.check(table, cast.ola.unit_id, now=now)

    return checked


@pytest.fixture
def keep(by, cast, now):
    def kept(content):
        about = {"filename": "kurs.csv", "unit_id": cast.ola.unit_id}
        return uploads.keep(trainings_import.KIND, content, by=by.ola, now=now, **about)

    return kept


def standing(person, course=VIOLENCE, on=TODAY):
    return {each.course: each for each in trainings.of_person(person.id, on=on)}[course]


@pytest.mark.parametrize(
    ("days_left", "stands"),
    [(-1, Held.RAN_OUT), (0, Held.RUNS_OUT), (30, Held.RUNS_OUT), (31, Held.CURRENT)],
)
def test_a_training_warns_thirty_days_before_it_runs_out(days_left, stands):
    assert held(TODAY + days_left * DAY, TODAY) is stands


def test_what_was_never_taken_is_lacking():
    assert held(None, TODAY) is Held.LACKING


@pytest.mark.parametrize(
    ("course", "taken_on", "until"),
    [
        (ALARM, dt.date(2026, 3, 2), dt.date(2027, 3, 2)),
        (VIOLENCE, dt.date(2026, 12, 31), dt.date(2028, 12, 31)),
        (ALARM, dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
    ],
)
def test_a_training_holds_for_as_many_months_as_its_course_says(course, taken_on, until):
    assert holds_until(course, taken_on) == until


def test_somebody_without_training_lacks_what_is_needed(cast, session):
    assert [(each.course, each.held) for each in trainings.of_person(cast.kari.id, on=TODAY)] == [
        (VIOLENCE, Held.LACKING),
        (ALARM, Held.LACKING),
    ]


def test_what_was_taken_stands_in_the_register(record, cast):
    record(cast.kari, TODAY - 10 * DAY)
    assert standing(cast.kari).valid_to == dt.date(2028, 2, 20)
    assert standing(cast.kari).held is Held.CURRENT
    assert standing(cast.amir).held is Held.LACKING


def test_the_training_that_holds_longest_counts(record, cast):
    record(cast.kari, TODAY - 5 * DAY, TODAY + 300 * DAY)
    record(cast.kari, TODAY - 900 * DAY, TODAY - 100 * DAY)
    assert standing(cast.kari).held is Held.CURRENT


def test_the_same_day_again_is_a_correction(record, cast, session):
    record(cast.kari, TODAY, TODAY + 10 * DAY)
    record(cast.kari, TODAY, TODAY + 400 * DAY)
    assert standing(cast.kari).valid_to == TODAY + 400 * DAY
    assert session.query(Training).count() == 1


def test_a_form_that_is_sent_twice_records_once(record, cast):
    once = plays.key()
    record(cast.kari, key=once)
    with pytest.raises(Replayed):
        record(cast.kari, key=once)


@pytest.mark.parametrize(("taken_on", "valid_to"), [(TODAY + DAY, None), (TODAY, TODAY - DAY)])
def test_impossible_days_are_refused(record, cast, taken_on, valid_to):
    with pytest.raises(NotThatDay):
        record(cast.kari, taken_on, valid_to)


@pytest.mark.parametrize("name", ["kari", "vera", "marit", "anders"])
def test_only_who_leads_the_unit_records(record, cast, by, name):
    with pytest.raises(Missing):
        record(cast.kari, who=getattr(by, name))


def test_nobody_of_another_unit_is_recorded(record, cast):
    with pytest.raises(Missing):
        record(cast.sunniva)


def test_the_register_names_everybody_but_administrators(cast, now, session):
    names = [each.name for each in trainings.register(cast.ola.unit_id, now=now)]
    assert names == ["Amir Haugen", "Ingrid Moen", "Kari Nordvik", "Ola Berg", "Vera Strand"]
    assert trainings.register(cast.anders.unit_id, now=now)[0].name == "Liv Aas"


def test_who_wants_training_is_counted_for_the_board(record, cast, now):
    solvik, tindeby = cast.ola.unit_id, cast.marit.unit_id
    units = [solvik, tindeby]
    assert trainings.wanting_in(units, now=now) == {solvik: 5, tindeby: 2}
    record(cast.kari)
    assert trainings.wanting_in(units, now=now) == {solvik: 5, tindeby: 2}
    record(cast.kari, course=ALARM)
    assert trainings.wanting_in(units, now=now) == {solvik: 4, tindeby: 2}
    assert trainings.wanting_in(units, now=now + dt.timedelta(days=340)) == {solvik: 5, tindeby: 2}
    assert trainings.wanting_in([], now=now) == {}


def test_a_good_table_is_checked_and_imported_in_one_go(check, keep, by, cast, now, session):
    table, content = check(
        "kari@nav.example;Vold og trusler;01.02.2026;", "AMIR@nav.example;alarm og evakuering;2026-02-01;01.06.2026"
    )
    assert table.faults.count == 0
    count = trainings_import.import_all(keep(content), cast.ola.unit_id, key=plays.key(), by=by.ola, now=now)
    assert count == 2
    assert standing(cast.kari).valid_to == dt.date(2028, 2, 1)
    assert standing(cast.amir, ALARM).valid_to == dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sunniva@nav.example;Vold og trusler;01.02.2026;", trainings_import.UNKNOWN),
        ("noen@nav.example;Vold og trusler;01.02.2026;", trainings_import.UNKNOWN),
        ("kari@nav.example;Vold og trusler;03.03.2026;", trainings_import.AHEAD),
        ("kari@nav.example;Vold og trusler;01.02.2026;01.01.2026", trainings_import.BACKWARDS),
        ("Amir@nav.example;vold og trusler;01.02.2026;", trainings_import.TWICE),
    ],
)
def test_a_line_that_does_not_fit_the_unit_is_a_fault(check, line, said):
    table, _content = check("amir@nav.example;Vold og trusler;01.02.2026;", line)
    assert [(each.line, each.sentence) for each in table.faults.shown] == [(3, said)]


def test_a_table_is_imported_once(check, keep, by, cast, now):
    upload_id, once = keep(check("kari@nav.example;Vold og trusler;01.02.2026;")[1]), plays.key()
    trainings_import.import_all(upload_id, cast.ola.unit_id, key=once, by=by.ola, now=now)
    with pytest.raises(Replayed):
        trainings_import.import_all(upload_id, cast.ola.unit_id, key=once, by=by.ola, now=now)
    with pytest.raises(UploadGone):
        trainings_import.import_all(upload_id, cast.ola.unit_id, key=plays.key(), by=by.ola, now=now)


def test_nothing_is_imported_when_somebody_has_left_meanwhile(check, keep, by, cast, now, session):
    upload_id = keep(
        check("amir@nav.example;Vold og trusler;01.02.2026;", "kari@nav.example;Vold og trusler;01.02.2026;")[1]
    )
    cast.amir.unit_id = cast.marit.unit_id
    session.commit()
    with pytest.raises(UploadGone):
        trainings_import.import_all(upload_id, cast.ola.unit_id, key=plays.key(), by=by.ola, now=now)
    assert session.query(Training).count() == 0


def test_each_change_leaves_a_line_on_the_timeline_of_the_unit(record, check, keep, by, cast, now, session):
    record(cast.kari)
    upload_id = keep(check("amir@nav.example;Vold og trusler;01.02.2026;")[1])
    trainings_import.import_all(upload_id, cast.ola.unit_id, key=plays.key(), by=by.ola, now=now)
    unit = session.get(Unit, cast.ola.unit_id)
    assert [line.kind for line in timeline.lines(unit)] == ["trainings_imported", "training_recorded"]

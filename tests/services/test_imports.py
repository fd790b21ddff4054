"""Tables of units and people: each line is judged, and a table is added whole or not at all."""

import io

import pytest
import sqlalchemy as sa

from app.domain import tables
from app.domain.permissions import Permission
from app.models import Appointment, Event, Person, Unit, db
from app.services import people_import, proof, units_import, uploads
from app.services.refusals import Replayed, UploadGone
from tests import plays
from tests.alarms import unit

PEOPLE = "Navn;E-post;Telefon;Enhet;Rolle"
UNITS = "Enhet;Type;Ligger under"
NORA = "Nora Fjell;Nora@nav.example;+47 400 00 999;Nav Solvik;Verneombud"


@pytest.fixture
def check(session, anders):
    """check(people_import, "line", …) is the table as read, and what it would add."""

    def checked(subject, *lines, by=None):
        header = PEOPLE if subject is people_import else UNITS
        table = tables.read(io.BytesIO("\n".join([header, *lines]).encode()), subject.COLUMNS)
        return table, subject.check(table, by=by or anders())

    return checked


@pytest.fixture
def keep(check, anders, now):
    """keep(people_import, "line", …) is the id of a good table that waits for a yes."""

    def kept(subject, *lines):
        table, content = check(subject, *lines)
        assert table.faults.count == 0, table.faults.shown
        return uploads.keep(subject.KIND, content, filename="t.csv", by=anders(), now=now)

    return kept


@pytest.fixture
def bring_in(keep, anders, now):
    """bring_in(people_import, "line", …) imports a good table, and is how many were new."""
    return lambda subject, *lines: subject.import_all(keep(subject, *lines), key=plays.key(), by=anders(), now=now)


def _person(address):
    return db.session.scalars(sa.select(Person).where(Person.sign_in_name == address)).one()


def _events(name):
    lines = sa.select(Event.kind, Event.facts).where(Event.stream == unit(name).stream).order_by(Event.number)
    return [(line.kind, line.facts) for line in db.session.execute(lines)]


def test_people_are_added_with_their_roles_and_without_a_password(bring_in, cast):
    unled = "Eli Dal;eli@nav.example;;Nav Solvik;"
    assert bring_in(people_import, NORA, unled) == 2
    nora = _person("nora@nav.example")
    assert (nora.name, nora.phone, nora.unit_id) == ("Nora Fjell", "+47 400 00 999", cast.kari.unit_id)
    assert (nora.password_hash, nora.locale, nora.deactivated_at) == (None, "nb", None)
    roles = sa.select(Appointment.role, Appointment.unit_id).where(Appointment.person_id == nora.id)
    assert [tuple(row) for row in db.session.execute(roles)] == [("safety_rep", cast.kari.unit_id)]
    assert _events("Nav Solvik")[-1] == ("people_imported", {"lines": 2, "safety_rep": [nora.id]})


def test_each_unit_that_is_touched_gets_one_line(bring_in):
    bring_in(people_import, NORA, "Eli;eli@nav.example;;Nav Tindeby;", "Per;per@nav.example;;Nav Tindeby;Ansatt")
    assert [facts["lines"] for kind, facts in _events("Nav Solvik") if kind == "people_imported"] == [1]
    assert [facts["lines"] for kind, facts in _events("Nav Tindeby") if kind == "people_imported"] == [2]


def test_a_whole_office_is_imported_with_its_leader(bring_in):
    bring_in(units_import, "Nav Vika;Kontor;Nav direktorat")
    assert bring_in(people_import, "Eli Dal;eli@nav.example;40000998;Nav Vika;leder") == 1
    assert _events("Nav Vika") == [
        ("unit_added", {}),
        ("people_imported", {"lines": 1, "leader": [_person("eli@nav.example").id]}),
    ]


def test_the_record_is_whole_after_an_import(bring_in):
    bring_in(units_import, "Nav Vika;Kontor;Nav direktorat")
    bring_in(people_import, NORA, "Eli Dal;eli@nav.example;40000998;Nav Vika;leder")
    record = proof.Proof()
    assert list(record.breaks()) == []
    assert record.lines >= 3


def test_what_is_there_already_is_said_and_left(check, bring_in, session, cast):
    line = f"{cast.amir.name};AMIR@nav.example;{cast.amir.phone or ''};Nav Solvik;"
    leader = f"{cast.ola.name};ola@nav.example;{cast.ola.phone};Nav Solvik;Leder"
    assert [told[-1] for told in check(people_import, line, leader)[1]] == [False, False]
    before = len(_events("Nav Solvik"))
    assert bring_in(people_import, line, leader) == 0
    assert len(_events("Nav Solvik")) == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Nora;NORA@nav.example;;Nav Solvik;", people_import.TWICE),
        ("Eli;eli@nav.example;;Nav Ingensteds;", people_import.UNKNOWN),
        ("Eli;eli@nav.example;;nav solvik;", people_import.UNKNOWN),
        ("Sunniva;sunniva@nav.example;;Nav Solvik;", people_import.ELSEWHERE),
        ("Et annet navn;amir@nav.example;;Nav Solvik;", people_import.DIFFERS),
        ("Eli;eli@nav.example;;Nav Solvik;Leder", people_import.NO_PHONE),
        ("Eli;eli@nav.example;40000998;Nav Solvik;Leder", people_import.HAS_LEADER),
        (
            "Eli;eli@nav.example;ring meg;Nav Solvik;",
            "Skriv et telefonnummer med bare tall, for eksempel +47 400 00 000.",
        ),
        ("Eli;eli;;Nav Solvik;", "Skriv en hel e-postadresse, for eksempel kari@nav.no."),
        ("Eli;eli@nav.example;;Nav Solvik;Sjef", "«%(typed)s» finnes ikke. Skriv en av disse: %(choices)s."),
        ("Eli;eli@nav.example;;Nav Solvik;Administrator", "«%(typed)s» finnes ikke. Skriv en av disse: %(choices)s."),
        (";eli@nav.example;;Nav Solvik;", "Feltet er tomt. Fyll det inn."),
    ],
)
def test_a_person_who_does_not_fit_is_a_fault_on_the_line(check, line, said):
    table, _content = check(people_import, NORA, line)
    assert [(each.line, each.sentence) for each in table.faults.shown] == [(3, said)]


def test_somebody_without_access_is_not_let_in_by_a_table(check, cast, now, session):
    cast.amir.deactivated_at = now
    session.commit()
    table, _content = check(people_import, f"{cast.amir.name};amir@nav.example;;Nav Solvik;")
    assert [each.sentence for each in table.faults.shown] == [people_import.NO_ACCESS]


def test_a_unit_gets_one_leader(check, bring_in):
    bring_in(units_import, "Nav Vika;Kontor;Nav direktorat")
    both = [f"{name};{name}@nav.example;40000998;Nav Vika;Leder" for name in ("eli", "per")]
    table, _content = check(people_import, *both)
    assert [(each.line, each.sentence, each.values) for each in table.faults.shown] == [
        (3, people_import.TWO_LEADERS, {"line": 2})
    ]


def test_another_area_is_no_place_to_import_to(check, by, cast):
    assert not by.ola.area(Permission.ADMINISTER)
    table, _content = check(people_import, NORA, by=by.ola)
    assert [each.sentence for each in table.faults.shown] == [people_import.UNKNOWN]
    table, _content = check(units_import, "Nav Vika;Kontor;Nav Solvik", "Nav Solvik;Kontor;", by=by.ola)
    assert [each.sentence for each in table.faults.shown] == [units_import.UNKNOWN, units_import.TAKEN]


def test_units_are_added_below_each_other_in_any_order(bring_in):
    lines = ["Nav Vika;kontor;Nav Nordfylket", "Nav Nordfylket;Fylke;Nav direktorat", "Nav direktorat;Direktorat;"]
    assert bring_in(units_import, *lines) == 2
    assert (unit("Nav Vika").kind, unit("Nav Vika").parent_id) == ("office", unit("Nav Nordfylket").id)
    assert unit("Nav Nordfylket").parent_id == unit("Nav direktorat").id
    assert _events("Nav Vika") == [("unit_added", {})]
    assert bring_in(units_import, *lines) == 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["Nav A;Kontor;Nav direktorat", "Nav A;Kontor;Nav direktorat"], [(3, units_import.TWICE)]),
        (["Nav A;Kontor;"], [(2, units_import.NOWHERE)]),
        (["Nav A;Kontor;Nav Ingensteds"], [(2, units_import.UNKNOWN)]),
        (["Nav A;Kontor;Nav A"], [(2, units_import.RING)]),
        (
            ["Nav A;Kontor;Nav B", "Nav B;Kontor;Nav C", "Nav C;Fylke;Nav B"],
            [(n, units_import.RING) for n in (2, 3, 4)],
        ),
        (
            ["Nav B;Kontor;Nav C", "Nav C;Fylke;Nav B", "Nav A;Kontor;Nav B"],
            [(n, units_import.RING) for n in (2, 3, 4)],
        ),
        (["Nav Solvik;Direktorat;Nav direktorat"], [(2, units_import.DIFFERS)]),
        (["Nav A;Bygg;Nav direktorat"], [(2, "«%(typed)s» finnes ikke. Skriv en av disse: %(choices)s.")]),
    ],
)
def test_a_unit_that_does_not_fit_is_a_fault_on_the_line(check, lines, said):
    table, _content = check(units_import, *lines)
    assert [(each.line, each.sentence) for each in table.faults.shown] == said


def test_nothing_lies_below_a_unit_that_is_closed(check, bring_in, now, session):
    bring_in(units_import, "Nav Vika;Kontor;Nav direktorat")
    unit("Nav Vika").closed_at = now
    session.commit()
    table, _content = check(units_import, "Nav A;Kontor;Nav Vika", "Nav Vika;Kontor;Nav direktorat")
    assert [each.sentence for each in table.faults.shown] == [units_import.CLOSED, units_import.CLOSED]
    table, _content = check(people_import, "Eli;eli@nav.example;;Nav Vika;")
    assert [each.sentence for each in table.faults.shown] == [people_import.UNKNOWN]


def test_more_units_than_a_tree_can_show_are_to_be_divided(check):
    lines = [f"Nav {number};Kontor;Nav direktorat" for number in range(units_import.LINES_AT_MOST + 1)]
    table, _content = check(units_import, *lines)
    assert [each.sentence for each in table.faults.shown] == [units_import.TOO_MANY]


@pytest.mark.parametrize("subject", [people_import, units_import])
def test_a_table_is_imported_once(keep, anders, now, subject):
    upload_id, once = keep(subject, NORA if subject is people_import else "Nav Vika;Kontor;Nav direktorat"), plays.key()
    assert subject.import_all(upload_id, key=once, by=anders(), now=now) == 1
    with pytest.raises(Replayed):
        subject.import_all(upload_id, key=once, by=anders(), now=now)
    with pytest.raises(UploadGone):
        subject.import_all(upload_id, key=plays.key(), by=anders(), now=now)


def test_nothing_is_imported_when_an_address_was_taken_meanwhile(keep, bring_in, anders, now):
    waiting = keep(people_import, "Eli Dal;eli@nav.example;;Nav Solvik;", NORA)
    bring_in(people_import, "En annen;nora@nav.example;;Nav Tindeby;")
    with pytest.raises(UploadGone):
        people_import.import_all(waiting, key=plays.key(), by=anders(), now=now)
    assert not db.session.scalars(sa.select(Person.id).where(Person.sign_in_name == "eli@nav.example")).all()


def test_nothing_is_imported_when_a_name_was_taken_meanwhile(keep, bring_in, anders, now):
    waiting = keep(units_import, "Nav A;Kontor;Nav direktorat", "Nav B;Kontor;Nav direktorat")
    bring_in(units_import, "Nav B;Fylke;Nav direktorat")
    with pytest.raises(UploadGone):
        units_import.import_all(waiting, key=plays.key(), by=anders(), now=now)
    assert not db.session.scalars(sa.select(Unit.id).where(Unit.name == "Nav A")).all()


def test_fifty_thousand_people_take_as_many_statements_as_a_few(keep, counted, check, anders, now):
    lines = [f"Person {number};p{number}@nav.example;;Nav Solvik;" for number in range(tables.LINES_AT_MOST)]
    assert counted(lambda: check(people_import, *lines)) <= 12
    upload_id = keep(people_import, *lines)
    assert counted(lambda: people_import.import_all(upload_id, key=plays.key(), by=anders(), now=now)) <= 30
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == tables.LINES_AT_MOST + 10
    assert _events("Nav Solvik")[-1] == ("people_imported", {"lines": tables.LINES_AT_MOST})


def test_thousands_of_units_take_as_many_statements_as_a_few(keep, counted, anders, now):
    lines = [f"Nav {number};Kontor;Nav direktorat" for number in range(units_import.LINES_AT_MOST)]
    upload_id = keep(units_import, *lines)
    assert counted(lambda: units_import.import_all(upload_id, key=plays.key(), by=anders(), now=now)) <= 25
    assert _events("Nav 4999") == [("unit_added", {})]

"""The administrator brings in units and people from tables: looked at first, and added once."""

import io

import pytest
import sqlalchemy as sa

from app.models import Person, Unit

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PEOPLE = "Navn;E-post;Telefon;Enhet;Rolle\n"
UNITS = "Enhet;Type;Ligger under\n"
BOTH = PEOPLE + "Åse Fjell;aase@nav.example;40000998;Nav Solvik;Verneombud\nPer Dal;per@nav.example;;Nav Solvik;\n"


@pytest.fixture
def upload(sign_in, cast):
    """upload("people", text) is the page that Anders comes to after sending this table."""

    def sent(subject, content, status=200, encoding="utf-8"):
        page = sign_in(cast.anders).get(f"/administration/{subject}").follow("Importer fra en tabell")
        entries = {name: values[0] for name, values in page.form("Se hva tabellen sier").entries.items()}
        content = content if isinstance(content, bytes) else content.encode(encoding)
        table = (io.BytesIO(content), "tabell.csv")
        return page.client.post(page.path, {**entries, "table": table}, status=status)

    return sent


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_people_are_shown_then_added_and_given_a_link(upload, stored, encoding):
    preview = upload("people", BOTH, encoding=encoding)
    assert preview.heading == "Er dette riktig?"
    assert "2 linjer i «tabell.csv». Ingenting er lagret ennå." in preview
    assert "Nye: 2. Finnes fra før, og blir ikke endret: 0." in preview
    assert len(stored(sa.select(Person.id))) == 10
    after = preview.submit("Ja, importer alt")
    assert "2 linjer er importert." in after
    someone = after.follow("Åse Fjell")
    assert "Verneombud i Nav Solvik" in someone
    assert someone.submit("Lag passordlenke").heading == "Passordlenke til Åse Fjell"


def test_units_are_shown_then_added_and_stand_in_the_tree(upload, stored):
    table = UNITS + "Nav Vika;Kontor;Nav Nordfylket\nNav Nordfylket;Fylke;Nav direktorat\nNav direktorat;Direktorat;\n"
    preview = upload("units", table)
    assert "Nye: 2. Finnes fra før, og blir ikke endret: 1." in preview
    page = preview.submit("Ja, importer alt")
    assert "2 linjer er importert." in page
    assert "Enheten ble lagt til" in page.follow("Nav Vika")
    assert len(stored(sa.select(Unit.id).where(Unit.name.in_(["Nav Vika", "Nav Nordfylket"])))) == 2


def test_what_was_imported_stands_on_the_timeline_of_the_unit(upload, cast):
    page = upload("people", BOTH).submit("Ja, importer alt")
    assert "2 personer ble lagt til fra en tabell" in page.client.get(f"/administration/units/{cast.kari.unit_id}")


def test_a_yes_that_is_sent_twice_imports_once(upload, stored):
    preview = upload("people", BOTH)
    preview.submit("Ja, importer alt")
    assert "Tabellen er importert." in preview.submit("Ja, importer alt")
    assert len(stored(sa.select(Person.id))) == 12


def test_a_table_of_what_is_there_asks_nothing(upload, cast):
    upload("people", BOTH).submit("Ja, importer alt")
    preview = upload("people", BOTH)
    assert preview.heading == "Alt i tabellen finnes fra før"
    assert "Finnes fra før, og blir ikke endret: 2." in preview
    assert not preview.has_button("Ja, importer alt")


def test_one_wrong_line_stops_all_and_says_which(upload, stored):
    page = upload("people", BOTH + "Eli;eli;ring meg;Nav Solvik;Sjef\n", status=422)
    rows = page.all("//table[.//th[text()='Linje']]//tbody/tr")
    assert len(rows) == 3
    assert all(row.startswith("4 ") for row in rows)
    assert "Ingenting er lagret" in page
    assert len(stored(sa.select(Person.id))) == 10


@pytest.mark.parametrize(
    ("subject", "content", "said"),
    [
        ("people", b"", "Filen er tom"),
        ("people", UNITS.encode(), "Kolonnen «Type» kjenner vi ikke"),
        ("people", b"Navn;E-post\nx;y\n", "Disse kolonnene mangler: Enhet."),
        ("units", PEOPLE.encode(), "Kolonnen «Navn» kjenner vi ikke"),
        ("units", b"PK\x03\x04", "Excel-arbeidsbok"),
        ("people", PEOPLE.encode() + b"x;x;;x;\n" * 50_001, "mer enn 50000 linjer"),
    ],
)
def test_what_is_no_such_table_is_refused_beside_the_field(upload, subject, content, said):
    assert said in upload(subject, content, status=422).errors["table"]


def test_a_table_is_another_administrators_secret(upload, sign_in, cast):
    address = upload("people", BOTH).path
    sign_in(cast.anders).get(address.replace("people", "units"), status=404)
    sign_in(cast.ola).get(address, status=403)
    sign_in(cast.anders).get("/administration/imports/meetings", status=404)


def test_a_table_that_no_longer_fits_says_so(upload, stored):
    first, second = upload("people", BOTH), upload("people", BOTH.replace("Nav Solvik;\n", "Nav Tindeby;\n"))
    first.submit("Ja, importer alt")
    assert "Last den opp på nytt" in second.submit("Ja, importer alt", status=404)
    assert len(stored(sa.select(Person.id))) == 12

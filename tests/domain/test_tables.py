"""Uploaded tables: what is read, in which encodings, and what is said of each thing that is wrong."""

import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import tables
from app.domain.encodings import NotATable
from app.domain.tables import Column, Row, read

COURSES = {"conflict": "Konflikthåndtering", "alarm": "Alarm og evakuering"}
COLUMNS = (
    Column("who", "E-post", tables.words(60)),
    Column("course", "Opplæring", tables.one_of(COURSES)),
    Column("taken_on", "Gjennomført", tables.date),
    Column("until", "Gyldig til", tables.date, needed=False),
)
HEADER = "E-post;Opplæring;Gjennomført;Gyldig til"
LINE = "kari@nav.example;Konflikthåndtering;02.03.2026;"
CELLS = {"who": "kari@nav.example", "course": "conflict", "taken_on": dt.date(2026, 3, 2), "until": None}
NUMBER = "01010750160"  # valid check digits, nobody's


def of(*lines, encoding="utf-8", newline="\n"):
    return read(io.BytesIO(newline.join(lines).encode(encoding)), COLUMNS)


def refused(content):
    with pytest.raises(NotATable) as caught:
        read(io.BytesIO(content), COLUMNS)
    return caught.value.sentence % caught.value.values


def fault(*lines):
    """The only fault of a table: its line, its column and what is said."""
    table = of(HEADER, *lines)
    assert table.faults.count == 1
    each = table.faults.shown[0]
    return each.line, each.column, each.sentence % each.values


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_break_of_an_office_is_read(encoding, newline):
    table = of(HEADER, LINE, encoding=encoding, newline=newline)
    assert table.rows == [Row(2, CELLS)]
    assert table.faults.count == 0


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found(delimiter):
    assert of(HEADER.replace(";", delimiter), LINE.replace(";", delimiter)).rows == [Row(2, CELLS)]


@pytest.mark.parametrize(
    "header",
    [
        "e-post;OPPLÆRING;gjennomført;gyldig til",
        "  E-post * ; Opplæring:;Gjennomført;Gyldig   til",
        "sep=;\nE-post;Opplæring;Gjennomført;Gyldig til",
        "\n\nE-post;Opplæring;Gjennomført;Gyldig til",
        '"E-post";"Opplæring";"Gjennomført";"Gyldig\N{NO-BREAK SPACE}til";;',
    ],
)
def test_headers_are_read_as_a_person_reads_them(header):
    assert [row.cells for row in of(header, LINE).rows] == [CELLS]


def test_columns_stand_in_any_order_and_one_that_is_not_needed_may_be_missing():
    table = of("Gjennomført;E-post;Opplæring", "2026-03-02;kari@nav.example;alarm")
    assert table.rows == [Row(2, {"taken_on": dt.date(2026, 3, 2), "who": "kari@nav.example", "course": "alarm"})]


def test_quoted_cells_hold_delimiters_and_empty_lines_are_passed_over():
    table = of(HEADER, "", '"kari; og flere";ALARM OG EVAKUERING;2/3/2026;24.12.2027', ";;;", LINE)
    assert [row.line for row in table.rows] == [3, 5]
    assert table.rows[0].cells["who"] == "kari; og flere"
    assert table.rows[0].cells["until"] == dt.date(2027, 12, 24)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Filen er tom"),
        (b"\xef\xbb\xbf", "Filen er tom"),
        (b"\n ;;\r\n", "Filen er tom"),
        (HEADER.encode(), "ingen linjer under"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "ikke en tabell"),
        (b"%PDF-1.7 text", "ikke en tabell"),
        (b"PK\x03\x04 xl/workbook.xml", "Excel-arbeidsbok"),
        (HEADER.encode() + b"\nkari\x00", "ikke hører hjemme"),
        (f"{HEADER}\n{LINE}".encode("utf-16"), "ikke hører hjemme"),
        (HEADER.encode() + b"\n\x81\xff;", "klarer ikke å lese bokstavene"),
        (b"E-post;Kurs;Dato", "Kolonnen «Kurs» kjenner vi ikke"),
        (b"E-post;E-post", "«E-post» står to ganger"),
        (b"E-post;Gyldig til\n", "mangler: Opplæring, Gjennomført"),
        (f'{HEADER}\n"kari{"x" * 140_000}'.encode(), "Vi kan ikke lese linje 2"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_reason(content, said):
    assert said in refused(content)


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("kari@nav.example;Kokekurs;02.03.2026;", "Opplæring", "«Kokekurs» finnes ikke. Skriv en av disse: Konflikt"),
        ("kari@nav.example;alarm;31.02.2026;", "Gjennomført", "«31.02.2026» er ikke en dato"),
        ("kari@nav.example;alarm;02.03.26;", "Gjennomført", "er ikke en dato"),
        ("kari@nav.example;alarm;02.03.0026;", "Gjennomført", "er ikke en dato"),
        ("kari@nav.example;alarm;;", "Gjennomført", "Feltet er tomt"),
        ("kari@nav.example;alarm", "Gjennomført", "Feltet er tomt"),
        (f"{NUMBER};alarm;02.03.2026;", "E-post", "fødselsnummer"),
        (f"{'x' * 61};alarm;02.03.2026;", "E-post", "høyst 60 tegn"),
        ("kari@nav.example;alarm;02.03.2026;;noe mer", None, "flere celler"),
        ('"kari\n@nav.example";alarm;02.03.2026;', "E-post", "linjeskift"),
    ],
)
def test_each_fault_names_its_line_its_column_and_what_to_do(line, column, said):
    number, where, sentence = fault(LINE, line)
    assert (number, where) == (3, column)
    assert said in sentence


def test_a_line_after_one_that_breaks_keeps_its_number():
    table = of(HEADER, '"to\nlinjer";alarm;02.03.2026;', "x;y;02.03.2026;")
    assert [each.line for each in table.faults.shown] == [2, 4]


def test_a_hundred_faults_are_shown_and_the_rest_counted():
    table = of(HEADER, *["x;y;z;"] * 130)
    assert len(table.faults.shown) == 100
    assert table.faults.count == 260
    assert table.faults.unseen == 160


def test_fifty_thousand_lines_are_read_and_one_more_is_refused():
    lines = "\n".join([HEADER, *[LINE] * 50_000])
    assert len(read(io.BytesIO(lines.encode()), COLUMNS).rows) == 50_000
    assert "mer enn 50000 linjer" in refused(f"{lines}\n{LINE}".encode())


def test_faults_count_as_lines_too():
    assert "mer enn 50000 linjer" in refused("\n".join([HEADER, *["x;y"] * 50_001]).encode())


def test_the_file_stays_open_for_whoever_lent_it():
    file = io.BytesIO(f"{HEADER}\n{LINE}".encode())
    assert len(read(file, COLUMNS).rows) == 1
    assert not file.closed


def said_of(content):
    """Everything that is said of a file, as sentences."""
    try:
        table = read(io.BytesIO(content), COLUMNS)
    except NotATable as refusal:
        return [refusal.sentence % refusal.values]
    return [each.sentence % each.values for each in table.faults.shown]


@given(st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(content):
    assert len(said_of(content)) == 1
    assert all(said_of(f"{HEADER}\n".encode() + content))


@given(st.text(max_size=200))
def test_no_text_brings_the_reader_down(text):
    assert all(said_of(f"{HEADER}\n{text}".encode("utf-8", "replace")))

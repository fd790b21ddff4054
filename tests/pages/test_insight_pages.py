"""Insight as it is read: the page of a unit, its files, the report, and addresses that ask for what there is not."""

import csv
import datetime as dt
import io
import zipfile

import pytest
import sqlalchemy as sa

from app import demo
from app.models import AccessLine, Unit, db
from app.models.transaction import verb
from app.services.insight import counting
from app.views.figure_files import defused

STORY = {
    ("meetings", ""): 60,
    ("form", "office"): 60,
    ("status", "low"): 40,
    ("status", "high"): 17,
    ("status", "stop"): 3,
    ("rule", "known-threat"): 9,
    ("measure", "two_staff"): 12,
    ("effect", "two_staff/yes"): 10,
    ("outcome", "as_planned"): 50,
    ("alarm", "abort"): 8,
    ("abort_hour", "0-13"): 8,
    ("reaction", "answered"): 20,
    ("reaction_minutes", "35"): 20,
}


@pytest.fixture
def solvik(app, cast):
    """The id of Nav Solvik, which has lived through a year. The other offices have not."""
    with app.app_context():
        verb(counting.store)(cast.kari.unit_id, dt.date(2025, 6, 1), STORY)
        counting._move_on(0, dt.date(2026, 2, 1), changed=True)
        return cast.kari.unit_id


def test_a_leader_reads_the_year_with_a_table_beside_each_plot(sign_in, cast, solvik):
    page = sign_in(cast.ola).get(f"/units/{solvik}/insight")
    assert page.heading == "Innsikt: Nav Solvik"
    for said in ("60 (året før: 0)", "35 min", "Når møter blir avbrutt", "Vær to ansatte i møtet"):
        assert said in page
    drawn = page.tree.xpath("//main//ul[contains(@class, 'plot')]//svg[@role='img'] | //main//svg[@aria-labelledby]")
    assert len(drawn) > 8
    for plot in drawn:
        assert plot.xpath("string(./title)")
    assert len(page.tree.xpath("//table")) == 9


def test_small_numbers_are_nowhere_in_what_is_sent(sign_in, cast, solvik):
    page = sign_in(cast.ola).get(f"/units/{solvik}/insight")
    cells = page.all("//table[caption='Møter etter risikonivå']//tr[th='Stans']/td")
    assert cells == ["skjult", "0"]
    assert page.all("//table[caption='Møter etter risikonivå']//tr[th='Høy']/td") == ["skjult", "0"]
    assert page.all("//table[caption='Møter etter risikonivå']//tr[th='Lav']/td") == ["40", "0"]


def test_the_menu_leads_there(sign_in, cast, solvik):
    page = sign_in(cast.kari).get("/meetings")
    assert page.link("Innsikt") == "/insight"
    assert sign_in(cast.kari).get("/insight").url == f"/units/{solvik}/insight"


def test_an_employee_gets_counts_and_no_files(sign_in, cast, solvik):
    browser = sign_in(cast.kari)
    page = browser.get(f"/units/{solvik}/insight")
    assert "Møter etter risikonivå" in page
    for said in ("Avtalte tiltak", "Grunner til risiko", "Tid til leder", "Last ned", "Når møter blir avbrutt"):
        assert said not in page
    for file in ("figures.csv", "figures.xlsx", "report"):
        assert browser.http.get(f"/units/{solvik}/insight/{file}").status_code == 403


@pytest.mark.parametrize("file", ["figures.csv", "figures.xlsx", "report"])
def test_a_foreign_leader_finds_nothing(sign_in, cast, solvik, file):
    assert sign_in(cast.marit).http.get(f"/units/{solvik}/insight/{file}").status_code == 404


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ("from=2025-12&to=2025-01", "Perioden slutter før den begynner."),
        ("from=2025-02&to=2025-12", "Vi viser bare hele år."),
        ("from=2025-01", "Skriv perioden som måneder"),
        (f"from={'9' * 10_000}&to=x", "Skriv perioden som måneder"),
        ("from=2025-13&to=2026-01", "Skriv perioden som måneder"),
    ],
)
def test_a_period_that_there_is_not_gets_a_sentence_and_the_years_there_are(sign_in, cast, solvik, period, sentence):
    page = sign_in(cast.ola).get(f"/units/{solvik}/insight?{period}", status=422)
    assert sentence in page
    assert page.link("januar 2025").endswith("from=2025-01&to=2025-12")


def test_a_year_in_the_address_is_that_year(sign_in, cast, solvik):
    assert "60 (året før: 0)" in sign_in(cast.ola).get(f"/units/{solvik}/insight?from=2025-01&to=2025-12")


def test_the_csv_is_for_spreadsheets_and_hides_what_the_page_hides(sign_in, cast, solvik):
    answer = sign_in(cast.ola).http.get(f"/units/{solvik}/insight/figures.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    told = {row[2]: row[3] for row in rows}
    assert told["Lav"] == "40"
    assert told["Stans"] == told["Høy"] == "skjult"
    assert told["Vær to ansatte i møtet"] == "12"
    assert not [row for row in rows[1:] if row[3] in {"1", "2", "3", "4"}]


def test_a_name_that_looks_like_a_formula_is_defused(app, sign_in, cast, solvik):
    with app.app_context():
        db.session.execute(sa.update(Unit).where(Unit.id == solvik).values(name='=HYPERLINK("http://x")'))
        db.session.commit()
    answer = sign_in(cast.ola).http.get(f"/units/{solvik}/insight/figures.csv")
    assert "\"'=HYPERLINK(" in answer.data.decode()
    book = sign_in(cast.ola).http.get(f"/units/{solvik}/insight/figures.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        assert b"=HYPERLINK" in parts.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_every_sign_that_starts_a_formula_is_defused(first):
    assert defused(f"{first}1") == f"'{first}1"
    assert defused("1") == "1"


@pytest.mark.parametrize("file", ["figures.csv", "figures.xlsx", "report"])
def test_whoever_takes_the_figures_along_is_written_down(sign_in, cast, solvik, stored, file):
    sign_in(cast.vera).http.get(f"/units/{solvik}/insight/{file}")
    [line] = stored(sa.select(AccessLine))
    assert (line.action, line.unit_id, line.by_id, line.about_id) == ("figures_exported", solvik, cast.vera.id, None)


def test_the_report_says_everything_unfolded_with_definitions(sign_in, cast, solvik):
    page = sign_in(cast.ola).get(f"/units/{solvik}/insight/report")
    assert page.heading == "Årsrapport til arbeidsmiljøutvalget: Nav Solvik"
    assert page.tree.xpath("//main//details") == []
    assert "Slik er tallene laget" in page


@pytest.mark.usefixtures("solvik")
def test_an_office_without_a_year_behind_it_has_a_page_too(sign_in, cast):
    assert "Ingenting er talt i denne perioden." in sign_in(cast.marit).get("/insight")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_demo_has_years_to_look_at(app, cast, clock, sign_in):
    with app.app_context():
        assert demo.seed_years(db.session, now=dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)) > 3000
        counting.catch_up(dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC))
    page = sign_in(cast.tor).get("/insight")
    assert "men ingen avbrudd og ingen trusler er meldt" in page
    assert "har falt fra" in page

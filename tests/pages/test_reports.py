"""The pages of the right of access: nothing of a client in an address, and the same content as JSON and on paper."""

import io
import json
import zipfile

import pytest

from tests import alarms, plays
from tests.pdf import words_of


@pytest.fixture
def high(app, cast, now):
    with app.app_context():
        kari, ola = plays.actor(cast.kari, now), plays.actor(cast.ola, now)
        meeting_id = plays.logged(kari, now, plays.HIGH, measures=("two_staff",), case_reference="SAK-99")
        alarms.closed(kari, ola, now, meeting_id=meeting_id)
        return meeting_id


def test_an_employee_comes_from_the_own_page_and_reads_it_all(cast, sign_in, high):
    sign_in(cast.ola).get(f"/meetings/{high}")
    kari = sign_in(cast.kari)
    page = kari.get("/account").follow("Det vi har lagret om deg")
    assert "Samtale om aktivitetsplan" in page
    assert "Har truet eller brukt vold" in page
    assert "Ola Berg, Åpnet en vurdering" in page
    download = kari.http.get(page.link("Last ned som JSON"))
    assert json.loads(download.text)["meetings"][0]["case_reference"] == "SAK-99"


def test_a_leader_makes_a_report_about_a_client_with_nothing_in_the_address(cast, sign_in, high):
    page = sign_in(cast.ola).get("/board").follow("Innsyn for en bruker").submit("Lag rapporten", reference="SAK-99")
    assert page.url == "/client-report"
    assert "Samtale om aktivitetsplan" in page
    assert "Avsluttet" in page


def test_the_same_as_json(cast, sign_in, high):
    ola = sign_in(cast.ola)
    form = ola.get("/client-report").form("Last ned som JSON").fill({"reference": "SAK-99"})
    answer = ola.http.post("/client-report", data=form.entries)
    assert answer.mimetype == "application/json"
    assert [each["id"] for each in json.loads(answer.text)["meetings"]] == [high]


def test_what_is_not_there_is_said_and_nothing_typed_is_lost(cast, sign_in, high):
    page = sign_in(cast.ola).get("/client-report")
    assert "ikke lagret noe under dette saksnummeret" in page.submit("Lag rapporten", reference="SAK-1")
    assert page.submit("Lag rapporten", reference="", status=422).errors == {"reference": "Skriv saksnummeret."}
    assert "fødselsnummer" in page.submit("Lag rapporten", reference="01010750160", status=422).errors["reference"]


@pytest.mark.parametrize("who", ["kari", "vera", "anders"])
def test_only_leaders_ask_by_reference(cast, sign_in, who):
    sign_in(getattr(cast, who)).get("/client-report", status=403)


def test_a_case_is_downloaded_as_an_archive_with_a_page_that_can_be_read(cast, sign_in, high):
    ola = sign_in(cast.ola)
    address = ola.get(f"/meetings/{high}").link("Last ned saken som arkivpakke")
    answer = ola.http.get(address)
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        page, pdf = archive.read("case.html").decode(), archive.read("case.pdf")
    assert "Har truet eller brukt vold" in page
    assert "Har truet eller brukt vold" in words_of(pdf)

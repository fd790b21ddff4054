"""The pages of training: the register of a unit, a table shown before it is stored, and what the checklist says."""

import io

import pytest

from app.models import Assessment, Training
from app.views import uploading
from tests import plays

HEADER = "E-post;Opplæring;Gjennomført;Gyldig til\n"
GOOD = (
    HEADER
    + "kari@nav.example;Vold og trusler;01.02.2026;\namir@nav.example;Alarm og evakuering;01.02.2026;15.03.2026\n"
)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def register(cast):
    return f"/units/{cast.ola.unit_id}/trainings"


@pytest.fixture
def upload(sign_in, cast, register):
    """upload(text) is the page that the leader comes to after sending this table."""

    def sent(content, status=200, encoding="utf-8"):
        page = sign_in(cast.ola).get(f"{register}/imports")
        entries = {name: values[0] for name, values in page.form("Se hva tabellen sier").entries.items()}
        content = content if isinstance(content, bytes) else content.encode(encoding)
        return page.client.post(
            f"{register}/imports", {**entries, "table": (io.BytesIO(content), "kurs.csv")}, status=status
        )

    return sent


@pytest.fixture
def draft(app, cast, now):
    """draft(person, **differs) is the address of an unanswered draft's checklist."""

    def planned(person, **differs):
        with app.app_context():
            return f"/meetings/{plays.planned(plays.actor(person, now), now, **differs)}/assessment"

    return planned


def test_the_leader_records_what_somebody_has_taken(sign_in, cast, register, stored):
    page = sign_in(cast.ola).get(register)
    told = {"person": str(cast.kari.id), "course": "violence_and_threats", "taken_on": "2026-02-01"}
    after = page.submit("Lagre opplæring", told)
    assert "Opplæringen er registrert." in after
    assert "til og med 1. feb. 2028" in after
    assert len(stored(Training.__table__.select())) == 1


def test_a_date_to_come_is_refused_beside_its_field(sign_in, cast, register, stored):
    page = sign_in(cast.ola).get(register)
    again = page.submit("Lagre opplæring", {"taken_on": "2026-04-01"}, status=422)
    assert again.errors == {"taken_on": "Opplæringen må være tatt senest i dag. Rett datoen."}
    assert stored(Training.__table__.select()) == []


@pytest.mark.parametrize("name", ["kari", "vera"])
def test_others_in_the_unit_read_and_do_not_change(sign_in, cast, register, name):
    browser = sign_in(getattr(cast, name))
    page = browser.get(register)
    assert "Mangler" in page
    assert not page.has_button("Lagre opplæring")
    browser.post(register, status=403)
    browser.get(f"{register}/imports", status=403)


@pytest.mark.parametrize("name", ["marit", "sunniva"])
def test_another_unit_has_no_register_for_a_stranger(sign_in, cast, register, name):
    sign_in(getattr(cast, name)).get(register, status=404)


def test_the_leader_above_opens_it(sign_in, cast, register):
    assert sign_in(cast.tor).get(register).has_button("Lagre opplæring")


def test_a_table_is_shown_before_anything_is_stored(upload, stored):
    preview = upload(GOOD, encoding="cp1252")
    assert preview.heading == "Er dette riktig?"
    assert "2 linjer i «kurs.csv». Ingenting er lagret ennå." in preview
    assert stored(Training.__table__.select()) == []
    after = preview.submit("Ja, importer alt")
    assert "2 linjer er importert." in after
    assert len(stored(Training.__table__.select())) == 2


def test_a_table_is_another_leaders_secret(upload, sign_in, cast):
    address = upload(GOOD).path
    sign_in(cast.tor).get(address, status=404)
    sign_in(cast.ingrid).get(address, status=404)


def test_one_wrong_line_stops_all_and_says_which(upload, stored):
    page = upload(GOOD + "noen@nav.example;Kokekurs;32.01.2026;\n", status=422)
    rows = page.all("//table[.//th[text()='Linje']]//tbody/tr")
    assert len(rows) == 2
    assert all(row.startswith("4 ") for row in rows)
    assert "Ingenting er lagret" in page
    assert stored(Training.__table__.select()) == []


def test_more_than_a_hundred_faults_are_counted(upload):
    page = upload(HEADER + "x;Vold og trusler;01.02.2026;\n" * 130, status=422)
    assert len(page.all("//table[.//th[text()='Linje']]//tbody/tr")) == 100
    assert "Det er 30 til." in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Filen er tom"),
        (b"\x89PNG\r\n\x1a\n", "ikke en tabell"),
        (b"Navn;Kurs\n", "Kolonnen «Navn» kjenner vi ikke"),
        (HEADER.encode() + b"a\x00b", "ikke hører hjemme"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(upload, content, said):
    assert said in upload(content, status=422).errors["table"]


def test_no_file_at_all_is_asked_for(sign_in, cast, register):
    page = sign_in(cast.ola).get(f"{register}/imports").submit("Se hva tabellen sier", status=422)
    assert page.errors == {"table": "Velg en fil."}


def test_a_file_that_is_too_big_is_refused_in_words(upload, monkeypatch):
    monkeypatch.setattr(uploading, "MEGABYTES", 0)
    assert "Filen er for stor" in upload(b"x" * 80_000, status=422).errors["table"]


def test_a_table_may_be_larger_than_other_forms(upload):
    assert "er ikke en dato" in upload(HEADER + "kari@nav.example;Vold og trusler;nå;\n" * 10_000, status=422)


def test_the_checklist_says_that_somebody_is_untrained_and_answers_nothing(sign_in, cast, draft):
    page = sign_in(cast.kari).get(f"{draft(cast.kari)}/competence")
    assert "Opplæringsregisteret sier" in page
    assert "Du mangler opplæringen «Vold og trusler». Den skal være gitt før det første brukermøtet." in page
    assert page.tree.xpath("//input[@checked]") == []


def test_one_tap_takes_what_the_register_says_and_asks_for_a_look(sign_in, cast, draft, stored):
    page = sign_in(cast.kari).get(f"{draft(cast.kari)}/competence")
    after = page.submit("Bruk forslagene", {"confidence": "sure"})
    assert after.path == page.path
    assert "Se over dem, og trykk «Neste»." in after
    answers = stored(Assessment.__table__.select().with_only_columns(Assessment.answers))[-1]
    assert answers == {"training": "none", "routines": "not_known", "confidence": "sure"}
    assert not after.has_button("Bruk forslagene")


def test_what_somebody_tapped_is_never_replaced(sign_in, cast, draft, stored):
    page = sign_in(cast.kari).get(f"{draft(cast.kari)}/competence")
    page.submit("Bruk forslagene", {"training": "outdated"})
    answers = stored(Assessment.__table__.select().with_only_columns(Assessment.answers))[-1]
    assert answers == {"training": "outdated", "routines": "not_known"}


def test_the_own_page_says_what_is_lacking(sign_in, cast):
    page = sign_in(cast.kari).get("/account")
    assert "Vold og trusler" in page
    assert "Avtal med lederen din" in page


def test_the_page_of_the_unit_counts_who_wants_training(sign_in, cast):
    assert "5 personer mangler opplæring, eller den går snart ut" in sign_in(cast.ola).get(f"/units/{cast.ola.unit_id}")


def test_a_leader_reads_that_an_approval_would_be_an_exception(sign_in, cast, stage):
    meeting_id = stage(plays.logged, cast.kari, plays.HIGH)
    page = sign_in(cast.ola).get(f"/meetings/{meeting_id}")
    assert "Kari Nordvik mangler gyldig opplæring. Godkjenner du møtet, føres det som et unntak." in page
    after = page.submit("Send svaret", {"outcome": "approve", "words": "Marit er med."})
    assert "med unntak fra kravet om opplæring" in after

"""Asking for files that take time, on the pages that offer them, and looking how far they have come."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import copy_room
from app.models import AccessLine, Export
from app.models.transaction import verb
from app.services.insight import counting


@pytest.fixture
def make(app, now):
    """The worker makes what is asked for."""

    def work():
        with app.app_context():
            while copy_room.make_next(now=now):
                pass

    return work


def test_a_leader_asks_for_the_report_looks_how_far_it_is_and_fetches_it(app, cast, sign_in, make, stored):
    with app.app_context():
        verb(counting.store)(cast.kari.unit_id, dt.date(2025, 6, 1), {("meetings", ""): 60})
        counting._move_on(0, dt.date(2026, 2, 1), changed=True)
    ola = sign_in(cast.ola)
    page = ola.get(f"/units/{cast.ola.unit_id}/insight").submit("Lag årsrapporten som PDF")
    assert page.heading == "Årsrapport til arbeidsmiljøutvalget (PDF)"
    assert "Filen står i kø." in page
    assert "Filen står i kø." in page.follow("Se hvor langt vi er kommet")
    assert page.tree.xpath("//main//progress")
    make()
    page = ola.get(page.url)
    assert "Filen er klar." in page
    assert page.tree.xpath("//noscript") == []
    answer = ola.http.get(page.link("Last ned"))
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].endswith('-2025-01-2025-12.pdf"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert [each.action for each in stored(sa.select(AccessLine))] == ["figures_exported"]


def test_the_part_that_changes_is_sent_only_when_it_has(cast, sign_in, make):
    kari = sign_in(cast.kari)
    page = kari.get("/account/report").submit("Lag PDF")
    first = kari.http.get(f"{page.url}/state")
    assert kari.http.get(f"{page.url}/state", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    make()
    news = kari.http.get(f"{page.url}/state", headers={"If-None-Match": first.headers["ETag"]})
    assert news.status_code == 200
    assert "Filen er klar." in news.text


def test_a_case_by_its_reference_as_pdf_has_nothing_in_any_address(cast, sign_in, make):
    ola = sign_in(cast.ola)
    page = ola.get("/client-report").submit("Lag PDF", reference="SAK-99")
    assert "SAK-99" not in page.url
    assert "SAK-99" not in page.html
    make()
    assert "SAK-99" not in ola.http.get(f"{page.url}/file").headers["Content-Disposition"]


def test_what_one_has_asked_for_is_listed_and_nobody_elses(cast, sign_in, make):
    kari = sign_in(cast.kari)
    kari.get("/account/report").submit("Lag PDF")
    assert "Blir laget" in kari.get("/account").follow("Filer du har bedt om")
    make()
    assert "Klar" in kari.get("/exports")
    assert "Du har ikke bedt om noen filer" in sign_in(cast.ola).get("/exports")


def test_a_file_that_is_not_ready_or_not_ones_own_is_not_given(cast, sign_in, stored):
    kari = sign_in(cast.kari)
    page = kari.get("/account/report").submit("Lag PDF")
    kari.get(f"{page.url}/file", status=409)
    assert "Filen finnes ikke lenger." in sign_in(cast.ola).get(page.url, status=404)
    assert len(stored(sa.select(Export))) == 1


@pytest.mark.parametrize("kind", ["about_case", "about_me", "x" * 10_000, ""])
def test_a_kind_that_an_office_has_not_is_no_door(cast, sign_in, kind):
    ola = sign_in(cast.ola)
    form = ola.get(f"/units/{cast.ola.unit_id}/insight").form("Lag årsrapporten som PDF")
    entries = {**form.entries, "kind": kind}
    ola.post(f"/units/{cast.ola.unit_id}/insight/exports", entries, status=404)


def test_an_employee_asks_for_no_figures(cast, sign_in):
    kari = sign_in(cast.kari)
    token = kari.get("/account").form("Logg ut overalt").entries
    kari.post(f"/units/{cast.kari.unit_id}/insight/exports", token, status=403)

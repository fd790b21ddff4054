"""What each errand takes of a person with a phone: taps and characters, counted by the finger that does it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.deep import proof
from tests.journeys.alarms import READY
from tests.journeys.finger import TOUCH, Finger

ALONE = {"staffing": "alone_ok"}


@pytest.fixture
def somebody(open_browser) -> Callable[[str], Finger]:
    """somebody("Ola Berg") has signed in, and has not begun to count."""

    def signed_in(name: str) -> Finger:
        finger = Finger(open_browser(**TOUCH))
        finger.sign_in(name)
        return finger

    return signed_in


@pytest.fixture(scope="module")
def counted():
    """A row for each errand; together they are the result."""
    rows = []
    yield rows
    about = "From the page one starts on until the app says that it is done; signing in is not counted."
    titles = ("errand", "taps", "characters", "of these, required")
    proof.write("stories", "make deep ONLY=stories", about, proof.table(titles, rows))


def _ends(counted: list[tuple[object, ...]], errand: str, finger: Finger, most_taps: int, required: int = 0) -> None:
    counted.append((errand, finger.taps, finger.characters, required))
    assert finger.taps <= most_taps


@pytest.mark.parametrize(("form", "errand"), [("office", "an ordinary meeting"), ("home_visit", "a home visit")])
def test_assessing(somebody, counted, form, errand):
    kari = somebody("Kari Nordvik")
    kari.plan(form, "Ny aktivitetsplan")
    kari.answer_everything(form, **ALONE)
    kari.press("Logg vurderingen")
    expect(kari.page.get_by_text("Møtet kan holdes.")).to_be_visible()
    _ends(counted, f"Assess {errand}: facts, every question, logged", kari, 30, kari.characters)


def _conflict(kari: Finger) -> None:
    kari.plan("office", "Klage på vedtak")
    kari.answer_everything("office", topic_kind="conflict", **ALONE)
    kari.follow("Se nivå og tiltak")
    kari.tap(kari.page.get_by_text("Ha leder eller kollega i nærheten under møtet"))
    kari.answer("judged", "low")
    kari.press("Logg vurderingen")
    expect(kari.page.get_by_text("Leder og verneombud er informert.")).to_be_visible()


def test_assessing_a_conflict_and_its_receipt(somebody, counted):
    kari = somebody("Kari Nordvik")
    _conflict(kari)
    _ends(counted, "Assess a conflict, agree on a measure", kari, 33, kari.characters)


def test_deciding(somebody, counted):
    kari, ola = somebody("Kari Nordvik"), somebody("Ola Berg")
    kari.plan("office", "Stans av stønad")
    kari.answer_everything("office", behaviour="threats_or_violence", staffing="several")
    kari.follow("Se nivå og tiltak")
    kari.tap(kari.page.get_by_text("Ha vekter til stede"))
    kari.tap(kari.page.locator("[name=judged] + label").first)
    kari.press("Logg vurderingen")
    ola.page.goto("/board")
    ola.tap(ola.page.locator("section").get_by_role("link", name="Stans av stønad").first)
    ola.answer("outcome", "approve")
    ola.write("words", "Greit. Jeg er på kontoret.")
    ola.press("Send svaret")
    expect(ola.page.get_by_role("status").get_by_text("Godkjent.")).to_be_visible()
    _ends(counted, "Leader: answer a meeting that waits", ola, 4, ola.characters)


def test_beginning_a_meeting_and_breaking_it_off(somebody, counted):
    kari = somebody("Kari Nordvik")
    kari.page.goto("/meetings")
    kari.follow(READY)
    kari.follow("Start møtet")
    kari.press("Nei, alt er som før")
    kari.press("Start møtet")
    expect(kari.page.get_by_role("heading", level=1)).to_have_text(READY)
    _ends(counted, "Begin a meeting that is logged", kari, 5)
    kari.taps = 0
    _break_off(kari)
    _ends(counted, "Break it off in danger", kari, 2)


def _break_off(kari: Finger) -> None:
    kari.tap(kari.page.locator("summary", has_text="Avbryt møte"))
    kari.press("Fare nå")
    expect(kari.page.get_by_role("heading", name=re.compile(r"^Varslet \d\d:\d\d:\d\d$"))).to_be_visible()


def test_receiving_an_alarm(somebody, counted):
    kari, ola = somebody("Kari Nordvik"), somebody("Ola Berg")
    kari.page.goto("/meetings")
    _break_off(kari)
    ola.page.goto("/board")
    ola.tap(ola.page.locator("a.strip"))
    ola.tap(ola.page.get_by_text("Fare nå · Utenom møte", exact=True))
    ola.tap(ola.page.get_by_text("Jeg kommer", exact=True))
    ola.press("Jeg har forstått og tar det")
    expect(ola.page.get_by_role("heading", name="Status", exact=True)).to_be_visible()
    _ends(counted, "Receiver: read back an alarm and take it", ola, 4)
    ola.taps = 0
    ola.write("report-words", "Fremme, alle er trygge")
    ola.press("Send status")
    ola.write("closing-words", "Brukeren gikk rolig ut.")
    ola.press("Avslutt varselet")
    expect(ola.page.get_by_text("Brukeren gikk rolig ut.")).to_be_visible()
    _ends(counted, "Receiver: tell how it stands, and close", ola, 2, ola.characters)


def test_a_threat_on_the_phone(somebody, counted):
    kari = somebody("Kari Nordvik")
    kari.page.goto("/meetings")
    kari.tap(kari.page.get_by_role("link", name="Trussel utenom møte"))
    kari.tap(kari.page.get_by_text("På telefon", exact=True))
    kari.press("Varsle leder")
    expect(kari.page.get_by_role("heading", name=re.compile("^Varslet"))).to_be_visible()
    _ends(counted, "Tell of a threat on the phone", kari, 4)

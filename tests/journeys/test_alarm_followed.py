"""An alarm while it is open: the employee sees who has it, the receiver hears it, and neither is left with old news."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.journeys.alarms import abort, begin_meeting, expect_page_of_alarm, sign_in

SEEN_WITHIN_S = 3


@pytest.fixture
def kari(open_browser):
    """Kari, who has warned."""
    page = sign_in(open_browser(), "Kari Nordvik")
    begin_meeting(page)
    abort(page)
    expect_page_of_alarm(page)
    return page


@pytest.fixture
def ola(kari, open_browser):
    """Her leader, at his board."""
    return sign_in(open_browser(viewport={"width": 1280, "height": 800}), "Ola Berg")


COUNT_TONES = """() => {
  const { createOscillator } = AudioContext.prototype;
  window.tones = 0;
  AudioContext.prototype.createOscillator = function () {
    window.tones += 1;
    return createOscillator.call(this);
  };
}"""


def live(page):
    return page.locator("[data-live]")


def take(page, action="Jeg kommer"):
    page.locator("a.strip").click()
    page.get_by_label("Fare nå · På kontoret").check()
    page.get_by_label(action).check()
    page.get_by_role("button", name="Jeg har forstått og tar det").click()
    expect(page.get_by_role("heading", name="Status", exact=True)).to_be_visible()


def test_the_employee_sees_within_three_seconds_who_has_it(kari, ola):
    by_phone = kari.get_by_text("Jeg fikk tak i noen på telefon")
    expect(by_phone).to_be_visible()
    take(ola)
    began = time.monotonic()
    expect(kari.get_by_role("heading", name="Ola Berg kommer")).to_be_visible()
    assert time.monotonic() - began < SEEN_WITHIN_S
    expect(live(kari).get_by_text("Bekreftet")).to_be_visible()
    expect(by_phone).to_be_hidden()
    expect(kari.locator("[data-announcer]")).to_contain_text("Ola Berg kommer")


def test_the_same_with_a_sign_in_that_has_run_out(kari, ola):
    kari.context.clear_cookies()
    take(ola, "Jeg ringer deg")
    expect(kari.get_by_role("heading", name="Ola Berg ringer deg")).to_be_visible()


def test_status_and_closing_reach_the_employee_without_a_tap(kari, ola):
    take(ola)
    ola.get_by_label("Status fra stedet").fill("Fremme, alle er trygge")
    ola.get_by_role("button", name="Send status").click()
    expect(live(kari).get_by_text("Fremme, alle er trygge")).to_be_visible()
    ola.locator("[name=closing-words]").fill("Brukeren gikk rolig ut.")
    ola.get_by_role("button", name="Avslutt varselet").click()
    expect(live(kari).get_by_text("Brukeren gikk rolig ut.")).to_be_visible()
    expect(kari.get_by_role("link", name="Ring 112")).to_be_hidden()


def test_the_time_since_the_alarm_runs(kari):
    since = kari.locator("[data-since]")
    expect(since).to_have_text("0:02")
    expect(since).to_have_text("0:04")


def test_lost_contact_is_said_and_taken_back(kari):
    warning = kari.get_by_text("Ingen kontakt. Ring.").and_(kari.locator("p *"))
    kari.context.set_offline(True)
    expect(warning).to_be_visible()
    kari.context.set_offline(False)
    expect(warning).to_be_hidden()


def test_news_takes_no_focus_and_swaps_nothing_that_is_the_same(kari, ola):
    call = kari.get_by_role("link", name="Ring Ola Berg")
    call.focus()
    call.evaluate("link => link.dataset.same = 'yes'")
    kari.wait_for_timeout(5000)
    assert call.get_attribute("data-same") == "yes"
    take(ola)
    expect(kari.get_by_role("heading", name="Ola Berg kommer")).to_be_visible()
    expect(kari.get_by_role("link", name="Ring Ola Berg")).to_be_focused()


def test_an_open_board_learns_of_it_is_seen_and_heard_until_somebody_has_it(open_browser, live_house):
    ola, ingrid = (sign_in(open_browser(), name) for name in ("Ola Berg", "Ingrid Moen"))
    ingrid.goto("/board")
    ingrid.evaluate(COUNT_TONES)
    expect(ingrid.locator("a.strip")).to_have_count(0)
    kari = sign_in(open_browser(), "Kari Nordvik")
    kari.goto("/meetings")
    abort(kari)
    expect(ingrid.locator("a.strip--ringing")).to_be_visible()
    expect(ingrid.locator(".strip__since")).to_have_text(re.compile(r"^\d+:\d\d$"))
    ingrid.wait_for_function("() => document.title.startsWith('(1)')")
    ingrid.get_by_role("heading", level=1).click()
    ingrid.wait_for_function("() => window.tones > 1")
    ola.goto("/board")
    ola.locator("a.strip").click()
    ola.get_by_label("Fare nå · Utenom møte", exact=True).check()
    ola.get_by_label("Jeg tar over").check()
    ola.get_by_role("button", name="Jeg har forstått og tar det").click()
    expect(ingrid.locator("a.strip--ringing")).to_have_count(0)
    expect(ingrid).to_have_title("Tavle – Trygt møte")


def test_a_page_that_may_not_be_heard_yet_offers_to_be(ola):
    page = ola.context.new_page()
    page.goto("/board")
    sound = page.get_by_role("button", name="Slå på lyd")
    expect(sound).to_be_visible()
    sound.click()
    expect(sound).to_be_hidden()


def test_a_receiver_who_reads_is_told_that_somebody_else_was_first(kari, ola, open_browser):
    ingrid = sign_in(open_browser(), "Ingrid Moen")
    ingrid.goto("/board")
    ingrid.locator("a.strip").click()
    button = ingrid.get_by_role("button", name="Jeg har forstått og tar det")
    expect(button).to_be_visible()
    take(ola)
    expect(ingrid.get_by_role("heading", name="Ola Berg kommer")).to_be_visible()
    expect(button).to_be_hidden()
    ola.get_by_text("Gi varselet til en annen").click()
    ola.get_by_role("button", name="Jeg kan ikke likevel, la det ringe videre").click()
    expect(button).to_be_visible()

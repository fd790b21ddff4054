"""The alarm is two taps away from every page of a meeting, for every thumb, eye and keyboard, without scripts too."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.alarms import (
    abort,
    alarms,
    bar,
    begin_meeting,
    expect_not_sent,
    expect_page_of_alarm,
    expect_sent,
    open_ready_meeting,
    screen,
    sign_in,
)
from tests.journeys.looking import assert_accessible, assert_fits_the_screen, assert_thumb_sized

OLD_PHONE = {"viewport": {"width": 320, "height": 568}}


@pytest.fixture
def kari(open_browser):
    return sign_in(open_browser(**OLD_PHONE), "Kari Nordvik")


def pages_of_a_meeting(page):
    """The addresses of every page about a meeting of one's own, and of the start page: drafts, logged and under way."""
    draft, ready = "/meetings/9", re.sub(r"^.*(?=/meetings)", "", open_ready_meeting(page))
    sections = ["client", "meeting", "place", "lone_work", "competence"]
    of_draft = ["", "/facts", "/spoken-assessment", *(f"/assessment/{section}" for section in sections)]
    of_ready = ["", "/recheck", "/beginning", "/withdrawal"]
    return ["/meetings", *(draft + each for each in of_draft), *(ready + each for each in of_ready)]


def test_two_taps_from_every_page_of_a_meeting_and_the_start_page(kari, live_house):
    addresses = pages_of_a_meeting(kari)
    for number, address in enumerate(addresses, start=1):
        answer = kari.goto(address)
        assert (answer.status, kari.url.endswith(address)) == (200, True), address
        assert bar(kari).bounding_box()["y"] + bar(kari).bounding_box()["height"] <= OLD_PHONE["viewport"]["height"]
        abort(kari, "Avbryt, ingen akutt fare" if number % 2 else "Fare nå")
        expect_page_of_alarm(kari)
        assert alarms(live_house), address
    assert len(addresses) == 13


def test_the_bar_is_large_and_its_choices_do_not_lie_under_the_thumb_that_opened_it(kari):
    begin_meeting(kari)
    assert_thumb_sized(kari, ".abort summary", 64)
    before = bar(kari).bounding_box()
    bar(kari).click()
    assert bar(kari).bounding_box() == before
    assert_thumb_sized(kari, ".abort button:visible", 64)
    assert_fits_the_screen(kari)
    assert_accessible(kari)
    bar(kari).click()
    expect(kari.get_by_role("button", name="Fare nå")).to_be_hidden()


def test_the_screen_for_what_is_not_sent_is_for_everybody(kari):
    begin_meeting(kari)
    kari.context.set_offline(True)
    abort(kari)
    expect_not_sent(kari)
    expect(screen(kari).get_by_role("heading")).to_be_focused()
    box = screen(kari).bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 320, 568)
    assert_thumb_sized(kari, "dialog :is(a, button):visible")
    assert_fits_the_screen(kari)
    assert_accessible(kari)


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_page_of_an_alarm_is_for_everybody_who_reads_it(open_browser, colour_scheme):
    kari, ola = (
        sign_in(open_browser(**OLD_PHONE, color_scheme=colour_scheme), name) for name in ("Kari Nordvik", "Ola Berg")
    )
    begin_meeting(kari)
    abort(kari)
    expect_page_of_alarm(kari)
    _look_at(kari)
    kari.get_by_text("Jeg fikk tak i noen på telefon").click()
    _look_at(kari)
    ola.goto("/board")
    expect(ola.locator("a.strip")).to_be_visible()
    _look_at(ola)
    ola.locator("a.strip").click()
    _look_at(ola)
    ola.get_by_label("Fare nå · På kontoret").check()
    ola.get_by_label("Jeg kommer").check()
    ola.get_by_role("button", name="Jeg har forstått og tar det").click()
    expect(ola.get_by_role("heading", name="Avslutt")).to_have_count(0)
    _look_at(ola)
    expect(kari.get_by_role("heading", name="Ola Berg kommer")).to_be_visible()
    _look_at(kari)


def _look_at(page):
    assert_fits_the_screen(page)
    assert_accessible(page)


def test_with_the_keyboard_alone(kari, live_house):
    begin_meeting(kari)
    _press_tab_until(kari, "Avbryt møte")
    kari.keyboard.press("Enter")
    _press_tab_until(kari, "Fare nå")
    kari.keyboard.press("Enter")
    expect_sent(kari)
    assert [alarm.urgency for alarm in alarms(live_house)] == ["danger"]


def _press_tab_until(page, words):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.innerText.trim()") == words:
            return
    pytest.fail(f"{words!r} is not reached with the Tab key on {page.url}.")


def test_without_scripts_it_is_two_taps_too(open_browser, live_house):
    kari = sign_in(open_browser(java_script_enabled=False), "Kari Nordvik")
    begin_meeting(kari)
    kari.context.clear_cookies()
    abort(kari)
    expect_sent(kari)
    ola = sign_in(open_browser(java_script_enabled=False), "Ola Berg")
    ola.locator("a.strip").click()
    ola.get_by_label("Fare nå · På kontoret").check()
    ola.get_by_label("Jeg kommer").check()
    ola.get_by_role("button", name="Jeg har forstått og tar det").click()
    expect(ola.get_by_role("heading", name="Ola Berg kommer")).to_be_visible()
    assert [alarm.status for alarm in alarms(live_house)] == ["owned"]


def test_a_threat_outside_a_meeting_is_as_near(kari, live_house):
    kari.goto("/meetings")
    kari.get_by_role("link", name="Meld trussel utenom møte").click()
    kari.get_by_label("På e-post eller i brev").check()
    kari.get_by_role("button", name="Fare nå: varsle alle").click()
    expect_sent(kari)
    assert [alarm.source for alarm in alarms(live_house)] == ["threat"]

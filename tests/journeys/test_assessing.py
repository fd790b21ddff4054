"""A caseworker assesses a meeting with a thumb, and a leader answers from a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.finger import TOUCH, Finger
from tests.journeys.looking import assert_fits_the_screen, assert_thumb_sized

ALONE = {"staffing": "alone_ok"}
TOP = "element => element.getBoundingClientRect().top"


@pytest.fixture
def kari(open_browser):
    finger = Finger(open_browser(**TOUCH))
    finger.sign_in("Kari Nordvik")
    return finger


@pytest.fixture
def ola(open_browser):
    finger = Finger(open_browser(**TOUCH))
    finger.sign_in("Ola Berg")
    return finger


@pytest.mark.parametrize(("form", "most_taps"), [("office", 27), ("phone", 27), ("home_visit", 30)])
def test_an_ordinary_meeting_is_assessed_in_few_taps_and_no_typing_beyond_the_facts(kari, form, most_taps):
    kari.plan(form, "Ny aktivitetsplan")
    kari.answer_everything(form, **ALONE)
    expect(kari.page.get_by_text("Lav", exact=True)).to_be_visible()
    kari.press("Logg vurderingen")
    expect(kari.page.get_by_role("status").get_by_text("Vurderingen er logget.")).to_be_visible()
    expect(kari.page.get_by_text("Møtet kan holdes.")).to_be_visible()
    assert kari.taps <= most_taps <= 30
    assert kari.typed == ["topic", "place"]


def test_every_answer_is_as_large_as_a_thumb(kari):
    kari.plan("home_visit", "Kartlegging")
    assert_thumb_sized(kari.page, "form[data-answers] .choice")
    assert_thumb_sized(kari.page, "main button")


@pytest.fixture
def conflict(kari):
    """On the result page of a meeting whose topic is a conflict: one finding, at elevated."""
    kari.plan("office", "Klage på vedtak")
    kari.answer_everything("office", topic_kind="conflict", **ALONE)
    kari.follow("Se nivå og tiltak")
    return kari


def _after(page):
    return page.locator("dt", has_text="Med tiltak").locator("xpath=following-sibling::dd")


def test_before_and_after_follow_the_measures_while_they_are_chosen(conflict):
    page = conflict.page
    expect(_after(page)).to_have_text("Forhøyet")
    expect(page.get_by_role("button", name="Vis hva tiltakene gjør")).to_have_count(0)
    page.evaluate("window.stayed = true")
    first = page.locator("input[name=measures]").first
    conflict.tap(page.locator(f"label[for='{first.get_attribute('id')}']"))
    expect(_after(page)).to_have_text("Lav")
    expect(page.locator("[data-announcer]")).to_have_text("Nivå med tiltak: Lav")
    expect(first).to_be_checked()
    assert page.evaluate("window.stayed"), "The page was loaded anew."


def test_what_stands_open_and_what_was_typed_survives_a_choice(conflict):
    page = conflict.page
    conflict.tap(page.get_by_text("Legg til et eget tiltak"))
    conflict.write("own-0", "Kollega i naborommet")
    first = page.locator("input[name=measures]").first
    first.scroll_into_view_if_needed()
    page.evaluate("result => { document.querySelector(result).firstElementChild.isOld = true }", "[data-result]")
    first.focus()  # what was written is shown with what it does
    page.wait_for_function("result => !document.querySelector(result).firstElementChild.isOld", arg="[data-result]")
    height = first.evaluate(TOP)
    page.keyboard.press("Space")
    expect(_after(page)).to_have_text("Lav")
    expect(page.locator("#own-0")).to_have_value("Kollega i naborommet")
    expect(page.locator("#own-0")).to_be_visible()
    expect(first).to_be_focused()
    assert abs(first.evaluate(TOP) - height) < 1


@pytest.mark.parametrize("used", ["form[data-choices] button[type=submit]", "#own > summary"], ids=["button", "fold"])
def test_whoever_has_gone_on_with_the_keyboard_stays_where_they_are(conflict, used):
    page, late = conflict.page, []

    def hold(route):
        late.append(route)

    page.route("**/choices", hold)
    conflict.tap(page.get_by_text("Ha leder eller kollega i nærheten under møtet"))
    page.locator(used).focus()
    late.pop().continue_()
    expect(_after(page)).to_have_text("Lav")
    expect(page.locator(used)).to_be_focused()


def test_an_elevated_meeting_is_logged_with_its_measures_and_may_be_held(conflict):
    page = conflict.page
    conflict.tap(page.get_by_text("Ha leder eller kollega i nærheten under møtet"))
    expect(_after(page)).to_have_text("Lav")
    conflict.answer("judged", "low")
    conflict.press("Logg vurderingen")
    expect(page.get_by_text("Møtet kan holdes. Leder og verneombud er informert.")).to_be_visible()
    expect(page.get_by_text("Kari Nordvik, før møtet")).to_be_visible()
    assert_fits_the_screen(page)


def test_what_is_missing_is_said_and_what_was_chosen_stays(conflict):
    page = conflict.page
    conflict.press("Logg vurderingen")
    expect(page.get_by_role("heading", name="Dette må rettes først")).to_be_visible()
    conflict.tap(page.locator("a[href^='#why-']"))
    expect(page.get_by_role("textbox", name="Hvorfor trengs det ikke tiltak?")).to_be_focused()
    conflict.page.keyboard.type("Vi har avklart saken.")
    conflict.answer("judged", "elevated")
    conflict.press("Logg vurderingen")
    expect(page.get_by_text("Uten tiltak fordi: Vi har avklart saken.")).to_be_visible()


def test_a_high_risk_waits_for_the_leader_who_decides_on_a_phone(kari, ola):
    kari.plan("office", "Stans av stønad")
    kari.answer_everything("office", behaviour="threats_or_violence", staffing="several")
    kari.follow("Se nivå og tiltak")
    kari.tap(kari.page.get_by_text("Ha vekter til stede"))
    expect(_after(kari.page)).not_to_have_text("Høy")
    kari.tap(kari.page.locator("[name=judged] + label").first)
    kari.press("Logg vurderingen")
    expect(kari.page.get_by_text("Ikke start møtet før leder har svart.")).to_be_visible()

    ola.page.goto("/board")
    waiting = ola.page.locator("section", has=ola.page.get_by_role("heading", name="Til avgjørelse"))
    ola.tap(waiting.get_by_role("link", name="Stans av stønad"))
    expect(ola.page.get_by_text("Ha vekter til stede")).to_be_visible()
    ola.answer("outcome", "approve")
    ola.write("words", "Greit. Jeg er på kontoret.")
    ola.press("Send svaret")
    expect(ola.page.get_by_role("status").get_by_text("Godkjent.")).to_be_visible()
    assert_fits_the_screen(ola.page)

    kari.page.goto("/meetings")
    card = kari.page.locator("li", has=kari.page.get_by_role("link", name="Stans av stønad"))
    expect(card.get_by_text("Godkjent av leder")).to_be_visible()
    kari.tap(card.get_by_role("link"))
    expect(kari.page.get_by_text("Greit. Jeg er på kontoret.")).to_be_visible()
    expect(kari.page).to_have_url(re.compile(r"/meetings/\d+$"))


def test_the_end_of_a_meeting_follows_its_beginning(kari):
    page = kari.page
    page.goto("/meetings/new?starts_at=2030-01-02T10:00&ends_at=2030-01-02T10:45")
    page.locator("#starts_at").fill("2030-01-03T23:30")
    page.locator("#starts_at").blur()
    expect(page.locator("#ends_at")).to_have_value("2030-01-04T00:15")

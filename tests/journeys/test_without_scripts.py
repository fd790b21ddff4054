"""The whole story in a browser that runs no scripts: a button for everything, nothing less."""

import pytest
from playwright.sync_api import expect

from app.checklists import CURRENT
from tests.journeys.finger import TOUCH, Finger


@pytest.fixture
def plain(open_browser):
    """plain("Kari Nordvik") is her phone, without scripts."""

    def somebody(name):
        finger = Finger(open_browser(java_script_enabled=False, **TOUCH))
        finger.sign_in(name)
        return finger

    return somebody


def test_the_whole_story_works_without_scripts(plain):
    kari, ola = plain("Kari Nordvik"), plain("Ola Berg")
    kari.plan("home_visit", "Flytting av bolig", "Solbakken 4")
    kari.press("Neste")
    expect(kari.page.get_by_role("heading", name="Dette må rettes først")).to_be_visible()
    kari.answer_everything("home_visit", behaviour="threats_or_violence", staffing="several")
    kari.follow("Se nivå og tiltak")
    kari.tap(kari.page.get_by_text("Ha vekter til stede"))
    kari.press("Vis hva tiltakene gjør")
    after = kari.page.locator("dt", has_text="Med tiltak").locator("xpath=following-sibling::dd")
    expect(after).not_to_have_text("Høy")
    expect(kari.page.get_by_role("checkbox", name="Ha vekter til stede")).to_be_checked()
    kari.tap(kari.page.locator("[name=judged] + label").first)
    kari.press("Logg vurderingen")
    expect(kari.page.get_by_text("Ikke start møtet før leder har svart.")).to_be_visible()

    ola.page.goto("/board")
    ola.follow("Flytting av bolig")
    ola.answer("outcome", "change")
    ola.write("words", "Ta møtet på kontoret.")
    ola.press("Send svaret")

    kari.page.goto("/meetings")
    kari.follow("Flytting av bolig")
    expect(kari.page.get_by_text("Ta møtet på kontoret.")).to_be_visible()
    kari.press("Vurder på nytt")
    expect(kari.page.get_by_role("heading", level=1)).to_have_text("Brukeren")
    expect(kari.page.locator("#behaviour-threats_or_violence")).to_be_checked()


def test_each_page_is_kept_when_it_is_left_without_scripts(plain):
    kari = plain("Kari Nordvik")
    kari.plan("office", "Ny plan")
    kari.answer("behaviour", "calm")
    kari.press("Tilbake")
    expect(kari.page.locator("#topic")).to_have_value("Ny plan")
    kari.press("Neste")
    expect(kari.page.locator("#behaviour-calm")).to_be_checked()


def test_a_page_that_lacks_answers_can_be_completed_in_two_goes(plain):
    kari = plain("Kari Nordvik")
    kari.plan("office", "I to omganger")
    first, *rest = CURRENT.section("client").asked("office")
    kari.answer(first.id, first.options[0].id)
    kari.press("Neste")
    expect(kari.page.get_by_role("heading", name="Dette må rettes først")).to_be_visible()
    for question in rest:
        kari.answer(question.id, question.options[0].id)
    kari.press("Neste")
    expect(kari.page.get_by_role("heading", level=1)).to_have_text("Møtet")

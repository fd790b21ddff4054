"""A meeting is assessed in corridors: tabs close, sign-ins run out, the net goes, two tabs stand open."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.checklists import CURRENT
from app.models import Assessment, Meeting, db
from tests.journeys.finger import TOUCH, Finger


@pytest.fixture
def kari(open_browser):
    finger = Finger(open_browser(**TOUCH))
    finger.sign_in("Kari Nordvik")
    return finger


@pytest.fixture
def rounds(live_house):
    """rounds("Ny plan"): how many assessments there are of meetings with this topic."""

    def count(topic):
        with live_house.app.app_context():
            asked = sa.select(Meeting.topic).select_from(Assessment).join(Meeting)
            return list(db.session.scalars(asked)).count(topic)

    return count


def _saved(finger):
    return finger.page.locator("[data-saved]")


def test_what_was_tapped_is_there_on_another_device_after_the_tab_was_closed(kari, open_browser):
    kari.plan("office", "Avbrutt")
    kari.answer("behaviour", "calm")
    kari.answer("payments", "delayed")
    expect(_saved(kari)).to_have_text(re.compile(r"^Lagret \d\d:\d\d$"))
    kari.page.close()

    again = Finger(open_browser(**TOUCH))
    again.sign_in("Kari Nordvik")
    again.follow("Avbrutt")
    again.follow("Fortsett vurderingen")
    expect(again.page.locator("#behaviour-calm")).to_be_checked()
    expect(again.page.locator("#payments-delayed")).to_be_checked()
    expect(again.page.locator("[name=informed]:checked")).to_have_count(0)


def test_the_last_tap_before_the_page_is_left_is_saved_too(kari):
    kari.plan("office", "Rett videre")
    kari.answer("behaviour", "calm")
    kari.follow("Rett videre")
    kari.follow("Fortsett vurderingen")
    expect(kari.page.locator("#behaviour-calm")).to_be_checked()


def test_saving_in_passing_never_gets_in_the_way_of_going_on(kari, rounds):
    kari.plan("office", "I full fart")
    kari.answer_everything("office", staffing="alone_ok")
    expect(kari.page.get_by_role("heading", level=1)).to_have_text("Sjekk svarene dine")
    assert rounds("I full fart") == 1


def test_a_lost_net_is_said_and_made_good_when_it_is_back(kari, open_browser):
    kari.plan("office", "Uten nett")
    kari.page.context.set_offline(True)
    kari.answer("behaviour", "calm")
    expect(_saved(kari)).to_have_text("Lagret på telefonen, sendes når du er på nett")
    kari.page.context.set_offline(False)
    expect(_saved(kari)).to_have_text(re.compile("^Lagret "))


def test_a_sign_in_that_ran_out_loses_no_answer(kari, rounds):
    kari.plan("office", "Logget ut")
    client = CURRENT.section("client").asked("office")
    for question in client[:-1]:
        kari.answer(question.id, question.options[0].id)
    expect(_saved(kari)).to_have_text(re.compile("^Lagret "))
    kari.page.context.clear_cookies()
    kari.answer(client[-1].id, client[-1].options[0].id)
    expect(_saved(kari)).to_have_text("Du er logget ut. Trykk «Neste», så tar vi vare på svarene.")
    kari.press("Neste")
    expect(kari.page.get_by_role("heading", name="Du var logget ut")).to_be_visible()
    kari.page.get_by_role("button", name="Kari Nordvik").tap()
    kari.press("Send det jeg fylte ut")
    expect(kari.page.get_by_role("heading", level=1)).to_have_text("Møtet")
    kari.press("Tilbake")
    expect(kari.page.locator("form[data-answers] :checked")).to_have_count(len(client))
    assert rounds("Logget ut") == 1


def test_a_sign_in_that_ran_out_over_the_facts_plans_one_meeting(kari, rounds):
    page = kari.page
    page.goto("/meetings/new?form=office")
    page.locator("#topic").fill("Fakta")
    page.locator("#place").fill("Møterom 1")
    page.context.clear_cookies()
    kari.press("Neste")
    page.get_by_role("button", name="Kari Nordvik").tap()
    kari.press("Send det jeg fylte ut")
    expect(page).to_have_url(re.compile("/assessment/client$"))
    page.go_back()
    page.go_forward()
    assert rounds("Fakta") == 1


def test_of_two_tabs_the_later_one_sees_both_versions_and_chooses(kari):
    kari.plan("office", "To faner")
    later = Finger(kari.page.context.new_page())
    later.page.goto(kari.page.url)
    kari.answer("behaviour", "calm")
    expect(_saved(kari)).to_have_text(re.compile("^Lagret "))

    later.answer("behaviour", "verbally_aggressive")
    expect(_saved(later)).to_have_text("Endret et annet sted. Trykk «Neste» for å se begge.")
    later.press("Neste")
    expect(later.page.get_by_role("heading", level=1)).to_have_text("Svarene er endret et annet sted")
    row = later.page.get_by_role("row", name="Hvordan er brukeren")
    expect(row.get_by_role("cell").nth(0)).to_have_text("Rolig")
    expect(row.get_by_role("cell").nth(1)).to_have_text("Har vært verbalt aggressiv")

    later.press("Bruk mine svar")
    expect(later.page.get_by_role("heading", level=1)).to_have_text("Brukeren")
    kari.page.reload()
    expect(kari.page.locator("#behaviour-verbally_aggressive")).to_be_checked()

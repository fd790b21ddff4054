"""Answers tapped without a network: kept on the phone, sent once when it is back, never in silence over others."""

import re
import time

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.models import Assessment, db
from tests.journeys.alarms import wait_for_worker
from tests.journeys.conftest import PATIENCE
from tests.journeys.finger import TOUCH, Finger

ON_PHONE = "Lagret på telefonen, sendes når du er på nett"


@pytest.fixture
def kari(open_browser):
    finger = Finger(open_browser(**TOUCH))
    finger.sign_in("Kari Nordvik")
    finger.plan("office", "Uten nett")
    wait_for_worker(finger.page)
    return finger


@pytest.fixture
def stored(live_house):
    """The answers of the newest assessment, as the database has them."""

    def read():
        with live_house.app.app_context():
            newest = sa.select(Assessment.answers).order_by(Assessment.id.desc()).limit(1)
            return db.session.scalar(newest)

    return read


def arrived(stored):
    """The stored answers as soon as there are any; the page that sends them by itself shows nothing of it."""
    until = time.monotonic() + PATIENCE / 1000
    while not stored() and time.monotonic() < until:
        time.sleep(0.25)
    return stored()


def line(finger):
    return finger.page.locator("[data-saved]")


def test_they_are_sent_when_the_network_is_back(kari, stored):
    kari.page.context.set_offline(True)
    kari.answer("behaviour", "calm")
    kari.answer("payments", "delayed")
    expect(line(kari)).to_have_text(ON_PHONE)
    assert stored() == {}
    kari.page.context.set_offline(False)
    expect(line(kari)).to_have_text(re.compile(r"^Lagret \d\d:\d\d$"))
    assert stored() == {"behaviour": "calm", "payments": "delayed"}


def test_they_outlive_the_tab_and_another_page_sends_them(kari, stored):
    kari.page.context.set_offline(True)
    kari.answer("behaviour", "unpredictable")
    expect(line(kari)).to_have_text(ON_PHONE)
    kari.page.goto("about:blank")
    kari.page.context.set_offline(False)
    kari.page.goto("/meetings")
    for _ in range(90):
        if stored():
            break
        kari.page.wait_for_timeout(500)
    assert stored() == {"behaviour": "unpredictable"}


def test_the_page_itself_opens_with_them_and_sends_them(kari, stored):
    address = kari.page.url
    kari.page.context.set_offline(True)
    kari.answer("behaviour", "unpredictable")
    expect(line(kari)).to_have_text(ON_PHONE)
    kari.page.goto("about:blank")
    kari.page.context.set_offline(False)
    kari.page.goto(address)
    expect(kari.page.locator("#behaviour-unpredictable")).to_be_checked()
    expect(line(kari)).to_have_text(re.compile(r"^Lagret \d\d:\d\d$"))
    assert stored() == {"behaviour": "unpredictable"}


def test_going_on_without_a_network_stays_and_says_why(kari, stored):
    kari.page.context.set_offline(True)
    kari.answer("behaviour", "calm")
    kari.press("Neste")
    expect(line(kari)).to_have_text(ON_PHONE)
    expect(kari.page).to_have_url(re.compile("/assessment/client$"))
    kari.page.context.set_offline(False)
    expect(line(kari)).to_have_text(re.compile(r"^Lagret \d\d:\d\d$"))
    kari.press("Neste")
    expect(kari.page.get_by_role("heading", name="Dette må rettes først")).to_be_visible()
    assert stored() == {"behaviour": "calm"}


def test_a_sign_in_that_ran_out_meanwhile_is_no_hindrance(kari, stored):
    kari.page.context.set_offline(True)
    kari.answer("behaviour", "calm")
    expect(line(kari)).to_have_text(ON_PHONE)
    kari.page.goto("about:blank")
    kari.page.context.clear_cookies()
    kari.page.context.set_offline(False)
    kari.sign_in("Kari Nordvik")
    kari.page.goto("/account")
    assert arrived(stored) == {"behaviour": "calm"}


def test_what_came_too_late_is_said_and_both_versions_are_shown(kari, open_browser, stored):
    address = kari.page.url
    kari.page.context.set_offline(True)
    kari.answer("behaviour", "calm")
    expect(line(kari)).to_have_text(ON_PHONE)

    other = Finger(open_browser(**TOUCH))
    other.sign_in("Kari Nordvik")
    other.page.goto(address)
    other.answer("behaviour", "threats_or_violence")
    expect(line(other)).to_have_text(re.compile("^Lagret "))

    kari.page.context.set_offline(False)
    expect(line(kari)).to_have_text("Endret et annet sted. Trykk «Neste» for å se begge.")
    assert stored() == {"behaviour": "threats_or_violence"}
    kari.page.goto("/meetings")
    kari.page.goto(address)
    expect(kari.page.locator("#behaviour-calm")).to_be_checked()
    expect(line(kari)).to_have_text("Endret et annet sted. Trykk «Neste» for å se begge.")
    kari.press("Neste")
    expect(kari.page.get_by_role("heading", level=1)).to_have_text("Svarene er endret et annet sted")


def test_a_server_that_is_down_is_the_same_as_no_network(kari, live_house, stored, open_browser):
    live_house.is_down = True
    kari.answer("behaviour", "calm")
    expect(line(kari)).to_have_text(ON_PHONE)
    live_house.is_down = False
    expect(line(kari)).to_have_text(re.compile(r"^Lagret \d\d:\d\d$"))
    assert stored() == {"behaviour": "calm"}
    open_browser.complaints.clear()

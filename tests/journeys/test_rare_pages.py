"""Pages that nobody opens on purpose: what went wrong, what somebody else was quicker with, what was kept."""

import pytest
from playwright.sync_api import expect

from app.models.transaction import Busy
from tests.journeys.conftest import LOCALES
from tests.journeys.looking import whatever_is_wrong_with

pytestmark = pytest.mark.every_page

DRAFT = "/meetings/new?form=phone"
SEND = "form => form.submit()"


def changed_elsewhere(page, monkeypatch):
    _plan(page)
    page.locator("[name=seen]").evaluate("field => field.value = 'something else'")
    page.locator("#behaviour-calm").check()
    _send(page)


def signed_out(page, monkeypatch):
    _plan(page)
    page.context.clear_cookies(name="trygt")
    _send(page)


def welcome_back(page, monkeypatch):
    signed_out(page, monkeypatch)
    page.locator("button[name=person]").first.click()
    expect(page.locator("button[name=person]")).to_have_count(0)


def stale(page, monkeypatch):
    page.goto(DRAFT)
    page.locator("#topic").fill("Sjelden")
    page.locator("main [name=csrf_token]").evaluate("field => field.value = 'stale'")
    _send(page)


def logged_already(page, monkeypatch):
    page.goto("/meetings")
    page.goto("/meetings/1/spoken-assessment")


def forbidden(page, monkeypatch):
    page.goto("/board")


def a_fault_of_ours(page, monkeypatch):
    _let_fail(monkeypatch, RuntimeError())
    page.goto("/account")


def too_busy(page, monkeypatch):
    _let_fail(monkeypatch, Busy())
    page.goto("/account")


def with_the_menu_open(page, monkeypatch):
    page.goto("/account")
    page.locator("details.menu > summary").click()


def a_theme_of_ones_own(page, monkeypatch):
    page.goto("/account")
    page.locator("footer button[value=dark]").click()
    expect(page.locator("html")).to_have_class("dark")


HAPPENINGS = [
    changed_elsewhere,
    signed_out,
    welcome_back,
    stale,
    logged_already,
    forbidden,
    a_fault_of_ours,
    too_busy,
    with_the_menu_open,
    a_theme_of_ones_own,
]


@pytest.mark.parametrize("happen", HAPPENINGS)
def test_nobody_is_shut_out_when_something_rare_happens(eyes, open_browser, live_house, monkeypatch, looks_at, happen):
    wrong = set()
    for language in LOCALES:
        if not (looks := looks_at(HAPPENINGS.index(happen), language)):
            continue
        live_house.start_afresh()
        page = eyes("Kari Nordvik", language)
        with monkeypatch.context() as patching:
            happen(page, patching)
            open_browser.complaints.clear()  # faults of ours are called for here
            expect(page.locator("h1")).to_have_count(1)
            wrong |= whatever_is_wrong_with(page, looks)
    assert not wrong, "\n".join(sorted(wrong))


def _plan(page):
    page.goto(DRAFT)
    page.locator("#topic").fill("Sjelden")
    _send(page)
    expect(page.locator("form[data-answers]")).to_have_count(1)


def _send(page):
    with page.expect_navigation():
        page.locator("main form").first.evaluate(SEND)


def _let_fail(monkeypatch, error):
    def fail(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("app.services.people.profile", fail)

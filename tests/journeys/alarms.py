"""Short ways to an alarm in a real browser: a meeting under way, the bar, the screen for what is not sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, Page, expect

from app.models import Escalation, db
from tests.journeys.looking import wait_until_signed_in

if TYPE_CHECKING:
    from tests.live import LiveHouse

READY = "Avklaring av arbeidsevne"  # Kari's calm meeting of tomorrow: logged, and free to begin
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("mine-"));
  const pages = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return pages.flat().map(({ url }) => new URL(url).pathname);
}"""


def sign_in(page: Page, name: str) -> Page:
    page.goto("/")
    page.get_by_role("button", name=name).click()
    wait_until_signed_in(page)
    return page


def open_ready_meeting(page: Page) -> str:
    """Opens the meeting that can begin; returns its address."""
    page.goto("/meetings")
    page.get_by_role("link", name=READY).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(READY)
    return page.url


def begin_meeting(page: Page) -> str:
    """The same, begun."""
    address = open_ready_meeting(page)
    page.get_by_role("link", name="Start møtet").click()
    page.get_by_role("button", name="Nei, alt er som før").click()
    page.get_by_role("button", name="Start møtet").click()
    expect(page).to_have_url(address)
    return address


def bar(page: Page) -> Locator:
    return page.locator("summary", has_text="Avbryt møte")


def abort(page: Page, how: str = "Fare nå") -> None:
    """Two taps."""
    bar(page).click()
    page.get_by_role("button", name=how).click()


def screen(page: Page) -> Locator:
    """The screen for an alarm that is on its way."""
    return page.get_by_role("dialog")


def expect_not_sent(page: Page) -> None:
    expect(screen(page).get_by_role("heading")).to_contain_text("IKKE SENDT: RING")


def expect_sent(page: Page) -> None:
    """The server's word, on the screen or on the page of the alarm."""
    expect(page.get_by_role("heading", name=re.compile(r"^Varslet \d\d:\d\d:\d\d$"))).to_be_visible()


def expect_page_of_alarm(page: Page) -> None:
    """The same on the page of the alarm; the screen leads there by itself."""
    expect(screen(page)).to_have_count(0)
    expect_sent(page)


def wait_for_worker(page: Page) -> None:
    """Until the worker stands between the page and the server."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def wait_until_kept(page: Page) -> None:
    """Until this page can be opened without a network."""
    wait_for_worker(page)
    page.wait_for_function(f"async () => (await ({KEPT})()).includes(location.pathname)")


def wait_until_raised(page: Page, house: LiveHouse) -> None:
    """Until an alarm is in the database, and a while longer: no second one may follow."""
    for _ in range(90):
        if alarms(house):
            break
        page.wait_for_timeout(500)
    page.wait_for_timeout(2000)


def alarms(house: LiveHouse) -> list[Escalation]:
    """Every alarm in the database."""
    with house.app.app_context():
        found = list(db.session.query(Escalation).order_by(Escalation.id))
        db.session.expunge_all()
        return found

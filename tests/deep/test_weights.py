"""What a page weighs on the wire: for a phone that has never been here, and for one that has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.deep import proof
from tests.deep.sights import cookie_of, sights
from tests.journeys.eventful import make_eventful

FIRST_KB, HTML_KB, REPEATED_KB = 45, 6, 6  # goal 10 of a section page, content without headers


@dataclass
class View:
    """What one opening of a page fetched: requests, and bytes of content and of everything."""

    requests: int = 0
    page: int = 0
    content: int = 0
    sent: int = 0


class Scale:
    """Weighs what a page fetches, as the browser's own network log counts it."""

    def __init__(self, page: Page) -> None:
        self.page, self.view = page, View()
        self.heads: dict[str, tuple[str, int]] = {}
        log = page.context.new_cdp_session(page)
        log.send("Network.enable")
        log.on("Network.responseReceived", self._begins)
        log.on("Network.loadingFinished", self._ends)

    def opened(self, address: str) -> View:
        """Opens a page, and waits until it has what it needs."""
        self.view = View()
        self.page.goto(address, wait_until="networkidle")
        return self.view

    def _begins(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        is_sent = not answer.get("fromDiskCache") and not answer["url"].startswith("data:")
        self.heads[event["requestId"]] = (event["type"] if is_sent else "", answer["encodedDataLength"])

    def _ends(self, event: dict[str, Any]) -> None:
        kind, head = self.heads.get(event["requestId"], ("", 0))
        sent = int(event["encodedDataLength"])
        if not kind or not sent:
            return
        self.view.requests += 1
        self.view.sent += sent
        self.view.content += sent - head
        if kind == "Document":
            self.view.page += sent - head


@pytest.fixture(scope="module")
def house(running_house):
    running_house.start_afresh()
    make_eventful(running_house.app)
    return running_house


@pytest.fixture(scope="module")
def weighed():
    """A row for each page; together they are the result."""
    rows = []
    yield rows
    about = "KB of 1000 bytes, compressed, counted by Chromium; in brackets with the headers of every answer."
    titles = ("page", "HTML", "first view", "requests", "repeated view", "requests")
    proof.write("weights", "make deep ONLY=weights", about, proof.table(titles, rows))


@pytest.mark.parametrize("number", range(6))
def test_a_page_is_light(house, browser, weighed, number):
    sight = sights(house.app)[number]
    context = browser.new_context(base_url=house.address, locale="nb-NO", service_workers="block")
    cookies = cookie_of(house.app, sight.reader).items()
    context.add_cookies([{"name": name, "value": value, "url": house.address} for name, value in cookies])
    scale = Scale(context.new_page())
    first, again = scale.opened(sight.address), scale.opened(sight.address)
    context.close()
    weighed.append((sight.name, _kb(first.page), *_row(first), *_row(again)))
    assert first.requests > 2, "The browser's log was not heard."
    if sight.name == "a section":
        assert first.content <= FIRST_KB * 1000
        assert first.page <= HTML_KB * 1000
        assert again.content <= REPEATED_KB * 1000
        assert again.requests == 1


def _row(view: View) -> tuple[str, int]:
    return f"{_kb(view.content)} ({_kb(view.sent)})", view.requests


def _kb(size: int) -> str:
    return f"{size / 1000:.1f}"

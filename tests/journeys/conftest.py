"""A real browser, and the app on a real server with the demo's believable week."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Response, expect, sync_playwright

from tests.databases import quick_folder
from tests.journeys.looking import Look, one_look_in_one_language
from tools.ensure_chromium import MISSING, chromium

if TYPE_CHECKING:
    from tests.live import LiveHouse

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE = {"width": 360, "height": 740}
LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
PICTURES = Path("test-results")
# A browser that got no processor time waits in vain; it is asked once more, and the summary counts how often.
STARVED = ["TimeoutError", "with timeout", "Timeout .*ms exceeded"]
PATIENCE = 45_000  # milliseconds: a busy machine is not a fault


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=STARVED))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails leaves a picture of each page it had open."""
    report = yield
    if report.when == "call" and report.failed:
        pages: Any = item.funcargs.get("_open_pages", [])
        for number, page in enumerate(pages):
            with contextlib.suppress(Error):  # a page that is closed, or too busy to sit for it
                page.screenshot(path=PICTURES / f"{item.name}-{number}.png", full_page=True)
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if not program:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        running = playwright.chromium.launch(executable_path=program, args=FLAGS, headless=True)
        yield running
        running.close()


@pytest.fixture(scope="session")
def running_house() -> Iterator[LiveHouse]:
    from tests.live import LiveHouse

    folder = quick_folder()
    house = LiveHouse(folder)
    yield house
    house.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def live_house(running_house: LiveHouse) -> LiveHouse:
    """The running app, with the demo as new. Its clock runs: journeys meet the real time."""
    running_house.start_afresh()
    return running_house


@pytest.fixture
def _open_pages() -> list[Page]:
    return []


@pytest.fixture
def open_browser(browser: Browser, live_house: LiveHouse, _open_pages: list[Page]) -> Iterator[Callable[..., Page]]:
    """open_browser() is a phone of its own; name what differs, as in java_script_enabled=False."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def another(**differences: Any) -> Page:
        ours = {
            "base_url": live_house.address,
            "locale": "nb-NO",
            "timezone_id": "Europe/Oslo",
            "viewport": PHONE,
        }
        context = browser.new_context(**{**ours, **differences})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _is_wrong(said) else None)
        page.on(
            "response", lambda answer: complaints.append(f"{answer.status} {answer.url}") if _is_lost(answer) else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        contexts.append(context)
        _open_pages.append(page)
        return page

    another.complaints = complaints  # type: ignore[attr-defined]  # a test that provokes one clears the list
    yield another
    for context in contexts:
        context.close()
    assert not complaints, f"The browser complained: {complaints}"


def _is_wrong(said: ConsoleMessage) -> bool:
    """An error of a script or against the policy. Chromium also calls every answer from 400 an error: see _is_lost."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def _is_lost(answer: Response) -> bool:
    """A file of ours that is not there, or a fault of ours. A page may well say no: 403, 404, 409, 422."""
    return answer.status >= 500 or (answer.status >= 400 and "/static/" in answer.url)


@pytest.fixture
def eyes(open_browser: Callable[..., Page], live_house: LiveHouse) -> Callable[[str | None, str], Page]:
    """eyes("Kari Nordvik", "nn") is her page in Nynorsk, with axe in it; eyes(None, "en") is a stranger's."""
    from axe_playwright_python.base import AXE_SCRIPT

    from app.models import Person, db

    def somebody(name: str | None, language: str) -> Page:
        with live_house.app.app_context():
            db.session.execute(db.update(Person).values(locale=language))
            db.session.commit()
        page = open_browser(locale=LOCALES[language], service_workers="block")
        page.context.add_init_script(AXE_SCRIPT)
        page.goto("/")
        if name:
            page.get_by_role("button", name=name).click()
            expect(page.get_by_role("button", name=name)).to_have_count(0)
        return page

    return somebody


@pytest.fixture
def looks_at() -> Callable[[int, str], Sequence[Look]]:
    """looks_at(number, language): how to look at the page with this number, in this language; empty for not at all."""
    return one_look_in_one_language


@pytest.fixture
def phone(open_browser: Callable[..., Page]) -> Page:
    """A page in a phone's browser, 360 px wide, not signed in."""
    return open_browser()

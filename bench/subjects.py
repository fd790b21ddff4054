"""What is measured: the floor, and our pages; each makes as many fresh requests as a round asks for."""

from __future__ import annotations

import dataclasses
import ipaddress
import itertools
import uuid
from collections.abc import Callable
from typing import Any

from app.checklists import CURRENT
from app.domain.levels import Gate
from app.services import assessments
from bench.floor import HELLO, POSTED
from bench.house import EASED_BY, PASSWORD, TENSE, House, calm_answers, token_of
from bench.wire import WSGI, Browser

SECTION = "client"
ALL_PAGES = "all five pages together"

# (must, ambition) as ratios of CPU against the floor.
GOALS = {
    "section page": (6.0, 3.6),
    "logging POST, calm": (3.0, 1.8),
    "abort POST": (2.5, 1.5),
    "board, unchanged": (3.0, 2.0),
}


@dataclasses.dataclass(frozen=True)
class Subject:
    """One kind of request: `prepare(n)` makes n of them outside the clock; each must answer with `status`.

    What is dear on purpose is asked for once where others are asked `sparing` times.
    """

    name: str
    app: WSGI
    prepare: Callable[[int], list[dict[str, Any]]]
    status: int
    sparing: int = 1


def of_the_floor(app: WSGI) -> list[Subject]:
    browser = Browser(app)
    said = {"said": "x" * 400}
    return [
        Subject("hello", app, lambda n: [browser.request(HELLO) for _ in range(n)], 200),
        Subject("floor POST", app, lambda n: [browser.request(POSTED, said) for _ in range(n)], 200),
    ]


def of_the_house(house: House) -> list[Subject]:
    """Pages and posts of the main job, by whoever does it."""
    return [
        _sign_in(house),
        _section(house),
        _all_sections(house),
        _save(house),
        _log(house),
        _log_with_measures(house),
        _abort(house),
        *_lists(house),
        _unchanged(house),
        _signed_in(house),  # last: it goes through 64 MB, and leaves nothing of others in the nearest caches
    ]


def _sign_in(house: House) -> Subject:
    stranger = house.stranger()
    return _page(house, "sign-in page", stranger, "/")


def _signed_in(house: House) -> Subject:
    """Signing in with a password, from an address of one's own each time: a hundred from one would be refused."""
    stranger, places = house.stranger(), itertools.count(1)
    said = {"sign_in_name": house.give_password("amir"), "password": PASSWORD, "csrf_token": token_of(stranger, "/")}

    def prepare(count: int) -> list[dict[str, Any]]:
        addresses = map(ipaddress.ip_address, itertools.islice(places, count))
        return [stranger.request("/sign-in", said) | {"REMOTE_ADDR": str(each)} for each in addresses]

    return Subject("sign-in POST", house.app, prepare, 303, sparing=10)


def _section(house: House) -> Subject:
    [(meeting, _mark)] = house.plan("amir", 1)
    return _page(house, "section page", house.browser("amir"), f"/meetings/{meeting}/assessment/{SECTION}")


def _all_sections(house: House) -> Subject:
    """All questions: they stand on five pages here, and on one in the peer."""
    [(meeting, _mark)] = house.plan("amir", 1)
    browser, pages = house.browser("amir"), [section.id for section in CURRENT.sections]

    def prepare(count: int) -> list[dict[str, Any]]:
        return [browser.request(f"/meetings/{meeting}/assessment/{page}") for _ in range(count) for page in pages]

    return Subject(ALL_PAGES, house.app, prepare, 200)


def _page(house: House, name: str, browser: Browser, path: str) -> Subject:
    def prepare(count: int) -> list[dict[str, Any]]:
        house.quieten()
        return [browser.request(path) for _ in range(count)]

    return Subject(name, house.app, prepare, 200)


def _save(house: House) -> Subject:
    """Saving one page of answers: each request its own meeting, one answer changed."""
    browser = house.browser("amir")
    token = token_of(browser)
    section = CURRENT.section(SECTION)
    stored = calm_answers("home_visit")
    asked = [question.id for question in section.asked("home_visit")]
    fresh = {question: stored[question] for question in asked} | {"prep_call": "done"}
    sent = {**fresh, "seen": assessments.mark_of(section, stored), "csrf_token": token}

    def prepare(count: int) -> list[dict[str, Any]]:
        return [
            browser.request(f"/meetings/{id_}/assessment/{SECTION}", {**sent, "key": uuid.uuid4().hex})
            for id_, _mark in house.plan("amir", count)
        ]

    return Subject("section POST", house.app, prepare, 303)


def _log(house: House) -> Subject:
    return _logging(house, "logging POST, calm", "amir", {}, {})


def _log_with_measures(house: House) -> Subject:
    chosen = {"measures": list(EASED_BY), "judged": "elevated"}
    return _logging(house, "logging POST, measures", "sunniva", TENSE, chosen)


def _logging(house: House, name: str, by: str, differing: dict[str, str], chosen: dict[str, Any]) -> Subject:
    browser = house.browser(by)
    token = token_of(browser)

    def prepare(count: int) -> list[dict[str, Any]]:
        drafts = house.plan(by, count, differing=differing)
        return [
            browser.request(
                f"/meetings/{id_}/log", {**chosen, "seen": mark, "key": uuid.uuid4().hex, "csrf_token": token}
            )
            for id_, mark in drafts
        ]

    return Subject(name, house.app, prepare, 303)


def _lists(house: House) -> list[Subject]:
    """Ten meetings of one's own; a board with nothing on it, and one with two full lists."""
    house.plan("kari", 10)
    house.plan("sunniva", 25, gate=Gate.DECIDE)
    house.plan("sunniva", 25, gate=Gate.INFORM)
    return [
        _page(house, "Mine møter", house.browser("kari"), "/meetings"),
        _page(house, "board, empty", house.browser("ola"), "/board"),
        _page(house, "board, full", house.browser("marit"), "/board"),
        _insight(house),
    ]


def _insight(house: House) -> Subject:
    """A year of one office, from the table of counts."""
    leader = house.browser("marit")
    return _page(house, "insight", leader, str(leader.get("/insight").header("Location")))


def _abort(house: House) -> Subject:
    """An abort without danger, each about no meeting of its own: alarm, chain, notices and timeline."""
    browser = house.browser("amir")
    token = token_of(browser)

    def prepare(count: int) -> list[dict[str, Any]]:
        house.quieten()
        said = {"urgency": "safe", "csrf_token": token}
        return [browser.request("/aborts", {**said, "client_key": uuid.uuid4().hex}) for _ in range(count)]

    return Subject("abort POST", house.app, prepare, 303)


def _unchanged(house: House) -> Subject:
    """The part of the board that is asked for again and again, when nothing has happened: 304."""
    browser = house.browser("marit")
    path = "/board/waiting"

    def prepare(count: int) -> list[dict[str, Any]]:
        house.quieten()
        asked = {"If-None-Match": str(browser.get(path).header("ETag"))}
        return [browser.request(path, headers=asked) for _ in range(count)]

    return Subject("board, unchanged", house.app, prepare, 304)

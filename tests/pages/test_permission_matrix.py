"""The permission matrix: every door × every part × every place, GET and POST, as permission_table.py says."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from app import clock
from app.services import sign_ins
from tests.clock import MONDAY_MORNING
from tests.house.sources import ROOT, told
from tests.pages.permission_scene import EXAMPLES, PARTS, SAID, STRANGERS, House, Things, play
from tests.pages.permission_table import AUDIENCES, DOORS, PLACES, audiences

# A form whose token does not hold is sent back before anybody is asked who they are: that proves nothing.
BROKEN = {400, 405, *range(500, 600)}
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Matrix:
    """The house, and a browser for each part of it."""

    def __init__(self, prepared: Any) -> None:
        self.prepared, self.app = prepared, prepared.app
        with self.app.app_context():
            self.house: House = play()
            keys = {part: sign_ins.create_for(self.house.people[part], device="", now=clock.now()) for part in PARTS}
        self.cookies = {part: self._cookie(keys.get(part)) for part in (*PARTS, *STRANGERS)}
        prepared.remember("permissions")

    def _cookie(self, key: str | None) -> tuple[str, str]:
        """The cookie of somebody's browser, and a token that holds in it."""
        browser = self.app.test_client()
        if key:
            with browser.session_transaction() as session:
                session["_user_id"] = key
        page = browser.get("/account" if key else "/").get_data(as_text=True)
        cookie = browser.get_cookie("trygt")
        return cookie.value, TOKEN.findall(page)[0]

    def knock(self, part: str, rule: Any, method: str, things: Things) -> tuple[str, int]:
        """What happens when this part knocks: a letter of the table, and the status."""
        values = {name: EXAMPLES[name](things) for name in rule.arguments}
        address = self.app.url_map.bind("localhost").build(rule.endpoint, values)
        cookie, token = self.cookies[part]
        body = {"csrf_token": token, **_filled(rule.endpoint, things)}
        if part == "token":
            body["token"] = things.token
        browser = self.app.test_client()
        browser.set_cookie("trygt", cookie)
        sent = (
            {"data": body} if method == "POST" else {"query_string": {"token": things.token} if part == "token" else {}}
        )
        answer = browser.open(address, method=method, headers={"X-CSRFToken": token}, **sent)
        letter = _letter(answer)
        if method == "POST" and letter == "o":
            self.prepared.recall("permissions")
        return letter, answer.status_code


def _filled(endpoint: str, things: Things) -> dict[str, str]:
    return {name: words.format(**vars(things)) for name, words in SAID.get(endpoint, {}).items()}


def _letter(answer: Any) -> str:
    if answer.status_code == 401 or (answer.status_code == 303 and answer.headers["Location"].startswith("/?next=")):
        return "i"
    return {403: "s", 404: "u"}.get(answer.status_code, "broken" if answer.status_code in BROKEN else "o")


@pytest.fixture(scope="module")
def matrix(workbench: Any) -> Iterator[Matrix]:
    with time_machine.travel(MONDAY_MORNING, tick=False):
        prepared = workbench.on("sqlite")
        prepared.empty()
        yield Matrix(prepared)


def _doors(app: Any) -> list[tuple[Any, str]]:
    """Every rule with each of its methods."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
    return [(rule, method) for rule in rules for method in sorted((rule.methods or set()) & {"GET", "POST"})]


def _names_a_thing(rule: Any) -> bool:
    return bool(rule.arguments)


def _expected(rule: Any, part: str) -> Iterator[tuple[str, str]]:
    """Each place, and the letter that the table has for it."""
    letters = audiences()[DOORS[rule.endpoint]][part]
    places = PLACES if _names_a_thing(rule) else ("own",)
    yield from ((place, letter) for place, letter in zip(places, letters, strict=True) if letter != "-")


@pytest.mark.parametrize("part", [*PARTS, *STRANGERS])
def test_each_door_opens_for_whom_the_table_says(matrix, part):
    wrong, places = [], matrix.house.places(part)
    for rule, method in _doors(matrix.app):
        for place, letter in _expected(rule, part) if rule.endpoint in DOORS else ():
            got, status = matrix.knock(part, rule, method, places[place])
            if got != letter:
                wrong.append(f"{method} {rule.endpoint} ({place}): {got} ({status}), the table says {letter}")
    assert not wrong, told([f"These doors do not treat {part} as the table says:", *wrong])


def test_the_matrix_is_counted(one_app, capsys):
    counted = Counter(
        letter
        for rule, _method in _doors(one_app)
        for part in (*PARTS, *STRANGERS)
        for _place, letter in (_expected(rule, part) if rule.endpoint in DOORS else ())
    )
    line = (
        f"{counted.total()} combinations of {len(_doors(one_app))} doors, {len(PARTS) + len(STRANGERS)} parts and "
        f"{len(PLACES)} places: {counted['o']} open, {counted['s']} shut, {counted['u']} unknown, "
        f"{counted['i']} shown the way in."
    )
    with capsys.disabled():
        sys.stdout.write(f"\nThe permission matrix: {line}\n")
    if "WRITE_DOCS" in os.environ:
        (ROOT / "docs" / "permissions.md").write_text(_document(line), encoding="utf-8")
    assert counted.total() > 2000


def _document(line: str) -> str:
    doors = "\n".join(f"{door:36} {audience}" for door, audience in sorted(DOORS.items()))
    return (
        f"# Who may open which door\n\n{line} Made by `make permissions` from the table that the tests hold every "
        "door to, in\n`tests/pages/permission_table.py`: o opens, s is shut (403), u is unknown (404, as if there were "
        "no such thing),\ni is shown the way in; `-` where there is no such thing.\n\n"
        f"```\n{AUDIENCES.strip()}\n```\n\n## The doors\n\n```\n{doors}\n```\n"
    )

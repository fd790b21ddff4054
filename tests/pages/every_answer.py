"""Every answer that the house gives, collected once: each door, by GET and by POST, to each role, and odd requests."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers

from tests.pages import touring

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

READERS = (None, "kari", "ola", "tor", "vera", "anders")
SENDERS = (None, "ola")
STATIC = "static"
HIDDEN = re.compile(r'name="(csrf_token|key)" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back: to whom, from which door, how; `body` as text."""

    who: str | None
    endpoint: str
    method: str
    address: str
    status: int
    headers: Headers
    body: str

    def __str__(self) -> str:
        return f"{self.status} {self.method} {self.address} to {self.who}"


def collected(app: Flask) -> list[Answer]:
    """GET and an empty POST at each door for each reader, and what is outside the doors."""
    browsers = {who: touring.signed_in(app, who) for who in READERS}
    doors = [(who, door) for who in READERS for door in _doors(app) if door[1] == "GET" or who in SENDERS]
    found = [_asked(browsers[who], who, *door) for who, door in doors]
    return [*found, *_odd(app, browsers["ola"]), *_unchanged(app, browsers["ola"])]


def _doors(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and address. One example is enough where an address names a thing: all answers look alike."""
    with app.test_request_context():
        places = {name: values[:2] for name, values in touring._places().items()}
        others = {"measure_id": [1], "follow_up_id": [1], "address_id": [1], "sign_in_id": [1], "deputyship_id": [1]}
        others |= {"passkey_id": [1]}
        places = {**others, "appointment_id": [1], "transfer_id": [1], **places}
    doors = app.url_map.bind("localhost")
    return [
        (rule.endpoint, method, doors.build(rule.endpoint, {name: places[name][each] for name in rule.arguments}))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        for each in range(min((len(places[name]) for name in rule.arguments), default=1))
    ]


def _asked(browser: FlaskClient, who: str | None, endpoint: str, method: str, address: str, **how: Any) -> Answer:
    answer: TestResponse = browser.open(address, method=method, **how)
    is_read = (answer.mimetype or "").startswith("text/") or answer.is_json
    body = answer.get_data(as_text=True) if is_read else ""
    answer.close()
    return Answer(who, endpoint, method, address, answer.status_code, answer.headers, body)


def _odd(app: Flask, ola: FlaskClient) -> Iterator[Answer]:
    """No such page, no such method, too much, files that are there and are not."""
    files = sorted(app.extensions["trygt_assets"].values())
    for name in files:
        yield _asked(ola, "ola", STATIC, "GET", name)
    for method, address in (
        ("GET", "/static/no-such-file.js"),
        ("GET", "/static/../../etc/passwd"),
        ("GET", "/no-such-page"),
        ("GET", "/.git/config"),
        ("PUT", "/board"),
        ("DELETE", "/meetings/1"),
        ("TRACE", "/"),
        ("OPTIONS", "/board"),
        ("HEAD", "/meetings"),
    ):
        yield _asked(ola, "ola", "none", method, address)
    yield _asked(ola, "ola", STATIC, "HEAD", files[0])
    yield _asked(ola, "ola", "none", "POST", "/meetings", data=b"x" * 1_000_000)


def _unchanged(app: Flask, ola: FlaskClient) -> Iterator[Answer]:
    """What a browser is told that has it already."""
    files = sorted(app.extensions["trygt_assets"].values())
    for endpoint, address in (("board.waiting", "/board/waiting"), ("offline.worker", "/sw.js"), (STATIC, files[0])):
        with contextlib.closing(ola.get(address)) as first:
            known = {"If-None-Match": first.headers.get("ETag", "none")}
            known |= {"If-Modified-Since": first.headers["Last-Modified"]} if "Last-Modified" in first.headers else {}
        yield _asked(ola, "ola", endpoint, "GET", address, headers=known)


def failing(app: Flask, error: BaseException, monkeypatch: Any) -> Callable[..., Answer]:
    """failing(app, error, monkeypatch)() is the answer when a page fails with this error."""

    def fail(**_places: Any) -> str:
        raise error

    monkeypatch.setitem(app.view_functions, "about.privacy", fail)
    browser = touring.signed_in(app, None)
    with app.test_request_context():
        address = app.url_map.bind("localhost").build("about.privacy")
    return lambda: _asked(browser, None, "about.privacy", "GET", address)

"""Honest clients of a drill: each sends one form after another, and repeats it with its key until it is answered."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import http.client
import json
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bench.wire import FORM, Answer

PATIENCE_S = 8.0


@dataclasses.dataclass(frozen=True)
class Errand:
    """One form: where it goes, with what, and which status says that it is stored. `mark` finds it again."""

    path: str
    form: dict[str, Any]
    stored: int
    mark: str

    @property
    def is_alarm(self) -> bool:
        return self.path == "/aborts"

    @property
    def accepts(self) -> str:
        return "application/json" if self.is_alarm else "text/html"

    def lacks(self, answer: Answer) -> str | None:
        """What an answer that stored nothing lacks: its reader must be able to try again, and know whom to call."""
        key = self.form.get("key") or self.form["client_key"]
        wanted = {
            "status 503": answer.status == 503,
            "Retry-After": answer.header("Retry-After") is not None,
            "what was typed": f'value="{key}"' in answer.text,
            "that nobody has been warned": not self.is_alarm or "Varselet er IKKE sendt" in answer.text,
            "112": not self.is_alarm or 'href="tel:112"' in answer.text,
        }
        missing = [what for what, is_there in wanted.items() if not is_there]
        return f"{self.path} {answer.status} without {', '.join(missing)}" if missing else None


class Client(threading.Thread):
    """Somebody with a phone. `acknowledged` holds the marks of what the app has said is stored."""

    def __init__(self, port: int, errands: Iterator[Errand], stop: threading.Event, cookie: str = "") -> None:
        super().__init__(daemon=True)
        self.port, self.errands, self.stop, self.cookie = port, errands, stop, cookie
        self.acknowledged: list[str] = []
        self.alarms: list[int] = []
        self.waits_s: list[float] = []
        self.refused_s: list[float] = []
        self.repeats = 0
        self.bare = collections.Counter[str]()
        self.trouble: str | None = None

    def run(self) -> None:
        for errand in self.errands:
            if self.stop.is_set():
                return
            began = time.monotonic()
            while not self._sent(errand):
                self.repeats += 1
                time.sleep(0.01)
                if self.trouble:
                    return
            self.waits_s.append(time.monotonic() - began)
            self.acknowledged.append(errand.mark)

    def _sent(self, errand: Errand) -> bool:
        """Whether the app said that it is stored; a broken answer or "busy" says nothing."""
        began = time.monotonic()
        try:
            answer = posted(self.port, errand, self.cookie)
        except (OSError, http.client.HTTPException):
            return False
        if answer.status >= 500:
            self.refused_s.append(time.monotonic() - began)
            self.bare.update(filter(None, [errand.lacks(answer)]))
        elif answer.status != errand.stored:
            self.trouble = f"{errand.path} was answered with {answer.status}"
        if answer.status == errand.stored == 201:
            self.alarms.append(json.loads(answer.body)["id"])
        return answer.status == errand.stored


def posted(port: int, errand: Errand, cookie: str) -> Answer:
    """The answer to a form, over a connection of its own. Raises OSError and HTTPException."""
    headers = {"Content-Type": FORM, "Accept": errand.accepts} | ({"Cookie": cookie} if cookie else {})
    return asked(port, "POST", errand.path, urlencode(errand.form, doseq=True), headers)


def asked(port: int, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
    """One request over a connection of its own. Raises OSError and HTTPException."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)) as line:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())


class Reader(threading.Thread):
    """Somebody who only reads a page, again and again; `took_s` are the answers that came, `bare` the faulty ones."""

    def __init__(self, port: int, path: str, stop: threading.Event, cookie: str, pause_s: float = 0.02) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self.stop, self.cookie, self.pause_s = port, path, stop, cookie, pause_s
        self.took_s: list[float] = []
        self.refused = 0
        self.bare = collections.Counter[str]()

    def run(self) -> None:
        while not self.stop.wait(self.pause_s):
            began = time.monotonic()
            try:
                answer = asked(self.port, "GET", self.path, None, {"Cookie": self.cookie})
            except (OSError, http.client.HTTPException):
                continue
            if answer.status == 200:
                self.took_s.append(time.monotonic() - began)
            elif answer.status == 503 and answer.header("Retry-After"):
                self.refused += 1
            else:
                self.bare[f"{self.path} {answer.status}"] += 1


def logs(drafts: list[tuple[int, str]], token: str) -> Iterator[Errand]:
    """Assessments to be logged, each once."""
    for number, seen in drafts:
        form = {"seen": seen, "key": uuid.uuid4().hex, "csrf_token": token}
        yield Errand(f"/meetings/{number}/log", form, 303, f"meeting/{number}")


def aborts(token: str) -> Iterator[Errand]:
    """Aborts of somebody who is signed in, each another alarm."""
    while True:
        key = uuid.uuid4().hex
        yield Errand("/aborts", {"urgency": "safe", "csrf_token": token, "client_key": key}, 201, key)


def aborts_by_token(tokens: list[str]) -> Iterator[Errand]:
    """Aborts of meetings by nothing but their tokens, in danger."""
    for token in tokens:
        key = uuid.uuid4().hex
        yield Errand("/aborts", {"urgency": "danger", "token": token, "client_key": key}, 201, key)

"""Honest clients of a drill: each sends one form after another, and repeats it with its key until it is answered."""

from __future__ import annotations

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

from bench.wire import FORM

PATIENCE_S = 5.0


@dataclasses.dataclass(frozen=True)
class Errand:
    """One form: where it goes, with what, and which status says that it is stored. `mark` finds it again."""

    path: str
    form: dict[str, Any]
    stored: int
    mark: str

    @property
    def accepts(self) -> str:
        return "application/json" if self.path == "/aborts" else "text/html"


class Client(threading.Thread):
    """Somebody with a phone. `acknowledged` holds the marks of what the app has said is stored."""

    def __init__(self, port: int, errands: Iterator[Errand], stop: threading.Event, cookie: str = "") -> None:
        super().__init__(daemon=True)
        self.port, self.errands, self.stop, self.cookie = port, errands, stop, cookie
        self.acknowledged: list[str] = []
        self.alarms: list[int] = []
        self.waits_s: list[float] = []
        self.repeats = 0
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
        headers = {"Content-Type": FORM, "Accept": errand.accepts}
        if self.cookie:
            headers["Cookie"] = self.cookie
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as line:
            try:
                line.request("POST", errand.path, urlencode(errand.form, doseq=True), headers)
                answer = line.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                return False
        if answer.status not in (errand.stored, 503):
            self.trouble = f"{errand.path} was answered with {answer.status}"
        if answer.status == errand.stored == 201:
            self.alarms.append(json.loads(body)["id"])
        return answer.status == errand.stored


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

"""Everybody who sends requests: each at its own moment, whether or not the one before has been answered."""

from __future__ import annotations

import contextlib
import dataclasses
import heapq
import http.client
import itertools
import queue
import statistics
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from bench.wire import FORM

PATIENCE_S = 20.0
HANDS = 48


@dataclasses.dataclass(frozen=True)
class Errand:
    """One request: when (seconds from the beginning), of which kind, and which answers are right. Whoever asks again
    as the same `asker` says what it was told before, as a browser does."""

    at: float
    kind: str
    path: str
    cookie: str
    form: dict[str, Any] | None = None
    right: tuple[int, ...] = (200,)
    asker: int | None = None


class Crowd:
    """Sends errands when they are due. `waits` holds, by kind, the seconds from that moment to the answer's end."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.waits: dict[str, list[float]] = {}
        self.wrong: list[str] = []
        self._told: dict[int, str] = {}
        self._due: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._began = 0.0

    def run(self, *streams: Iterable[Errand]) -> None:
        """Until every stream has ended and every request is answered. Each stream is in order of time."""
        hands = [threading.Thread(target=self._work, daemon=True) for _ in range(HANDS)]
        self._began = time.monotonic() + 0.2
        for hand in hands:
            hand.start()
        for errand in heapq.merge(*streams, key=lambda each: each.at):
            time.sleep(max(0.0, self._began + errand.at - time.monotonic()))
            self._due.put(errand)
        for _ in hands:
            self._due.put(None)
        for hand in hands:
            hand.join()

    def _work(self) -> None:
        while errand := self._due.get():
            status = self._answer(errand)
            self.waits.setdefault(errand.kind, []).append(time.monotonic() - self._began - errand.at)
            if status not in errand.right:
                self.wrong.append(f"{errand.kind}: {status}")

    def _answer(self, errand: Errand) -> int | str:
        headers = {"Cookie": errand.cookie, "Accept-Encoding": "br", "Connection": "close"}
        if errand.asker in self._told:
            headers["If-None-Match"] = self._told[errand.asker]
        body = None
        if errand.form is not None:
            headers["Content-Type"] = FORM
            body = urlencode(errand.form, doseq=True)
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as line:
            try:
                line.request("GET" if body is None else "POST", errand.path, body, headers)
                answer = line.getresponse()
                answer.read()
                if errand.asker is not None and answer.headers["ETag"]:
                    self._told[errand.asker] = answer.headers["ETag"]
            except (OSError, http.client.HTTPException) as trouble:
                return type(trouble).__name__
            return answer.status


def every(seconds: float, until: float, first: float = 0.0) -> Iterator[float]:
    """Moments, so many seconds apart."""
    return itertools.takewhile(lambda at: at < until, (first + number * seconds for number in itertools.count()))


def spread(waits: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds."""
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    return 1000 * cuts[49], 1000 * cuts[98]

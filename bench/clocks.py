"""CPU time in interleaved rounds: what a noisy machine does to one subject, it does to its neighbours too."""

from __future__ import annotations

import gc
import itertools
import statistics
import time
from collections.abc import Sequence
from typing import Protocol

from bench.subjects import Subject
from bench.wire import called

ROUNDS = 9


class Measured(Protocol):
    """Whatever can say how many CPU seconds so many of its requests took."""

    name: str

    def seconds(self, count: int) -> float: ...


class InThisProcess:
    """A subject called through its WSGI callable, here."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.name = subject.name
        self.waits: list[float] = []  # milliseconds of each request, by the clock on the wall

    def seconds(self, count: int) -> float:
        spared = max(1, count // self.subject.sparing)
        app, environs = self.subject.app, self.subject.prepare(spared)
        gc.collect()
        begun, moments, answers = time.process_time(), [time.perf_counter()], []
        for environ in environs:
            answers.append(called(app, environ))
            moments.append(time.perf_counter())
        spent = time.process_time() - begun
        self.waits += [(late - early) * 1000 for early, late in itertools.pairwise(moments)]
        odd = {answer.status for answer in answers} - {self.subject.status}
        if odd:
            raise RuntimeError(f"{self.name} answered {odd}, not {self.subject.status}: {answers[0].text[:2000]}")
        return spent * count / spared


def cpu(measured: Sequence[Measured], *, requests: int, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Milliseconds of CPU for one request, one figure a round, by name. A round visits every subject."""
    for each in measured:
        each.seconds(max(requests // 4, 5))
        if isinstance(each, InThisProcess):
            each.waits.clear()
    gc.collect()
    gc.freeze()  # as the server does before it serves (app/cli/running.py)
    found: dict[str, list[float]] = {each.name: [] for each in measured}
    for _ in range(rounds):
        for each in measured:
            found[each.name].append(each.seconds(requests) * 1000 / requests)
    return found


def spread(waits: Sequence[float]) -> tuple[float, float]:
    """The middle wait, and the one that one in a hundred exceeds."""
    return statistics.median(waits), statistics.quantiles(waits, n=100)[98]


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median over the rounds of one subject's cost against its neighbour's in the same round."""
    return statistics.median(one / other for one, other in zip(of, to, strict=True))

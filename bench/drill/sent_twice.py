"""Faults 9 and 10: a form sent twice at the same moment, and a key that comes back with something else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from app.domain.events import Happened
from bench.drill import counts
from bench.drill.clients import Errand, logs, posted
from bench.drill.outcome import Outcome
from bench.drill.stand import WEBS, Place, Stand, standing
from bench.wire import Answer


def pairs(place: Place, times: int) -> Iterator[Outcome]:
    """Both of a pair arrive together, at two processes: one row, and both are led to the same place."""
    with standing(place, *WEBS, drafts=times + 5) as stand, ThreadPoolExecutor(2) as two:
        errands = _errands(stand)
        answers = [_both(stand, errand, two) for errand in errands]
        lines = counts.streams(place.url, Happened.ASSESSMENT_LOGGED)
    marks = [errand.mark for errand in errands]
    unlike = sum(_led_to(first) != _led_to(second) for first, second in answers)
    yield Outcome(
        fault=9,
        database=place.backend,
        tried="the same form twice at the same moment",
        times=len(errands),
        acknowledged=sum(answer.status == 303 for pair in answers for answer in pair),
        lost=sum(not lines[mark] for mark in marks),
        doubled=sum(lines[mark] > 1 for mark in marks),
        seen=f"{unlike} pairs that were not both led to the same page",
        goals={"both get the same redirect": not unlike},
    )


def another_body(place: Place, times: int) -> Iterator[Outcome]:
    """The key of what has been logged, sent again with another meeting: refused, and nothing of it is stored."""
    with standing(place, *WEBS, drafts=2 * times + 5) as stand:
        errands = _errands(stand)
        used, others = errands[:times], errands[times : 2 * times]
        said = [posted(stand.port, errand, stand.logs_with).status for errand in used]
        refused = [
            posted(stand.port, _with_key_of(first, other), stand.logs_with).status
            for first, other in zip(used, others, strict=True)
        ]
        lines = counts.streams(place.url, Happened.ASSESSMENT_LOGGED)
    stored_all_the_same = sum(lines[other.mark] for other in others)
    yield Outcome(
        fault=10,
        database=place.backend,
        tried="a used key with another form",
        times=len(used),
        acknowledged=said.count(303),
        lost=sum(not lines[errand.mark] for errand in used),
        doubled=sum(lines[errand.mark] > 1 for errand in used),
        seen=f"{refused.count(409)} refused with 409; {stored_all_the_same} stored all the same",
        goals={"each is refused": refused.count(409) == len(used), "nothing of it is stored": not stored_all_the_same},
    )


def _errands(stand: Stand) -> list[Errand]:
    return list(logs(stand.scene.logging["drafts"], stand.scene.logging["token"]))


def _both(stand: Stand, errand: Errand, two: ThreadPoolExecutor) -> list[Answer]:
    together = threading.Barrier(2)

    def send(_number: int) -> Answer:
        together.wait(10)
        return posted(stand.port, errand, stand.logs_with)

    return list(two.map(send, range(2)))


def _led_to(answer: Answer) -> tuple[int, str | None]:
    return answer.status, answer.header("Location")


def _with_key_of(first: Errand, other: Errand) -> Errand:
    return Errand(other.path, {**other.form, "key": first.form["key"]}, other.stored, other.mark)

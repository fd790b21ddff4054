"""`make bench-scale`: what the lists and logging cost as the history grows, on both databases, into docs/proof.md."""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from pathlib import Path

from app.domain.levels import Gate
from bench.__main__ import _databases
from bench.history import History
from bench.house import House
from bench.report import between
from bench.subjects import Subject, _log, _page
from bench.wire import called

PROOF = Path(__file__).parent.parent / "docs" / "proof.md"
BEGINS, ENDS = "<!-- scale begins -->", "<!-- scale ends -->"
REQUESTS = 60
NEXT = re.compile(r'href="(/board\?decide_after=[^"]+)"')


def main() -> None:
    """Grow, measure, print, and write the tables."""
    asked = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    asked.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    told = [
        (
            f"`make bench-scale`: milliseconds for a request, medians of {REQUESTS}, by the clock on the wall (in "
            "process; the database's own work is in it). In brackets: against the smallest history."
        )
    ]
    with tempfile.TemporaryDirectory(prefix="scale") as folder:
        for name, url in _databases(Path(folder)):
            told += ["", f"### {name}, as the history grows", "", *_measured(url, Path(folder) / name, options.sizes)]
            print("\n".join(told))
    if options.write:
        between(PROOF, BEGINS, ENDS, "\n".join(told))


def _measured(url: str, folder: Path, sizes: list[int]) -> list[str]:
    house = House(url, folder)
    history = History(house)
    history.begin()
    house.plan("sunniva", 60, gate=Gate.DECIDE)
    lines: list[str] = []
    first: dict[str, float] = {}
    for size in sizes:
        begun = time.monotonic()
        history.grow(size)
        grown = time.monotonic() - begun
        found = {subject.name: _milliseconds(subject) for subject in _subjects(house)}
        first = first or found
        if not lines:
            lines = [f"| stored assessments | {' | '.join(found)} | made in |", "|---" * (len(found) + 2) + "|"]
        cells = [f"{each:.2f} ({each / first[name]:.2f})" for name, each in found.items()]
        lines.append(f"| {size:,} | {' | '.join(cells)} | {grown:.0f} s |".replace(",", " "))
    return lines


def _subjects(house: House) -> list[Subject]:
    marit = house.browser("marit")
    following = NEXT.search(marit.get("/board").text)
    if following is None:
        raise LookupError("the board has no next page")
    return [
        _page(house, "board", marit, "/board"),
        _page(house, "its next page", marit, following[1].replace("&amp;", "&")),
        _page(house, "Mine møter", house.browser("kari"), "/meetings"),
        _log(house),
    ]


def _milliseconds(subject: Subject) -> float:
    for environ in subject.prepare(10):
        called(subject.app, environ)
    spent = []
    for environ in subject.prepare(REQUESTS):
        begun = time.perf_counter()
        answer = called(subject.app, environ)
        spent.append((time.perf_counter() - begun) * 1000)
        if answer.status != subject.status:
            raise RuntimeError(f"{subject.name} answered {answer.status}")
    return statistics.median(spent)


if __name__ == "__main__":
    main()

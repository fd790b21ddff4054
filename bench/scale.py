"""`make bench-scale`: what lists, logging and tending cost as the history grows, into docs/proof.md."""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import itertools
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from app import clock
from app.domain.levels import Gate
from app.services import backups, retention
from bench import neighbours
from bench.__main__ import _databases
from bench.history import History
from bench.house import House, token_of
from bench.report import between
from bench.subjects import Subject, _log, _page
from bench.wire import Browser, called
from tests.postgres import programs

PROOF = Path(__file__).parent.parent / "docs" / "proof.md"
BEGINS, ENDS = "<!-- scale begins -->", "<!-- scale ends -->"
REQUESTS = 60
DUE = 10_000
HEAD = "### "
ABOUT = (
    f"Milliseconds for a request, medians of {REQUESTS}, by the clock on the wall (in process; the database's own work "
    "is in it). In brackets: against the smallest history. Retention is a dry run until it has named "
    f"{DUE} things that are due (no list: once a night it looks at every meeting that is over); backup is "
    "`flask backup` or `pg_dump`: seconds, once."
)
NEXT = re.compile(r'href="(/board\?decide_after=[^"]+)"')


def main() -> None:
    """Grow, measure, print, and write the tables."""
    asked = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    asked.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    asked.add_argument("--only", choices=["SQLite", "PostgreSQL"], help="one of the databases; the other's table stays")
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    tables = _tables_there() if options.write else {}
    with tempfile.TemporaryDirectory(prefix="scale") as folder:
        for name, url in _databases(Path(folder)):
            if options.only not in (None, name):
                continue
            tables[name] = [f'{_when()}: `make bench-scale SIZES="{" ".join(map(str, options.sizes))}"`.', ""]
            for line in _measured(url, Path(folder) / name, options.sizes):
                tables[name].append(line)
                print(line, flush=True)
    if options.write:
        told = [
            line for name, lines in tables.items() for line in ("", f"{HEAD}{name}, as the history grows", "", *lines)
        ]
        between(PROOF, BEGINS, ENDS, "\n".join([ABOUT, *told]))


def _when() -> str:
    return f"{dt.datetime.now(dt.UTC).date()}, {len(os.sched_getaffinity(0))} cores"


def _tables_there() -> dict[str, list[str]]:
    """The tables as they stand, by database."""
    parts = PROOF.read_text(encoding="utf-8").split(BEGINS)[1].split(ENDS)[0].split(HEAD)[1:]
    return {part.split(",")[0]: part.strip().splitlines()[2:] for part in parts}


def _measured(url: str, folder: Path, sizes: list[int]) -> Iterator[str]:
    house = House(url, folder)
    history = History(house)
    history.begin()
    house.plan("sunniva", 60, gate=Gate.DECIDE)
    first: dict[str, float] = {}
    for size in sizes:
        begun = time.monotonic()
        history.grow(size)
        grown = time.monotonic() - begun
        with neighbours.watched() as others:
            found = {subject.name: _milliseconds(subject) for subject in _subjects(house)}
        if not first:
            first = found
            yield f"| stored assessments | {' | '.join(found)} | retention | backup | made in | meanwhile |"
            yield "|---" * (len(found) + 5) + "|"
        cells = [f"{each:.2f} ({each / first[name]:.2f})" for name, each in found.items()]
        cells += [f"{seconds:.1f} s" for seconds in (_retention(house), _backup(house, folder), grown)]
        cells.append(str(others))
        yield f"| {size:,} | {' | '.join(cells)} |".replace(",", " ")


def _retention(house: House) -> float:
    """Seconds until a dry run has named the first thousands of what is due."""
    begun = time.monotonic()
    with house.app.app_context():
        collections.deque(
            itertools.islice(retention.run(house.app.config["RETENTION"], now=clock.now(), dry=True), DUE), 0
        )
    return time.monotonic() - begun


def _backup(house: House, folder: Path) -> float:
    """Seconds of a backup, which is removed again."""
    target, begun = folder / "backup", time.monotonic()
    if house.url.startswith("sqlite"):
        with house.app.app_context():
            backups.back_up(backups.live_database(), target, now=clock.now())
    else:
        url = sa.engine.make_url(house.url).set(drivername="postgresql").render_as_string(hide_password=False)
        dump = [str(programs() / "pg_dump"), "--format=custom", "--no-owner", f"--file={target}", url]
        subprocess.run(dump, check=True)
    spent = time.monotonic() - begun
    target.unlink()
    return spent


def _subjects(house: House) -> list[Subject]:
    marit = house.browser("marit")
    following = NEXT.search(marit.get("/board").text)
    if following is None:
        raise LookupError("the board has no next page")
    return [
        _page(house, "board", marit, "/board"),
        _page(house, "its next page", marit, following[1].replace("&amp;", "&")),
        _page(house, "searched by name", marit, _searched(marit, "Sunniva")),
        _page(house, "answered", marit, "/board/reviewed"),
        _page(house, "insight", marit, str(marit.get("/insight").header("Location"))),
        _page(house, "Mine møter", house.browser("kari"), "/meetings"),
        _log(house),
    ]


def _searched(browser: Browser, name: str) -> str:
    """The address of the board narrowed down to somebody."""
    answer = browser.post("/board/narrowing", {"csrf_token": token_of(browser), "employee": name})
    found = urlsplit(str(answer.header("Location")))
    return f"{found.path}?{found.query}"


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

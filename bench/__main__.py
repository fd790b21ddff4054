"""`make bench`: what our requests cost beside the least that a Flask app can do, into docs/proof.md."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import platform
import resource
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import fsyncs, neighbours, peer
from bench.clocks import InThisProcess, Measured, cpu, ratio, spread
from bench.floor import hello_app
from bench.house import House
from bench.report import Row, page, written
from bench.subjects import GOALS, of_the_floor, of_the_house
from bench.weights import weights
from bench.work import Work, of
from tests.postgres import throw_away_server

PROOF = Path(__file__).parent.parent / "docs" / "proof.md"


def main() -> None:
    """Measure, print, and write the table."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--requests", type=int, default=60, help="requests of each kind in a round")
    asked.add_argument("--rounds", type=int, default=9, help="interleaved rounds")
    asked.add_argument("--write", action="store_true", help="write the result into docs/proof.md")
    options = asked.parse_args()
    parts = []
    with tempfile.TemporaryDirectory(prefix="bench") as folder, neighbours.watched() as others:
        for name, url in _databases(Path(folder)):
            parts.append((name, _measured(url, Path(folder) / name, options)))
            print(page([parts[-1]], [], []))
        weighed = weights(House(f"sqlite:///{folder}/weighed.db", Path(folder) / "weighed"))
    said = page(parts, weighed, fsyncs.counts())
    if options.write:
        written(PROOF, f"{_about(options, others)}\n\n{said}")
    print(said)


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    for name in ("SQLite", "PostgreSQL"):
        (folder / name).mkdir()
    yield "SQLite", f"sqlite:///{folder / 'SQLite' / 'bench.db'}"
    with contextlib.ExitStack() as closing:
        yield "PostgreSQL", closing.enter_context(throw_away_server())


def _measured(url: str, folder: Path, options: argparse.Namespace) -> list[Row]:
    house = House(url, folder)
    subjects = [*of_the_floor(hello_app(url, folder)), *of_the_house(house)]
    work = {subject.name: of(house, subject) for subject in subjects if subject.app is house.app}
    with contextlib.ExitStack() as closing:
        measured: list[Measured] = [InThisProcess(subject) for subject in subjects]
        if url.startswith("sqlite") and peer.is_there():
            beside = closing.enter_context(peer.Django(folder))
            measured += [peer.Request(beside, "GET"), peer.Request(beside, "POST")]
        spent = cpu(measured, requests=options.requests, rounds=options.rounds)
    return [_row(each, spent, work.get(each.name)) for each in measured]


def _row(measured: Measured, spent: dict[str, list[float]], work: Work | None) -> Row:
    name = measured.name
    waits = spread(measured.waits) if isinstance(measured, InThisProcess) else None
    against = "floor POST" if "POST" in name else "hello"
    return Row(
        name,
        statistics.median(spent[name]),
        ratio(spent[name], spent[against]),
        against,
        GOALS.get(name),
        work,
        waits,
    )


def _about(options: argparse.Namespace, others: neighbours.Neighbours) -> str:
    machine = f"{platform.machine()}, Python {platform.python_version()}, {_cores()} cores"
    return (
        f"{dt.datetime.now(dt.UTC).date()}, {machine}. `make bench`: {options.rounds} interleaved rounds of "
        f"{options.requests} requests, in process through the WSGI callable, CPU time, medians; a ratio is the median "
        "of the ratios within a round. p50 and p99 are by the clock on the wall, with the disk's share; a second: how "
        f"many of them one thread would answer. Memory of the process that ran it all: {_peak_mb()} MB at most; "
        f"{others}."
    )


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _cores() -> int:
    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    main()

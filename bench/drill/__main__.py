"""Tries the faults, prints a row for each as it is done, and writes all of them into docs/proof.md."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import time
from collections.abc import Iterator

from bench import neighbours
from bench.__main__ import PROOF
from bench.drill.faults import FAULTS, Fault
from bench.drill.outcome import TITLES, Outcome, table
from bench.drill.stand import BACKENDS, place_on
from bench.report import between

BEGINS, ENDS = "<!-- drill begins -->", "<!-- drill ends -->"


def main() -> int:
    """0 when all that was tried held."""
    asked = argparse.ArgumentParser(prog="python -m bench.drill", description=__doc__)
    asked.add_argument("name", nargs="*", help=f"which faults: {', '.join(FAULTS)}", metavar="NAME")
    asked.add_argument("--only", choices=BACKENDS, help="one of the databases")
    asked.add_argument("--times", type=int, help="how often, in place of what each fault asks for")
    asked.add_argument("--write", action="store_true", help="write the table into docs/proof.md")
    options = asked.parse_args()
    if unknown := set(options.name) - FAULTS.keys():
        asked.error(f"no such fault: {', '.join(sorted(unknown))}")
    began, outcomes = time.monotonic(), []
    print(f"| {' | '.join(TITLES)} |\n{'|---' * len(TITLES)}|", flush=True)
    with neighbours.watched() as others:
        for outcome in _tried([FAULTS[name] for name in options.name or FAULTS], options):
            print(outcome.row, flush=True)
            outcomes.append(outcome)
    if options.write:
        between(PROOF, BEGINS, ENDS, f"{_about(time.monotonic() - began, others)}\n\n{table(outcomes, _before())}")
    missed = [outcome for outcome in outcomes if outcome.missed]
    print(f"{len(outcomes) - len(missed)} held, {len(missed)} did not.")
    return 1 if missed else 0


def _tried(faults: list[Fault], options: argparse.Namespace) -> Iterator[Outcome]:
    for fault in faults:
        for backend in fault.backends:
            if options.only in (None, backend):
                with place_on(backend) as place:
                    yield from fault.drill(place, options.times or fault.times)


def _before() -> list[str]:
    """The rows that were there; those that were not tried this time stay."""
    told = PROOF.read_text(encoding="utf-8").split(BEGINS)[1].split(ENDS)[0]
    return [line for line in told.splitlines() if line.startswith("| ") and line.split("|")[1].strip().isdigit()]


def _about(took_s: float, others: neighbours.Neighbours) -> str:
    cores = len(os.sched_getaffinity(0))
    return (
        f"{dt.datetime.now(dt.UTC).date()}, {platform.machine()}, Python {platform.python_version()}, {cores} cores. "
        f"`make drill`, in parts: a row that a run does not try stays from before. The last run took {took_s / 60:.0f} "
        f"minutes; {others}."
    )


if __name__ == "__main__":
    sys.exit(main())

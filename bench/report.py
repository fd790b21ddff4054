"""The result as Markdown, and its place in docs/proof.md."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from bench.work import Work

TITLES = [
    "request",
    "CPU ms",
    "ratio",
    "against",
    "must / ambition",
    "p50 ms",
    "p99 ms",
    "a second",
    "queries",
    "commits",
]
BEGINS, ENDS = "<!-- bench begins -->", "<!-- bench ends -->"


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; goal is (must, ambition) where there is one, waits are (p50, p99) in milliseconds."""

    name: str
    milliseconds: float
    ratio: float
    against: str
    goal: tuple[float, float] | None
    work: Work | None
    waits: tuple[float, float] | None


def page(parts: Sequence[tuple[str, Sequence[Row]]], weighed: Sequence[str], synced: Sequence[str]) -> str:
    """A table for each database, the weights, and how often the disk is waited for."""
    lines: list[str] = []
    for database, rows in parts:
        lines += [f"### {database}", "", f"| {' | '.join(TITLES)} |", "|---" * len(TITLES) + "|", *map(_line, rows), ""]
    for title, told in (("Weight", weighed), ("Waits for the disk", [f"- {each}" for each in synced])):
        lines += [f"### {title}", "", *told, ""] if told else []
    return "\n".join(lines)


def written(proof: Path, said: str) -> None:
    """Put the result between its marks, and leave the rest of the page alone."""
    between(proof, BEGINS, ENDS, said)


def between(proof: Path, begins: str, ends: str, said: str) -> None:
    """Put what is said between two marks of a page."""
    before, rest = proof.read_text(encoding="utf-8").split(begins)
    _old, after = rest.split(ends)
    proof.write_text(f"{before}{begins}\n{said.strip()}\n{ends}{after}", encoding="utf-8")


def _line(row: Row) -> str:
    goal = f"{row.goal[0]:g} / {row.goal[1]:g}" if row.goal else ""
    work = (str(row.work.queries), str(row.work.commits)) if row.work else ("", "")
    waits = (f"{row.waits[0]:.2f}", f"{row.waits[1]:.2f}", f"{1000 / row.waits[0]:.0f}") if row.waits else ("", "", "")
    cells = (row.name, f"{row.milliseconds:.2f}", f"{row.ratio:.2f}", row.against, goal, *waits, *work)
    return f"| {' | '.join(cells)} |"

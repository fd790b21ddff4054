"""The result as Markdown, and its place in docs/proof.md."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from bench.work import Work

BEGINS, ENDS = "<!-- bench begins -->", "<!-- bench ends -->"


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; goal is (must, ambition), where there is one."""

    name: str
    milliseconds: float
    ratio: float
    against: str
    goal: tuple[float, float] | None
    work: Work | None


def page(parts: Sequence[tuple[str, Sequence[Row]]], weighed: Sequence[str]) -> str:
    """A table for each database, and the weights."""
    lines: list[str] = []
    for database, rows in parts:
        lines += [f"### {database}", "", "| request | CPU ms | ratio | against | must / ambition | queries | commits |"]
        lines += ["|---|---|---|---|---|---|---|", *map(_line, rows), ""]
    return "\n".join([*lines, *(["### Weight", "", *weighed, ""] if weighed else [])])


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
    cells = (row.name, f"{row.milliseconds:.2f}", f"{row.ratio:.2f}", row.against, goal, *work)
    return f"| {' | '.join(cells)} |"

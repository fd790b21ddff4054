"""Where a deep check puts its result: a table of its own in docs/proof.md, between two marks."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.report import between

PROOF = Path(__file__).parents[2] / "docs" / "proof.md"


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Rows as the lines of a Markdown table."""
    return [f"| {' | '.join(map(str, cells))} |" for cells in (titles, ["---"] * len(titles), *rows)]


def write(part: str, command: str, about: str, lines: Sequence[str]) -> None:
    """Put a result with its date, machine and command into its part of the page, if `make deep` asks for that."""
    head = f"{dt.datetime.now(dt.UTC).date()}, {platform.machine()}, {os.cpu_count()} cores, `{command}`. {about}"
    sys.stdout.write("\n".join(["", head, "", *lines, ""]))
    if os.environ.get("WRITE_DOCS"):
        between(PROOF, f"<!-- {part} begins -->", f"<!-- {part} ends -->", "\n".join([head, "", *lines]))

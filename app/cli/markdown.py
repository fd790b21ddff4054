"""The few pieces of Markdown that documents from the command line are made of, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def heading(text: str, depth: int = 2) -> Iterator[str]:
    """A heading and the empty line after it."""
    yield "#" * depth + " " + text
    yield ""


def paragraph(text: str) -> Iterator[str]:
    """One paragraph on one line."""
    yield text
    yield ""


def bullets(points: Iterable[str]) -> Iterator[str]:
    """A list of points."""
    yield from (f"- {point}" for point in points)
    yield ""


def table(columns: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """A table with a head."""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


def link_to(heading_id: str) -> str:
    """A link to a heading of the same document."""
    return f"[{heading_id}](#{heading_id})"

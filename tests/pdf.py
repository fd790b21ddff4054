"""A PDF opened again by another library than the one that made it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    """Everything that it says, in reading order, with one space between words; places to break a word are not seen."""
    text = " ".join(page.extract_text() for page in opened(pdf).pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def tags_of(pdf: bytes) -> set[str]:
    """The kinds of element that a screen reader is told about."""

    def within(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for each in node:
                yield from within(each)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"])
            if "/K" in node:
                yield from within(node["/K"])

    root: Any = opened(pdf).trailer["/Root"]
    return set(within(root["/StructTreeRoot"]))

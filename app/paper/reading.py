"""Reads a drawn page again, as the blocks that a sheet is set from: headings, lines, facts, lists, tables, bars."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from app.paper.letters import legible

Block = dict[str, Any]
Attributes = dict[str, str | None]

VOID = {"meta", "link", "br", "hr", "img", "input", "rect"}
PASSED_OVER = {"head", "svg", "nav", "form", "button", "script", "style", "template", "summary", "caption"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BOXES = {"html", "body", "main", "div", "section", "header", "details", "article", "thead", "tbody", "dl"}
INLINE = {"span", "a", "time", "strong", "em", "b", "abbr"}
SPOKEN = {*HEADINGS, "p", "dt", "dd", "li", "th", "td"}
KNOWN = {*VOID, *PASSED_OVER, *SPOKEN, *BOXES, *INLINE, "ul", "ol", "table", "tr"}
TONES = {"aksel-ingress": "lead", "subtle": "detail"}
# A list whose keys come again (row_list in components/lists.html) is read as the facts that it looks like.
FACTS = {"summary": "dl", "summary__row": "div", "summary__key": "dt", "summary__value": "dd"}


def blocks(page: str) -> list[Block]:
    """What the page says, in order. Raises ValueError for an element that is not in KNOWN."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.blocks


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._unread = 0
        self._open: list[str] = []
        self._words: list[str] = []
        self._bar: Block | None = None
        self._tone = "plain"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in KNOWN and not self._unread:
            raise ValueError(f"teach app/paper/reading.py what <{tag}> is")
        if tag == "rect":
            self._measure(told)
        if tag in VOID:
            self._words.append(" ")
            return
        if self._unread or tag in PASSED_OVER:
            self._unread += 1
            return
        styles = (told.get("class") or "").split()
        role = next((FACTS[style] for style in styles if style in FACTS), tag)
        self._open.append(role)
        self._begin(role, styles)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._unread:
            self._unread -= 1
            return
        self._end(self._open.pop())

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._words.append(data)

    def _begin(self, tag: str, styles: list[str]) -> None:
        if tag in SPOKEN:
            self._words = []
            self._tone = next((TONES[style] for style in styles if style in TONES), "plain")
        if tag in {"ul", "ol"}:
            self.blocks.append({"kind": "bars" if "bars" in styles else "list", "rows": []})
        elif tag == "dl":
            self.blocks.append({"kind": "facts", "rows": []})
        elif tag == "table":
            self.blocks.append({"kind": "table", "rows": []})
        elif tag == "tr":
            self.blocks[-1]["rows"].append([])
        elif tag == "li" and self.blocks[-1]["kind"] == "bars":
            self._bar = {"length": 0.0, "before": 0.0, "tone": "plain"}
            self.blocks[-1]["rows"].append(self._bar)

    def _end(self, tag: str) -> None:
        if tag not in SPOKEN:
            return
        said, self._words = legible(" ".join("".join(self._words).split())), []
        if tag in HEADINGS:
            self.blocks.append({"kind": "heading", "level": HEADINGS[tag], "text": said})
        elif tag == "p":
            self.blocks.append({"kind": "paragraph", "tone": self._tone, "text": said})
        elif tag == "li" and self._bar is not None:
            self._bar["text"], self._bar = said, None
        elif tag == "li":
            self.blocks[-1]["rows"].append(said)
        elif tag == "dd":
            self.blocks[-1]["rows"][-1].append(said)
        elif tag == "dt":
            self.blocks[-1]["rows"].append([said])
        else:
            self.blocks[-1]["rows"][-1].append(said)

    def _measure(self, told: Attributes) -> None:
        """How long a bar of components/plots.html is, and the one of the year before, in percent."""
        style = told.get("class") or ""
        if self._bar is None or "plot__track" in style:
            return
        width = float((told.get("width") or "0").rstrip("%"))
        if "plot__before" in style:
            self._bar["before"] = width
        else:
            self._bar["length"], self._bar["tone"] = width, style.rpartition("--")[2]

"""Markup that is the same for many readers: drawn once by its template, kept, and filled in for each of them.

What is kept must depend on nothing but its key, the language, and its gaps. So the templates that are drawn
here are given what they may know, name by name; whatever else they ask for is an error in the first test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup, escape

from app import languages

KEPT = "trygt_ready_made"


def init_app(app: Flask) -> None:
    """Give templates ready_made()."""
    app.extensions[KEPT] = {}
    app.jinja_env.globals["ready_made"] = ready_made


class ReadyMade:
    """Drawn markup with gaps: the places where a stand-in stood when it was drawn."""

    def __init__(self, drawn: str, stand_ins: Mapping[Hashable, str]) -> None:
        gap_of = {stand_in: gap for gap, stand_in in stand_ins.items()}
        cuts = re.compile("(" + "|".join(sorted(map(re.escape, gap_of), key=len, reverse=True)) + ")")
        self._pieces = cuts.split(drawn) if stand_ins else [drawn]
        self._places: dict[Hashable, list[int]] = {}
        for place in range(1, len(self._pieces), 2):
            self._places.setdefault(gap_of[self._pieces[place]], []).append(place)
        self._sent = [piece.encode() for piece in self._pieces]
        if lost := set(stand_ins) - set(self._places):
            raise LookupError(f"the template draws no {', '.join(map(str, lost))}")

    def filled(self, fillings: Mapping[Hashable, object]) -> Markup:
        """The markup for one reader. Fillings are escaped unless they are markup; an empty gap keeps its stand-in."""
        pieces = self._pieces.copy()
        for gap, filling in fillings.items():
            for place in self._places.get(gap, ()):
                pieces[place] = escape(filling)
        return Markup("".join(pieces))  # nosec B704 # noqa: S704 - every piece is a template's own, or escaped above

    def sent(self, fillings: Mapping[Hashable, object]) -> bytes:
        """As filled(), for a whole page: what is the same for every reader is encoded once too."""
        pieces = self._sent.copy()
        for gap, filling in fillings.items():
            encoded = escape(filling).encode()
            for place in self._places.get(gap, ()):
                pieces[place] = encoded
        return b"".join(pieces)


def kept(key: Hashable, draw: Callable[[], ReadyMade]) -> ReadyMade:
    """What was drawn under this key in this language before, or drawn now. Keys are few: no people in them."""
    store: dict[Hashable, ReadyMade] = current_app.extensions[KEPT]
    whole_key = (languages.chosen(), key)
    found = store.get(whole_key)
    if found is None:
        found = store[whole_key] = draw()
    return found


def stand_in(gap: str) -> str:
    """A text that stands where a gap is while the markup is drawn: nobody types it, and escaping leaves it alone."""
    return f"\N{OBJECT REPLACEMENT CHARACTER}{gap}\N{OBJECT REPLACEMENT CHARACTER}"


def ready_made(template: str, gaps: Mapping[str, object], **known: Any) -> Markup:
    """For layouts: a template that knows only `known`, the language and its gaps, with the gaps filled in."""

    def draw() -> ReadyMade:
        stand_ins = {gap: stand_in(gap) for gap in gaps}
        return ReadyMade(drawn(template, **known, **stand_ins), stand_ins)  # type: ignore[arg-type]

    return kept((template, *gaps, *known.items()), draw).filled(gaps)  # type: ignore[arg-type]


def drawn(template: str, **known: Any) -> str:
    """A template drawn with what is named here, and nothing of what other pages know about the request."""
    return current_app.jinja_env.get_template(template).render(locale=languages.chosen(), **known)

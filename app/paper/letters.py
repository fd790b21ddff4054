"""Which letters the fonts of the press have, and how a text is written without the others.

PDF/A lets no letter be missing. So a letter that no font has is written by its number and name, for example
[U+4E2D CJK UNIFIED IDEOGRAPH-4E2D]: the reader sees that something stood there, and can find out what.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path

HAVE = Path(__file__).parent / "fonts" / "letters.txt"
LONGEST_RUN = re.compile(r"[^\s\u200b]{30}(?=[^\s\u200b])")
# What turns the direction of text by command can make a line say something else than it does.
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MAY_BREAK = "\u200b"


def legible(text: str) -> str:
    """The text as the fonts can write it, with places in very long words where a line may end."""
    return LONGEST_RUN.sub(lambda run: run[0] + MAY_BREAK, "".join(map(_written, text)))


def _written(letter: str) -> str:
    if letter in TURNS:
        return ""
    if letter in _had():
        return letter
    category = unicodedata.category(letter)
    if category == "Cf" or "\ufe00" <= letter <= "\ufe0f":
        return ""  # what joins letters, and has no shape of its own
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    return f"[U+{ord(letter):04X} {unicodedata.name(letter, '')}]".replace(" ]", "]")


@functools.cache
def _had() -> frozenset[str]:
    """Every letter of the fonts, as tools/paper_fonts.py wrote them down: ranges of hexadecimal numbers."""
    ranges = (each.partition("-") for each in HAVE.read_text(encoding="ascii").split())
    return frozenset(chr(code) for first, _dash, last in ranges for code in range(int(first, 16), int(last, 16) + 1))

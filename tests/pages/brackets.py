"""A made-up language that puts ⟦brackets⟧ around each text of the catalogue: what stands outside was hard-coded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from babel import Locale
from babel.support import Translations
from lxml import html

from tools import translations

LOCALE = "nn"
SPOKEN = ("aria-label", "title", "placeholder", "alt", "content")
UNSEEN = {"script", "style", "svg"}
BUTTONS = {"submit", "button", "reset"}
INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_EVERYWHERE = {"Trygt møte", "Bokmål", "Nynorsk", "English"}


class Brackets(Translations):
    """Translates what the catalogue knows. Anything else stays bare, so a text that nobody has marked shows too."""

    def __init__(self) -> None:
        super().__init__()
        self.known = {
            text
            for message in translations.written(LOCALE)
            if message.id
            for text in ([message.id] if isinstance(message.id, str) else message.id)
        }

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if message in self.known else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


def bare_words(page: html.HtmlElement, known: Iterable[str]) -> list[str]:
    """The texts on a page that hold words outside brackets, when what people typed, names and dates are left out."""
    typed = sorted({*known, *SAME_EVERYWHERE}, key=len, reverse=True)
    return [text for text in _texts(page) if WORD.search(_without(text, typed))]


def _texts(page: html.HtmlElement) -> Iterator[str]:
    """Everything that is read, seen or heard."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.xpath("ancestor-or-self::svg") or element.tag in UNSEEN:
            yield element.tail or ""
            continue
        yield from (element.text or "", element.tail or "")
        if element.get("name") not in ("viewport", "theme-color", "color-scheme"):
            yield from (element.get(name, "") for name in SPOKEN)
        if element.tag == "input" and element.get("type") in BUTTONS:
            yield element.get("value", "")
        yield from (value for name, value in element.items() if name.startswith("data-") and value[:1].isupper())


def _without(text: str, typed: Iterable[str]) -> str:
    """A text without brackets, without what people typed, and without the names of days and months."""
    text = " ".join(text.split())
    while INNERMOST.search(text):
        text = INNERMOST.sub(" ", text)
    for words in typed:
        text = text.replace(words, " ")
    return DATES.sub(" ", text)


def _names_of_dates() -> re.Pattern[str]:
    locale = Locale.parse(LOCALE)
    widths = [spoken["format"][width] for spoken in (locale.days, locale.months) for width in ("wide", "abbreviated")]
    names = {name for each in widths for name in each.values()}
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)", re.IGNORECASE)


DATES = _names_of_dates()

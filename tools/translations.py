"""The catalogues of nynorsk and English: gathered from the sources, checked against them, compiled.

Bokmål stands in the sources themselves. `update` keeps what is translated, drops what is no longer said, and
leaves new texts empty; `check` names whatever a reader would meet untranslated.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "app" / "translations"
LOCALES = ("nn", "en")
SOURCES = ("app", "forms", "templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {each: {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"} for each in ("**.html", "**.txt")}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "marked": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def said() -> Catalog:
    """Every text that the sources say, with the files that say it."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for source in SOURCES:
        for found in extract_from_dir(ROOT / source, METHODS, OPTIONS, KEYWORDS, strip_comment_tags=True):
            file, _line, message, comments, context = found
            catalogue.add(message, None, [(f"{source}/{file}", 1)], auto_comments=comments, context=context)
    return catalogue


def file_of(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def written(locale: str) -> Catalog:
    """The catalogue of a locale as it stands; an empty one when there is none yet."""
    if not file_of(locale).exists():
        return Catalog(locale=locale)
    with file_of(locale).open("rb") as po:
        return read_po(po, locale=locale)


def update() -> None:
    """Brings each catalogue in line with the sources and compiles it."""
    template = said()
    for locale in LOCALES:
        catalogue = written(locale)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.project, catalogue.version, catalogue.header_comment = (
            "Trygt møte",
            "",
            f"# Trygt møte: {locale}",
        )
        catalogue.last_translator, catalogue.language_team = "Trygt møte", locale
        catalogue.fuzzy = False
        file_of(locale).parent.mkdir(parents=True, exist_ok=True)
        po = io.BytesIO()
        write_po(po, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
        file_of(locale).write_bytes(po.getvalue().rstrip() + b"\n")
        with file_of(locale).with_suffix(".mo").open("wb") as mo:
            write_mo(mo, catalogue)
        left = sum(1 for message in catalogue if message.id and not all(_translations(message)))
        print(f"{locale}: {len(catalogue)} texts, {left} to translate")


def complaints() -> list[str]:
    """What is missing, stale or wrong, in words."""
    template = said()
    return [f"{locale}: {complaint}" for locale in LOCALES for complaint in _complaints(template, written(locale))]


def _complaints(template: Catalog, catalogue: Catalog) -> Iterator[str]:
    spoken = {(message.id, message.context): message for message in template if message.id}
    known = {(message.id, message.context): message for message in catalogue if message.id}
    for key in spoken.keys() - known.keys():
        yield f"{key[0]!r} is not in the catalogue (in {spoken[key].locations[0][0]}); run make translations"
    for key in known.keys() - spoken.keys():
        yield f"{key[0]!r} is no longer said anywhere; run make translations"
    for message in known.values():
        yield from _complaints_about(message)


def _complaints_about(message: Message) -> Iterator[str]:
    originals = _each(message.id)
    for number, translation in enumerate(_translations(message)):
        original = originals[min(number, len(originals) - 1)]  # a singular may say "one" where a plural counts
        wanted = set(PLACEHOLDER.findall(original))
        if not translation:
            yield f"{original!r} is not translated"
        elif set(PLACEHOLDER.findall(translation)) != wanted:
            yield f"{translation!r} should hold the placeholders {sorted(wanted)} of {original!r}"
    if message.fuzzy:
        yield f"{originals[0]!r} is marked fuzzy: somebody must read it"


def _translations(message: Message) -> tuple[str, ...]:
    return _each(message.string or "")


def _each(text: str | Iterable[str]) -> tuple[str, ...]:
    """A text, or each of its plural forms."""
    return (text,) if isinstance(text, str) else tuple(text)


def main(verb: str = "") -> int:
    if verb == "update":
        update()
        return 0
    if verb != "check":
        print("usage: translations.py update | check", file=sys.stderr)
        return 2
    found = complaints()
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))

"""Bokmål and nynorsk are spelled as the dictionaries have it; words of our trade stand in tools/words_*.txt."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.deep import proof
from tests.house.sources import told
from tests.house.test_languages import WORD, bare, originals, translated

TOOLS = Path(__file__).parents[2] / "tools"
TEXTS = {"nb": originals, "nn": lambda: translated("nn")}
ADDRESS = re.compile(r"\S+@\S+|https?:\S+|/\w[\w/-]*")


def unknown(language: str) -> tuple[set[str], int]:
    """The words that hunspell does not know, and how many it was asked."""
    words = {word for text in TEXTS[language]() for word in WORD.findall(ADDRESS.sub(" ", bare(text)))}
    command = ["hunspell", "-d", f"{language}_NO", "-i", "utf-8", "-l"]
    done = subprocess.run(command, input="\n".join(sorted(words)), capture_output=True, text=True, check=True)
    return set(done.stdout.split()), len(words)


def known(language: str) -> set[str]:
    """The words of our trade, in small letters."""
    return set((TOOLS / f"words_{language}.txt").read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def counted():
    """A row for each language; together they are the result."""
    rows = []
    yield rows
    about = (
        "Every text of the catalogues. What the dictionary lacks was read by a person and stands in tools/words_*.txt."
    )
    titles = ("language", "different words", "not in the dictionary", "misspelled")
    proof.write("spelling", "make deep ONLY=spelling", about, proof.table(titles, rows))


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_word_is_spelled_as_the_dictionary_has_it(language, counted):
    strange, asked = unknown(language)
    assert asked > 1000, "Too few words were read."
    wrong = {word for word in strange if word.lower() not in known(language)}
    counted.append((language, asked, len(strange), len(wrong)))
    said = [f"{word}: {next(text for text in TEXTS[language]() if word in text)[:90]!r}" for word in sorted(wrong)]
    assert not said, told([f"Correct these, or add a word of our trade to tools/words_{language}.txt:", *said])


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_our_own_list_holds_only_what_is_needed(language):
    needless = known(language) - {word.lower() for word in unknown(language)[0]}
    assert not needless, told(["The dictionary knows these, or nobody says them any more:", *sorted(needless)])

"""Each text is in its own language: no bokmål in the nynorsk, no nynorsk in the bokmål, no Norwegian in the English.

words_nb.txt and words_nn.txt hold words that are right in one of the two and wrong in the other. A word that is
right in both does not belong there; take it out.
"""

import re
from pathlib import Path

import pytest

from tests.house.sources import told
from tools import translations

HERE = Path(__file__).parent
BOKMAAL_ONLY = frozenset((HERE / "words_nb.txt").read_text(encoding="utf-8").split())
NYNORSK_ONLY = frozenset((HERE / "words_nn.txt").read_text(encoding="utf-8").split())
ALSO_ENGLISH = {"sent"}
# Names stay what they are in every language.
NAMES = ("Standard for trygge brukermøter i NAV", "Trygt møte")
WORD = re.compile(r"[^\W\d_]+")


def bare(text):
    """A text without placeholders and names."""
    for name in NAMES:
        text = text.replace(name, " ")
    return re.sub(r"%\(\w+\)[sd]", " ", text)


def originals():
    return [text for message in translations.said() if message.id for text in _texts(message.id)]


def translated(locale):
    catalogue = translations.written(locale)
    return [text for message in catalogue if message.id for text in _texts(message.string or "")]


def with_any_of(words, texts):
    return [
        f"{', '.join(sorted(found))}: {text!r}"
        for text in texts
        if (found := {word.lower() for word in WORD.findall(bare(text))} & words)
    ]


def test_a_word_is_wrong_in_one_language_only():
    assert not BOKMAAL_ONLY & NYNORSK_ONLY


@pytest.mark.parametrize("file", ["words_nb.txt", "words_nn.txt"])
def test_the_words_stand_in_order_and_once(file):
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))


def test_no_bokmaal_stands_in_the_nynorsk_catalogue():
    slips = with_any_of(BOKMAAL_ONLY, translated("nn"))
    assert not slips, told(["Bokmål in the nynorsk catalogue:", *slips])


def test_no_nynorsk_stands_in_the_sources():
    slips = with_any_of(NYNORSK_ONLY, originals())
    assert not slips, told(["Nynorsk among the bokmål texts:", *slips])


def test_no_norwegian_stands_in_the_english_catalogue():
    texts = translated("en")
    slips = with_any_of((BOKMAAL_ONLY | NYNORSK_ONLY) - ALSO_ENGLISH, texts)
    slips += [repr(text) for text in texts if re.search("[æøåÆØÅ]", bare(text))]
    assert not slips, told(["Norwegian in the English catalogue:", *slips])


def test_the_person_one_meets_is_a_client_and_never_a_user():
    slips = [text for text in translated("en") if re.search(r"\busers?\b", text, re.IGNORECASE)]
    assert not slips, told(["Say client:", *slips])


@pytest.mark.parametrize(("locale", "forbidden"), [("nn", "[\"“”']"), ("en", "[\"«»']")])
def test_quotation_marks_are_those_of_the_language(locale, forbidden):
    slips = [text for text in translated(locale) if re.search(forbidden, text)]
    assert not slips, told(["«…» in Norwegian, “…” and ’ in English:", *slips])


@pytest.mark.parametrize("locale", translations.LOCALES)
def test_a_translation_ends_as_its_original_does(locale):
    ends = [
        f"{original!r} → {translation!r}"
        for message in translations.written(locale)
        if message.id and message.string
        for original, translation in zip(_texts(message.id), _texts(message.string), strict=True)
        if translation and _end(original) != _end(translation)
    ]
    assert not ends, told(
        ["The same full stop, colon or question mark, and a capital where the original has one:", *ends]
    )


def _end(text):
    last = text.rstrip("»”")[-1:]
    return (last if last in ".?!:…" else "", text[:1].isupper() and text[:1].isalpha(), text[-1:].isspace())


def _texts(text):
    return [text] if isinstance(text, str) else list(text)

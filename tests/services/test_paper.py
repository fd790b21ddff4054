"""What is put on paper: every word of it, in good order, and what anybody wrote is read as nothing but text."""

import datetime as dt
import subprocess

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from app import paper
from app.paper.letters import HAVE, legible
from app.paper.reading import blocks
from tests.pdf import opened, tags_of, words_of

NOW = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
PAGE = "<html><head><title>no</title></head><body><main><h1>Rapport</h1><p>{}</p>{}</main></body></html>"


def _printed(said, more="", title="Rapport", language="nb"):
    return paper.pdf(PAGE.format(escape(said), more), title=title, language=language, made_at=NOW)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_sheet_says_what_it_is_in_its_language_and_is_tagged(language):
    pdf = _printed("Ord.", "<h2>Del</h2><ul><li>en</li></ul>", title="Årsrapport", language=language)
    root = opened(pdf).trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert opened(pdf).metadata.title == "Årsrapport"
    assert {"/Document", "/H1", "/H2", "/P", "/L", "/LI"} <= tags_of(pdf)


def test_a_sheet_says_that_it_is_accessible_and_good_to_keep():
    told = opened(_printed("Ord.")).trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "<pdfaid:part>2</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told


def test_every_kind_of_block_is_there():
    more = (
        '<dl><div><dt>Navn</dt><dd>Kari <time datetime="x">i dag</time></dd></div></dl>'
        "<table><caption>no</caption><thead><tr><th>Enhet</th><th>Tall</th></tr></thead>"
        "<tbody><tr><th>Solvik</th><td>60</td></tr></tbody></table>"
        '<ul class="plot bars"><li><span>Lav</span> <span>40</span><svg><title>no</title>'
        '<rect class="plot__bar plot__bar--low" width="40.5%"/></svg></li></ul>'
    )
    pdf = _printed("Ord.", more)
    said = words_of(pdf)
    for each in ("Navn: Kari i dag", "Enhet", "Tall", "Solvik", "60", "Lav 40", "Side 1 av 1"):
        assert each in said
    assert {"/Table", "/TR", "/TH", "/TD"} <= tags_of(pdf)
    assert blocks(PAGE.format("", more))[-1]["rows"] == [
        {"length": 40.5, "before": 0.0, "tone": "low", "text": "Lav 40"}
    ]


HOSTILE = (
    "#import sys: inputs #eval(\"1\") #read(\"/etc/passwd\")",
    "$ x^2 $ \\ *fet* _skrå_ `kode` = Overskrift - liste + nr / ord: @merke <merke> ~ //slutt /* */",
    "<script>alert(1)</script> {{ 7*7 }} %(navn)s &amp; \"'",
    "https://example.org/x#y",
    "שלום Ánne Čáhci Đ ŋ ŧ ž 😀 ✓ →",
)  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_what_people_write_stands_there_as_they_wrote_it(said):
    pdf = _printed(said, title=said)
    letters = sorted(words_of(pdf).replace(" ", "").replace("Rapport", "").replace("TrygtmøteSide1av1", ""))
    assert letters == sorted(said.replace(" ", ""))
    assert "/Annots" not in opened(pdf).pages[0]
    assert opened(pdf).metadata.title == said


def test_a_very_long_word_stays_within_the_sheet():
    pdf = _printed("a" * 10_000)
    assert words_of(pdf).count("a") >= 10_000
    for page in opened(pdf).pages:
        for line in page.extract_text().splitlines():
            assert len(line) < 120


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("中", "[U+4E2D CJK UNIFIED IDEOGRAPH-4E2D]"),
        ("a\x07b\x00c", "a b c"),
        ("\u061cx", "x"),
        ("\ue000", "[U+E000]"),
        ("\ud800", "[U+D800]"),
        ("\u202eabc", "abc"),
    ],
)
def test_a_letter_that_no_font_has_is_told_by_name(said, written):
    assert legible(said) == written


def test_the_list_of_letters_is_that_of_the_fonts():
    had = {chr(code) for file in HAVE.parent.glob("*.ttf") for code in TTFont(file).getBestCmap()}
    listed = set()
    for each in HAVE.read_text().split():
        first, _dash, last = each.partition("-")
        listed |= set(map(chr, range(int(first, 16), int(last, 16) + 1)))
    assert listed == had


@settings(max_examples=15)
@given(st.text(max_size=300))
def test_any_text_at_all_is_printed(said):
    assert _printed(said).startswith(b"%PDF")


def test_keys_that_come_again_are_facts_too():
    rows = [("Svar fra Ola", "Greit"), ("Svar fra Ola", "Sett")]
    row = '<li class="summary__row"><div class="summary__key">{}</div><div class="summary__value">{}</div></li>'
    listed = f'<ul class="summary">{"".join(row.format(*each) for each in rows)}</ul>'
    assert blocks(listed) == [{"kind": "facts", "rows": [list(each) for each in rows]}]


def test_markup_that_nobody_has_taught_the_reader_is_an_error():
    with pytest.raises(ValueError, match="<marquee>"):
        blocks("<main><marquee>hei</marquee></main>")


def test_a_press_that_fails_says_so_without_the_text(monkeypatch):
    monkeypatch.setattr(paper, "PRESS", paper.PRESS.parent / "nowhere.py")
    with pytest.raises(paper.PressFailed) as failed:
        _printed("hemmelig")
    assert "hemmelig" not in str(failed.value)


def test_a_press_that_hangs_is_given_up(monkeypatch):
    def hang(*_args, **_how):
        raise subprocess.TimeoutExpired("press", 1)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(paper.PressFailed, match="too long"):
        _printed("Ord.")

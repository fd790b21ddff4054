"""`flask checklist show` and `digest`: the checklist as a document, and as what it was when it was published."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.checklists import CURRENT, DIGESTS
from app.checklists.sources import SOURCES
from app.cli.checklist import checklist
from app.cli.checklist_document import document

KEPT = Path(__file__).parents[2] / "docs" / "checklist.md"


def run(*words):
    return CliRunner().invoke(checklist, list(words))


@pytest.mark.parametrize(
    "words", [["show", "--language", "sv"], ["show", "--version", "0"], ["evaluate", "--version", "x"]]
)
def test_what_does_not_exist_is_refused(words):
    assert run(*words).exit_code == 2


def test_the_document_in_the_docs_is_fresh():
    shown = run("show").stdout
    kept = KEPT.read_text(encoding="utf-8")
    assert kept == shown, "Run: flask checklist show > docs/checklist.md"


def test_the_document_holds_everything_there_is_to_review():
    shown = run("show", "--version", CURRENT.version).stdout
    questions = [text for each in CURRENT.questions.values() for text in (each.text, each.why, f"`{each.id}`")]
    options = [option.label for each in CURRENT.questions.values() for option in each.options]
    findings = [text for each in CURRENT.finding_by_id.values() for text in (each.because, f"#### `{each.id}`")]
    law = [text for each in SOURCES.values() for text in (each.title, *each.law_in_standard, *each.law_since_2026)]
    sections, measures = [each.title for each in CURRENT.sections], [each.label for each in CURRENT.measures]
    missing = [each for each in (*questions, *options, *findings, *law, *sections, *measures) if each not in shown]
    assert missing == []


def test_every_word_of_the_document_passes_through_the_readers_gettext():
    left = document(CURRENT, "⟦{}⟧".format).replace("».", "»")
    while "⟦" in left:
        left = re.sub(r"⟦[^⟦⟧]*⟧", "", left)
    left = re.sub(r"`[^`]*`|\[[a-z-]+\]\(#[a-z-]+\)|<br>|(AML|Forskrift|Arbeidsplassforskriften)[^|<]*", "", left)
    assert re.findall(r"[^\W\d_]+", left) == []


def test_the_digest_is_the_one_that_is_kept():
    assert run("digest").stdout.splitlines() == [f"{version} {digest}" for version, digest in DIGESTS.items()]

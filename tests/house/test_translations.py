"""Every reader gets every text: nynorsk and English are complete, fresh, and keep the placeholders."""

import ast
from pathlib import Path

import pytest

from tests.house.sources import imported, name, python, told, tree
from tools import translations

MARKS = {"_", "marked", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext"}


def test_the_catalogues_are_complete_and_fresh():
    complaints = translations.complaints()
    assert not complaints, told(["After make translations, translate what is empty:", *complaints])


@pytest.mark.parametrize("locale", translations.LOCALES)
def test_the_compiled_catalogue_is_what_is_written(locale, tmp_path):
    compiled = translations.file_of(locale).with_suffix(".mo")
    fresh = tmp_path / "fresh.mo"
    with fresh.open("wb") as mo:
        translations.write_mo(mo, translations.written(locale))
    assert compiled.exists(), "Run make translations."
    assert compiled.read_bytes() == fresh.read_bytes(), f"Run make translations: {compiled.name} is stale."


def test_no_text_hides_in_an_f_string():
    hidden = [
        f"{name(path)}:{node.lineno} {ast.unparse(node)}"
        for path in python("app", "forms")
        for outer in ast.walk(tree(path))
        if isinstance(outer, ast.JoinedStr)
        for node in ast.walk(outer)
        if _is_marked(node) and isinstance(node.args[0], ast.Constant)
    ]
    assert not hidden, told(["The extractor does not see inside f-strings:", *hidden])


def test_the_extractor_knows_every_name_under_which_texts_are_marked():
    unknown = [
        f"{name(path)} calls {alias.name} {alias.asname}"
        for path in python("app", "forms")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module in ("flask_babel", "app.domain.text")
        for alias in node.names
        if alias.name in MARKS and (alias.asname or alias.name) not in translations.KEYWORDS
    ]
    assert not unknown, told(["Add the name to KEYWORDS in tools/translations.py, or its texts are lost:", *unknown])


def test_only_fixed_texts_are_marked():
    loose = [
        f"{name(path)}:{node.lineno} {ast.unparse(node)}"
        for path in python("app", "forms")
        if "app.domain.text" in imported(path)  # elsewhere `_` may be a translator that somebody handed in
        for node in ast.walk(tree(path))
        if _is_marked(node) and node.func.id == "_" and not isinstance(node.args[0], ast.Constant)
    ]
    assert not loose, told(["_() marks a fixed text, with %(names)s for what varies:", *loose])


def _is_marked(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS


@pytest.fixture
def two_texts(tmp_path, monkeypatch):
    """A small house with one catalogue: one text translated wrongly, one missing, one too many."""
    for folder in translations.SOURCES:
        (tmp_path / folder).mkdir()
    (tmp_path / "app" / "texts.py").write_text('_("Hei, %(name)s")\n_("Takk")\n', encoding="utf-8")
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "FOLDER", tmp_path / "catalogues")
    monkeypatch.setattr(translations, "LOCALES", ("nn",))
    po = translations.file_of("nn")
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid "Hei, %(name)s"\nmsgstr "Hei, %(nimi)s"\n\nmsgid "Ha det"\nmsgstr "Ha det"\n', encoding="utf-8"
    )
    return Path(po)


def test_the_check_finds_what_is_missing_too_many_or_wrong(two_texts):
    complaints = " ".join(translations.complaints())
    assert "'Takk' is not in the catalogue" in complaints
    assert "'Ha det' is no longer said" in complaints
    assert "'Hei, %(nimi)s' should hold the placeholders ['name']" in complaints


def test_an_update_keeps_translations_and_changes_nothing_the_second_time(two_texts):
    translations.update()
    first = two_texts.read_text(encoding="utf-8")
    assert "%(nimi)s" in first
    assert "Takk" in first
    assert "Ha det" not in first
    translations.update()
    assert two_texts.read_text(encoding="utf-8") == first

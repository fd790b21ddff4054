"""Templates speak: in words that can be translated, in components of ours, and with nothing inline."""

import re

import jinja2
import jinja2.meta
import pytest
from jinja2 import nodes
from lxml import html

from app.filters import FILTERS
from tests.house.sources import ROOT, name, templates, told

KNOW_THE_DESIGN_SYSTEM = ("templates/components/", "templates/layouts/")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<style\b|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE)
READ_ALOUD = ("alt", "aria-label", "aria-description", "title", "placeholder")
ATTRIBUTE = re.compile(r"[\w-]+=\"[^\"]*\"")  # a macro may draw attributes without the tag that bears them
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_EVERYWHERE = {"Trygt", "møte", "Nav", "px"}

environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])


def _pages():
    return [path for path in templates() if path.suffix == ".html"]


def _source(path):
    return path.read_text(encoding="utf-8")


def _hard_coded(path):
    """The words that a template says without _(): in the text, and in attributes that are read aloud."""
    bare = JINJA.sub(" ", _source(path))
    if not bare.strip():
        return []
    root = html.fragment_fromstring(bare, create_parent="div")
    spoken = root.xpath(".//text()[not(parent::script or parent::style)] | ./text()")
    spoken += [value for attribute in READ_ALOUD for value in root.xpath(f".//@{attribute}")]
    return sorted({word for part in spoken for word in WORD.findall(ATTRIBUTE.sub(" ", part))} - SAME_EVERYWHERE)


def test_there_are_templates():
    assert _pages(), "The other tests of this file would hold of nothing."


def test_every_template_can_be_read():
    broken = []
    for path in templates():
        try:
            environment.parse(_source(path))
        except jinja2.TemplateSyntaxError as error:
            broken.append(f"{name(path)}:{error.lineno} {error.message}")
    assert not broken, told(["Jinja cannot read:", *broken])


def test_templates_name_only_templates_that_exist():
    missing = [
        f"{name(path)} names {other}"
        for path in templates()
        for other in jinja2.meta.find_referenced_templates(environment.parse(_source(path)))
        if other and not (ROOT / "templates" / other).exists()
    ]
    assert not missing, told(["No such template:", *missing])


def test_nothing_is_inline():
    inline = [
        f"{name(path)} has {match.group().strip()!r}"
        for path in _pages()
        for match in INLINE.finditer(JINJA.sub(" ", _source(path)))
    ]
    assert not inline, told(["The content security policy forbids styles and scripts inside a page:", *inline])


def test_only_components_and_layouts_know_the_design_system():
    knowing = [
        name(path)
        for path in _pages()
        if "aksel-" in _source(path) and not name(path).startswith(KNOW_THE_DESIGN_SYSTEM)
    ]
    assert not knowing, told(["Use a macro of templates/components instead of the class names in:", *knowing])


@pytest.mark.parametrize("path", _pages(), ids=name)
def test_every_word_can_be_translated(path):
    words = _hard_coded(path)
    assert not words, f"{name(path)} says {words} in one language only: put them into _()."


def test_nothing_but_the_drawn_icons_is_marked_safe():
    marked = [name(path) for path in _pages() if re.search(r"\|\s*safe\b|autoescape\s+false", _source(path))]
    loose = [each for each in marked if each != "templates/components/icons.html"]
    assert not loose, told(["Escaping is never switched off in a template; make a Markup in Python:", *loose])


@pytest.mark.parametrize("filter_name", sorted(FILTERS))
def test_no_filter_is_worked_out_when_a_template_is_compiled(one_app, filter_name):
    folded = nodes.Filter(nodes.Const("low"), filter_name, [], [], None, None, environment=one_app.jinja_env)
    with pytest.raises(nodes.Impossible):
        folded.as_const()

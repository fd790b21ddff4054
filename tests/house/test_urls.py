"""URLs are nouns in kebab-case: what is done to them is the method."""

import re

import pytest

from tests.house.sources import python, told

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9.]+)?")
CONVERTED = re.compile(r"<(?:[a-z_]+(?:\([^)]*\))?:)?[a-z_]+>")
# "new" is the one adjective: the form for a thing that is not there yet.
VERBS = re.compile(
    "add|approve|cancel|change|confirm|create|delete|do|edit|get|list|make|post|raise|remove|save|send|set|show|start"
    "|submit|update|withdraw"
)


@pytest.fixture
def rules(one_app):
    return sorted(rule.rule for rule in one_app.url_map.iter_rules())


def _segments(rule):
    return [segment for segment in rule.strip("/").split("/") if segment and not segment.startswith("<")]


def test_there_are_doors(rules):
    assert len(rules) > 3


def test_urls_are_in_kebab_case(rules):
    odd = [rule for rule in rules if not all(KEBAB.fullmatch(part) for part in _segments(CONVERTED.sub("<>", rule)))]
    assert not odd, told(["Small letters, with dashes between words:", *odd])


def test_urls_are_nouns(rules):
    doing = [rule for rule in rules if any(map(VERBS.fullmatch, re.findall("[a-z]+", " ".join(_segments(rule)))))]
    assert not doing, told(["Name the thing (POST …/acknowledgement), not the deed:", *doing])


def test_urls_have_no_trailing_slash(rules):
    assert [rule for rule in rules if rule != "/" and rule.endswith("/")] == []


def test_whatever_is_shown_or_changed_has_one_door(one_app):
    doors = [
        (rule.rule, method)
        for rule in one_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    twice = sorted({door for door in doors if doors.count(door) > 1})
    assert not twice, told(["Two views answer here, and only the first is ever asked:", *map(str, twice)])


WAY_ON = re.compile(r"""(?:args|form)(?:\.get\(|\[)"(next|back|return\w*|redirect\w*|url|continue|goto)\"""")


def test_whatever_says_where_to_go_next_is_tried_with_other_sites():
    """tests/pages/test_open_redirects.py tries these two, and the header Referer; add a new one there."""
    texts = [path.read_text(encoding="utf-8") for path in python("app", "forms")]
    assert {name for text in texts for name in WAY_ON.findall(text)} == {"next", "back"}

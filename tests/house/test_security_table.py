"""docs/security.md answers every requirement of levels 1 and 2, and points at tests and code that exist."""

import ast
import re
from collections import Counter

import pytest

from tests.house.sources import ROOT, told, tree

# OWASP ASVS 5.0.0: for each section the levels of its requirements, in order. What they ask is in docs/security.md.
LEVELS = """
1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23 3.1:3 3.2:113
3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222 5.1:2 5.2:112333
5.3:113 5.4:222 6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333 6.6:2223 6.7:33 6.8:2222 7.1:222
7.2:1111 7.3:22 7.4:11222 7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133 8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223
10.3:22223 10.4:1111122222233333 10.5:22222 10.6:22 10.7:222 11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23
11.6:23 11.7:33 12.1:12233 12.2:11 12.3:22223 13.1:2333 13.2:222223 13.3:2233 13.4:1222233 14.1:22
14.2:12223333 14.3:122 15.1:12233 15.2:12233 15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222
16.5:2223 17.1:23 17.2:22223333 17.3:22
"""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| (.+?) \| (held|setting|not applicable|gap) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`((?:app|forms|templates|tests|tools|docs|requirements|deploy)/[\w./-]+)(?:::(\w+))?`")
SUMMARY = re.compile(r"(\d+) requirements: (\d+) held, (\d+) by setting, (\d+) not applicable, (\d+) gaps\.")
LEADS_TO = re.compile(r"\]\(([\w-]+\.md)(?:#([\w-]+))?\)")


@pytest.fixture(scope="module")
def page():
    return (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(page):
    return ROW.findall(page)


def _standard():
    for section in LEVELS.split():
        name, levels = section.split(":")
        yield from ((f"{name}.{number}", level) for number, level in enumerate(levels, start=1) if level != "3")


def test_every_requirement_of_levels_one_and_two_has_a_row(rows):
    wanted, found = list(_standard()), [(number, level) for number, level, *_rest in rows]
    assert len(wanted) == 253
    assert found == wanted


def test_no_line_of_a_table_is_passed_over(page, rows):
    assert len(re.findall(r"^\| \d+\.\d+\.\d+ ", page, re.MULTILINE)) == len(rows)


def test_what_is_held_points_at_something(rows):
    pointing = re.compile(r"`|\]\(|below|[Tt]he same|Python")
    absent = {"6.2.7", "6.2.10", "6.4.2", "11.5.1"}  # shown by what is not there
    loose = {number for number, _level, _asks, how, why in rows if how == "held" and not pointing.search(why)}
    assert not loose - absent, told(["Name the test or the place in the code:", *sorted(loose - absent)])


def test_every_file_and_test_that_is_named_exists(page):
    gone = [f"{file}{'::' + name if name else ''}" for file, name in NAMED.findall(page) if not _exists(file, name)]
    assert len(NAMED.findall(page)) > 200
    assert not gone, told(gone)


def _exists(file, name):
    path = ROOT / file
    if not name:
        return path.exists()
    return path.exists() and name in {each.name for each in ast.walk(tree(path)) if isinstance(each, ast.FunctionDef)}


def test_every_page_that_it_leads_to_exists(page):
    for file, place in LEADS_TO.findall(page):
        there = (ROOT / "docs" / file).read_text(encoding="utf-8")
        headings = {
            re.sub(r"[^\w]+", "-", each.lower()).strip("-") for each in re.findall(r"^#+ (.+)$", there, re.MULTILINE)
        }
        assert not place or place in headings, f"{file}#{place}"


def test_the_summary_counts_what_is_there(page, rows):
    count = Counter(how for _number, _level, _asks, how, _why in rows)
    said = [int(each) for each in SUMMARY.search(page).groups()]
    assert said == [len(rows), count["held"], count["setting"], count["not applicable"], count["gap"]]


def test_a_gap_says_what_it_would_take(rows):
    for number, _level, _asks, how, why in rows:
        assert how != "gap" or re.search("would|Use single sign-on", why), number

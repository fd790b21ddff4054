"""Nothing is left lying about: no notes to oneself, no paths of one machine, no addresses of a registry."""

import json
import re

import pytest

from tests.house.sources import ROOT, files, name, told

BINARY = {".woff2", ".ttf", ".png", ".ico", ".jpg", ".pdf", ".mo"}
VENDORED = (
    "app/static/fonts/",
    "app/paper/fonts/",
    "app/static/css/aksel",
    "app/static/css/site.css",
    "package-lock.json",
    "requirements/",
)

# Put together from halves, so that this file does not find itself.
NOTES = re.compile(
    "|".join([r"\bTO" + "DO", r"\bFIX" + "ME", r"\bXX" + "X", r"\bHA" + r"CK\b", "pragma: no " + "cover"])
)
BREAKPOINTS = re.compile(r"\bbreak" + r"point\(\)|\bpdb\.set_" + "trace|debug" + "ger;")
SKIPS = re.compile(r"pytest\.(?:mark\.)?(?:sk" + r"ip|xf" + r"ail|import" + "orskip)")
CONFLICTS = re.compile(r"^(<{7} |>{7} |={7}$)", re.MULTILINE)
MACHINE_PATHS = re.compile(
    r"(?<![\w.])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + r"me/\w", "op" + "t/(?:wheels|pypi)"]) + r")(?:/|\b)"
)
REGISTRIES = re.compile(
    "|".join(["files.python" + "hosted", "pypi" + r"\.org/simple", "registry" + r"\.npmjs", "index" + "-url"])
)


def _texts():
    for path in files():
        if path.suffix not in BINARY:
            yield path, path.read_text(encoding="utf-8")


def _found(pattern, *, also_vendored=False):
    return [
        f"{name(path)}:{text.count(chr(10), 0, match.start()) + 1} {match.group()!r}"
        for path, text in _texts()
        if also_vendored or not any(part in name(path) for part in VENDORED)
        for match in pattern.finditer(text)
    ]


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        (NOTES, "Do it, file an issue, or leave it; do not leave a note in the code:"),
        (BREAKPOINTS, "Left over from looking for a fault:"),
        (SKIPS, "A test that is passed over proves nothing; let the test bring what it needs:"),
        (CONFLICTS, "A merge was not finished:"),
        (MACHINE_PATHS, "This path exists on one machine only:"),
    ],
    ids=["notes", "breakpoints", "skips", "conflicts", "paths"],
)
def test_no_leftovers(pattern, advice):
    found = _found(pattern)
    assert not found, told([advice, *found])


def test_no_file_names_the_host_of_a_package_registry():
    found = _found(REGISTRIES, also_vendored=True)
    assert not found, told(["Locks hold names, versions and hashes, never where somebody got them:", *found])


def test_npm_locks_do_not_say_where_packages_came_from():
    locks = [path for path in files() if path.name == "package-lock.json"]
    told_from = [
        f"{name(lock)}: {package}"
        for lock in locks
        for package, entry in json.loads(lock.read_text(encoding="utf-8")).get("packages", {}).items()
        if "resolved" in entry
    ]
    assert not told_from, told(["Set omit-lockfile-registry-resolved=true in .npmrc beside it:", *told_from])


def test_no_lock_of_another_tool_is_kept():
    assert not (ROOT / "uv.lock").exists(), "requirements/*.txt are the locks; delete uv.lock."


def test_every_text_file_ends_with_one_newline():
    odd = [name(path) for path, text in _texts() if text and not re.search(r"[^\n]\n\Z", text)]
    odd = [each for each in odd if not any(part in each for part in VENDORED)]
    assert not odd, told(["End these with exactly one newline:", *odd])

"""What one can type or set stands in the README, or in the page about running that it leads to."""

import re

import pytest

from tests.house.sources import ROOT, python, told

FRAMEWORKS_OWN = {"run", "shell", "routes"}


@pytest.fixture
def readme():
    pages = ("README.md", "docs/running.md")
    return "\n".join((ROOT / page).read_text(encoding="utf-8") for page in pages)


def _commands(group, before=()):
    for word, command in sorted(group.commands.items()):
        path = (*before, word)
        if hasattr(command, "commands"):
            yield from _commands(command, path)
        else:
            yield " ".join(path)


def test_every_command_is_in_the_readme(one_app, readme):
    ours = [each for each in _commands(one_app.cli) if each not in FRAMEWORKS_OWN and not each.startswith("db ")]
    missing = [f"flask {each}" for each in ours if f"flask {each}" not in readme]
    assert not missing, told(["Not in the README:", *missing])


def test_every_command_says_what_it_does(one_app):
    def silent(group, before=""):
        for word, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from silent(command, f"{before}{word} ")
            elif not (command.help or command.short_help):
                yield f"flask {before}{word}"

    assert list(silent(one_app.cli)) == []


def test_every_setting_is_in_the_readme(readme):
    read = {
        match
        for path in [*python("app"), ROOT / "wsgi.py"]
        for match in re.findall(r"TRYGT_[A-Z0-9_]+", path.read_text(encoding="utf-8"))
    }
    config = (ROOT / "app" / "config.py").read_text(encoding="utf-8")
    read |= {f"TRYGT_{word}" for word in re.findall(r"_(?:read|switch)\(\"([A-Z0-9_]+)\"", config)}
    missing = sorted(setting for setting in read if setting not in readme)
    assert not missing, told(["Not in the README:", *missing])


def test_every_make_target_that_the_readme_names_exists(readme):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)\b", readme))
    assert named <= targets, f"The README speaks of {sorted(named - targets)}, which make does not know."


def test_every_path_that_the_readme_names_exists(readme):
    named = set(re.findall(r"(?:\]\(|`)((?:app|forms|templates|tests|tools|docs|requirements)/[\w./-]*)", readme))
    missing = sorted(path for path in named if not (ROOT / path).exists())
    assert not missing, told(["The README points at what is not there:", *missing])


@pytest.mark.parametrize(
    "page", sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")]), ids=lambda each: each.name
)
def test_whatever_a_page_shows_or_leads_to_is_there(page):
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)|<img[^>]*\ssrc=\"([^\"]+)\"", text)
    lost = [each for each in map("".join, named) if not (page.parent / each).exists()]
    assert not lost, told([f"{page.name} leads nowhere:", *lost])

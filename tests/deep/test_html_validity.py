"""Every page that anybody can open, in every language, is HTML as the standard has it: the Nu checker finds nothing."""

from __future__ import annotations

import functools
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from app import languages
from app.models import Person, db
from tests.clock import MONDAY_MORNING
from tests.deep import proof
from tests.house.sources import ROOT, told
from tests.pages import touring
from tests.pages.test_every_word_is_translated import READERS, a_week_with_alarms

CHECKER = ROOT / "tools" / "deep" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
DOCTYPE = "<!doctype html>"
# What differs from one page to the next of its kind, and cannot make the one valid and the other not.
VARIES = re.compile(r'value="[\w.-]{16,}"|\d+')


def a_week_in(language: str) -> None:
    a_week_with_alarms()
    db.session.execute(sa.update(Person).values(locale=language))
    db.session.commit()


@pytest.fixture(scope="module", params=sorted(languages.NAMES))
def toured(request, workbench):
    """Everything that anybody was shown in one language: pages, refusals of empty forms, and what is not there."""
    language, prepared = request.param, workbench.on("sqlite")
    start_afresh = functools.partial(prepared.stage, f"a_week_in_{language}", functools.partial(a_week_in, language))
    start_afresh()
    with time_machine.travel(MONDAY_MORNING, tick=False):
        pages = list(touring.pages(prepared.app, READERS, language))
        refusals = list(touring.answers(prepared.app, pages, start_afresh, language))
        lost = [(who, touring.signed_in(prepared.app, who, language).get("/nowhere").text) for who in READERS]
    return language, [*((str(each), each.source) for each in (*pages, *refusals)), *lost]


@pytest.fixture(scope="module")
def counted():
    """A row for each language; together they are the result."""
    rows = []
    yield rows
    about = "The Nu HTML checker, errors and warnings; pages of every role, refusals of empty forms among them."
    titles = ("language", "pages", "unlike all others", "complaints")
    proof.write("validity", "make deep ONLY=validity", about, proof.table(titles, rows))


def test_no_page_is_against_the_standard(toured, counted, tmp_path):
    language, shown = toured
    kinds = written(shown, tmp_path)
    complaints = checked(tmp_path, kinds)
    counted.append((language, len(shown), len(kinds), len(complaints)))
    assert len(kinds) > 100, "The tour has seen too little."
    assert not complaints, told(complaints)


def written(shown: Iterable[tuple[str | None, str]], folder: Path) -> dict[str, str | None]:
    """One file for each page unlike all others; returns who saw it first, by the name of the file."""
    kinds: dict[str, tuple[str | None, str]] = {}
    for seen, source in shown:
        if source.startswith(DOCTYPE):
            kinds.setdefault(VARIES.sub("0", source), (seen, source))
    names = {}
    for number, (seen, source) in enumerate(kinds.values()):
        (folder / f"{number}.html").write_text(source, encoding="utf-8")
        names[f"{number}.html"] = seen
    return names


def checked(folder: Path, names: dict[str, str | None]) -> list[str]:
    """What the Nu checker says, warnings too; each complaint once, with the first page that it is about."""
    command = ["java", "-Xmx1g", "-jar", str(CHECKER), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, str] = {}
    for each in json.loads(done.stderr)["messages"]:
        place = f"{each.get('extract', '').strip()!r} ({names[Path(each['url']).name]})"
        found.setdefault(each["message"], f"{each.get('subType', each['type'])}: {each['message']} {place}")
    return sorted(found.values())

"""`flask checklist evaluate`: meetings in, judgements out, line for line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from click.testing import CliRunner

from app.checklists import CURRENT
from app.cli import reader
from app.cli.checklist import checklist
from app.cli.checklist_lines import answer_lines
from tests.domain.meetings import calm

ROOT = Path(__file__).parents[2]
CASES = (ROOT / "tests" / "checklist_cases.jsonl").read_text(encoding="utf-8").splitlines()
BAN = CURRENT.finding_by_id["ban-on-this-form"].because


def run(*words, typed=None):
    return CliRunner().invoke(checklist, list(words), input=typed)


def line(form="office", measures=None, **differences):
    return json.dumps({"form": form, "answers": calm(form, **differences), "measures": measures or []})


@pytest.mark.parametrize("case", [json.loads(case) for case in CASES], ids=lambda case: case["case"])
def test_a_case_comes_out_as_expected(case):
    answer = json.loads(run("evaluate", typed=json.dumps(case)).stdout)
    rules = sorted(finding["rule"] for finding in answer.pop("findings"))
    assert {**answer, "rules": rules} == case["expected"]


def test_the_cases_are_many_and_told_apart():
    assert len({json.loads(case)["case"] for case in CASES}) == len(CASES) >= 60


def test_an_answer_has_the_promised_shape():
    answer = json.loads(run("evaluate", typed=line(safety_notice="ban_this_form")).stdout)
    finding = {"rule": "ban-on-this-form", "risk": "stop", "source": "2.2", "reason": BAN}
    assert answer == {"level": "stop", "residual": "stop", "gate": "stop", "findings": [finding]}


def test_letters_stay_letters_and_each_answer_is_one_line():
    written = run("evaluate", typed=line(behaviour="unpredictable") + "\n" + line()).stdout
    assert "Brukeren kan være uforutsigbar." in written
    assert len(written.splitlines()) == 2


def test_lines_that_cannot_be_judged_are_named_line_for_line():
    lines = [line(), "", '{"form": "office"}', line(form="phone"), "{", line() + "x", line(measures=["prayer"])]
    result = run("evaluate", "-", typed="\n".join(lines))
    answers = [json.loads(each) for each in result.stdout.splitlines()]
    assert [each.get("level") for each in answers] == ["low", None, None, "low", None, None, None]
    assert answers[1] == {"error": "empty line"}
    assert answers[2] == {"error": "missing: answers"}
    assert answers[6] == {"error": "unknown measure: prayer"}
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda asked: asked["answers"].pop("training"), "missing answer: training"),
        (lambda asked: asked["answers"].update(weather="fine"), "superfluous answer: weather"),
        (lambda asked: asked["answers"].update(training="some"), "unknown answer: training=some"),
        (lambda asked: asked["answers"].update(training=["current"]), "answer must be a string: training"),
        (lambda asked: asked.update(form="fax"), "unknown form: fax"),
        (lambda asked: asked.pop("form"), "missing: form"),
    ],
)
def test_a_wrong_line_says_what_is_wrong_with_it(change, named):
    asked = json.loads(line())
    change(asked)
    result = run("evaluate", typed=json.dumps(asked))
    assert json.loads(result.stdout) == {"error": named}
    assert result.exit_code == 1


def test_a_hostile_word_is_cut_short_and_cannot_break_the_line():
    asked = json.dumps({"form": "\ud800\n" + "x" * 10_000, "answers": {}})
    written = run("evaluate", typed=asked).stdout
    assert len(written.splitlines()) == 1
    assert len(json.loads(written)["error"]) <= 200


def test_no_line_in_no_line_out():
    result = run("evaluate", typed="")
    assert result.stdout == ""
    assert result.exit_code == 0


def test_a_file_is_read_too(tmp_path):
    file = tmp_path / "meetings.jsonl"
    file.write_text(line() + "\n", encoding="utf-8")
    assert json.loads(run("evaluate", str(file)).stdout)["level"] == "low"
    assert run("evaluate", str(tmp_path / "none.jsonl")).exit_code == 2


def test_each_answer_is_given_before_the_next_line_is_read():
    read = []

    def lines():
        for number in range(2):
            read.append(number)
            yield line().encode()

    next(answer_lines(lines(), CURRENT, str))
    assert read == [0]


def test_it_needs_neither_a_database_nor_a_secret_key():
    nowhere = {"TRYGT_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    env = {name: value for name, value in os.environ.items() if not name.startswith("TRYGT_")} | nowhere
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "checklist", "evaluate"]
    done = subprocess.run(command, input=line(), capture_output=True, text=True, cwd=ROOT, env=env, check=False)
    assert done.stderr == ""
    assert json.loads(done.stdout)["level"] == "low"
    assert done.returncode == 0


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """A nynorsk catalogue that knows one sentence."""
    folder = tmp_path / "nn" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalog = Catalog(locale="nn")
    catalog.add(BAN, "Forbod.")
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    monkeypatch.setattr(reader, "CATALOGUES", tmp_path)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("language", "reason"), [("nb", BAN), ("nn", "Forbod."), ("en", BAN)])
def test_reasons_are_in_the_readers_language_or_else_in_bokmal(language, reason):
    answer = json.loads(run("evaluate", "--language", language, typed=line(safety_notice="ban_this_form")).stdout)
    assert [finding["reason"] for finding in answer["findings"]] == [reason]


@pytest.mark.usefixtures("catalogue")
def test_the_document_is_in_the_readers_language_too():
    assert "**Stans.** Forbod." in run("show", "--language", "nn").stdout

"""`flask checklist simulate`: a trial of the rules, told in tables or as JSON."""

import json
import re

import pytest
from click.testing import CliRunner

from app.checklists import CURRENT
from app.cli.checklist import checklist


def run(*words):
    return CliRunner().invoke(checklist, list(words))


def test_a_trial_is_told_in_tables():
    told = run("simulate", "--meetings", "200", "--seed", "3").stdout
    assert "200 imagined meetings" in told
    assert re.search(r"^low +hold +\d+\.\d\d", told, re.MULTILINE)
    assert re.search(r"^goal: low 70 to 85 %: \d+\.\d\d, (reached|missed by \d+\.\d\d)$", told, re.MULTILINE)
    assert all(re.search(rf"^{finding} +[a-z]+ +\d", told, re.MULTILINE) for finding in CURRENT.finding_by_id)
    assert told == run("simulate", "--meetings", "200", "--seed", "3").stdout


def test_a_trial_is_told_as_json():
    told = json.loads(run("simulate", "--meetings", "200", "--json").stdout)
    assert told["meetings"] == 200
    assert sum(told["levels"].values()) == pytest.approx(1)
    assert sum(told["gates"].values()) == pytest.approx(1)
    assert told["findings"].keys() == CURRENT.finding_by_id.keys()


@pytest.mark.parametrize("written", ["{", "{}", "[]", '{"draws": [{}]}', '{"draws": []}'])
def test_a_mixture_that_cannot_be_read_is_refused(tmp_path, written):
    file = tmp_path / "mixture.json"
    file.write_text(written, encoding="utf-8")
    result = run("simulate", "--mixture", str(file))
    assert result.exit_code == 2
    assert "mixture.json" in result.output

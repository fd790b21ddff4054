"""The rules, line by line: what the rulebook's tables say is what the checklist says."""

import pytest

from app.checklists import CURRENT
from app.domain.levels import Level
from app.domain.risk import evaluate
from tests.domain.meetings import rule_lines

LINES = list(rule_lines())


@pytest.mark.parametrize("line", LINES, ids=str)
def test_a_line_of_the_rulebook_holds(line):
    outcome = evaluate(CURRENT, line.form, line.answers)
    assert {finding.id: finding.risk for finding in outcome.findings} == line.findings
    assert outcome.level == Level.of(line.level)


def test_every_rule_and_sum_holds_on_some_line_and_not_on_another():
    for finding in CURRENT.finding_by_id:
        assert any(finding in line.findings for line in LINES), finding
        assert any(finding not in line.findings for line in LINES), finding


def test_every_answer_stands_on_some_line_of_every_form_that_is_asked_it():
    stated = {(line.form, *answer) for line in LINES for answer in line.answers.items()}
    possible = {
        (form, question.id, option.id)
        for question in CURRENT.questions.values()
        for form in question.forms
        for option in question.options
    }
    assert stated == possible


def test_the_most_serious_finding_comes_first():
    for line in LINES:
        risks = [finding.risk for finding in evaluate(CURRENT, line.form, line.answers).findings]
        assert risks == sorted(risks, reverse=True), line


def test_without_measures_the_residual_is_the_level():
    for line in LINES:
        outcome = evaluate(CURRENT, line.form, line.answers)
        assert outcome.residual == outcome.level, line

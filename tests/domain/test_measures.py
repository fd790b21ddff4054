"""What measures leave of a finding, and of a meeting (krav 2.3)."""

import pytest

from app.checklists import CURRENT
from app.domain.levels import Level, Risk
from app.domain.risk import evaluate
from tests.domain.meetings import calm, measure_lines

LINES = list(measure_lines())
NOTHING_EASES = {"several-notes", "several-findings"}


def _residual_of(line, *measures):
    found = {finding.id: finding for finding in evaluate(CURRENT, line.form, line.answers, measures).findings}
    return found[line.finding].residual


@pytest.mark.parametrize("line", LINES, ids=str)
def test_each_measure_leaves_what_the_rulebook_says(line):
    left_alone = CURRENT.finding_by_id[line.finding].risk
    for measure in CURRENT.measure_by_id:
        assert _residual_of(line, measure) == line.leaves.get(measure, left_alone), measure


def test_every_finding_has_a_line():
    assert {line.finding for line in LINES} == CURRENT.finding_by_id.keys() - NOTHING_EASES


@pytest.mark.parametrize("line", [line for line in LINES if len(line.leaves) > 1], ids=str)
def test_the_measure_that_helps_most_decides(line):
    assert _residual_of(line, *line.leaves) == min(line.leaves.values())


THREE_FINDINGS = {"behaviour": "unpredictable", "topic_kind": "conflict", "confidence": "somewhat"}


@pytest.mark.parametrize(
    ("measures", "residual", "left"),
    [
        ((), "high", {"several-findings": "high"}),
        (("exit_seat",), "elevated", {"several-findings": "none", "unpredictable": "note"}),
        (("exit_seat", "leader_takes_over"), "elevated", {"several-findings": "none", "conflict-topic": "note"}),
        (("prep_call",), "elevated", {"several-findings": "none", "somewhat-unsure": "elevated"}),
    ],
)
def test_the_sum_of_findings_is_made_anew_from_what_is_left(measures, residual, left):
    outcome = evaluate(CURRENT, "office", calm("office", **THREE_FINDINGS), measures)
    assert outcome.level == Level.HIGH
    assert outcome.residual == Level.of(residual)
    by_id = {finding.id: finding.residual.code for finding in outcome.findings}
    assert by_id | left == by_id


def test_three_findings_that_have_become_notes_still_add_up():
    outcome = evaluate(CURRENT, "office", calm("office", **THREE_FINDINGS), ["leader_nearby"])
    assert {finding.residual for finding in outcome.findings} == {Risk.NOTE, Risk.NONE}
    assert outcome.residual == Level.ELEVATED


def test_two_findings_that_have_become_notes_are_low():
    answers = calm("office", behaviour="unpredictable", topic_kind="conflict")
    assert evaluate(CURRENT, "office", answers, ["two_staff"]).residual == Level.LOW

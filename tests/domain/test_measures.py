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


@pytest.mark.parametrize(
    ("measures", "residual", "left_of_the_sum"),
    [
        ([], "high", Risk.HIGH),
        (["exit_seat"], "elevated", Risk.NONE),
        (["exit_seat", "leader_takes_over"], "low", Risk.NONE),
    ],
)
def test_the_sum_of_findings_is_made_anew_from_what_is_left(measures, residual, left_of_the_sum):
    answers = calm("office", behaviour="unpredictable", topic_kind="conflict", confidence="somewhat")
    outcome = evaluate(CURRENT, "office", answers, measures)
    by_id = {finding.id: finding for finding in outcome.findings}
    if "leader_takes_over" in measures:  # three findings have become three notes, which is elevated still
        residual = "elevated"
    assert outcome.level == Level.HIGH
    assert outcome.residual == Level.of(residual)
    assert by_id["several-findings"].residual == left_of_the_sum

"""What a level lets happen next: every level before measures, with every residual after them."""

import pytest

from app.checklists import CURRENT
from app.domain.levels import LEVEL_WORDS, RISK_WORDS, Gate, Level, Risk, gate
from app.domain.risk import evaluate
from tests.domain.meetings import calm

ROWS = """
level     residual  gate
low       low       hold
low       elevated  inform
low       high      decide
low       stop      stop
elevated  low       inform
elevated  elevated  inform
elevated  high      decide
elevated  stop      stop
high      low       decide
high      elevated  decide
high      high      decide
high      stop      stop
stop      low       decide
stop      elevated  decide
stop      high      decide
stop      stop      stop
"""


@pytest.mark.parametrize(("level", "residual", "expected"), [row.split() for row in ROWS.split("\n")[2:-1]])
def test_a_row_of_the_gate(level, residual, expected):
    assert gate(Level.of(level), Level.of(residual)) == Gate(expected)


def test_the_rows_cover_every_pair():
    assert len(ROWS.split("\n")[2:-1]) == len(Level) ** 2


@pytest.mark.parametrize(
    ("measures", "expected"),
    [([], "stop"), (["two_staff"], "decide"), (["change_form"], "decide"), (["prep_call"], "stop")],
)
def test_the_gate_of_an_outcome_follows_the_measures(measures, expected):
    answers = calm("office", behaviour="threats_or_violence", staffing="alone_ok")
    assert evaluate(CURRENT, "office", answers, measures).gate == Gate(expected)


@pytest.mark.parametrize(
    ("risk", "level"),
    [("none", "low"), ("note", "low"), ("elevated", "elevated"), ("high", "high"), ("stop", "stop")],
)
def test_what_one_finding_alone_makes_of_a_meeting(risk, level):
    assert Risk[risk.upper()].level == Level.of(level)
    assert Risk[risk.upper()].code == risk


def test_every_level_and_risk_has_a_word():
    assert LEVEL_WORDS.keys() == set(Level)
    assert RISK_WORDS.keys() == set(Risk)
    assert [level.word for level in Level] == ["Lav", "Forhøyet", "Høy", "Stans"]


def test_an_unknown_level_is_refused():
    with pytest.raises(KeyError):
        Level.of("purple")


@pytest.mark.parametrize(
    ("differences", "needing"),
    [
        ({}, []),
        ({"payments": "delayed"}, []),
        ({"topic_kind": "conflict"}, ["conflict-topic"]),
        ({"payments": "delayed", "changes": "some", "timing": "early_or_late"}, []),
        ({"payments": "unknown", "changes": "unknown"}, ["too-little-known"]),
        (
            {"topic_kind": "conflict", "changes": "acute", "confidence": "somewhat"},
            ["acute-change", "conflict-topic", "somewhat-unsure"],
        ),
    ],
)
def test_findings_that_need_a_measure_or_a_reason(differences, needing):
    findings = evaluate(CURRENT, "office", calm("office", **differences)).findings
    assert [finding.id for finding in findings if finding.needs_measure] == needing

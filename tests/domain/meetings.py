"""Meetings for the tests of the rules: start from calm, state only the difference. Reads the rulebook's tables."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from app.checklists import CURRENT
from app.domain.forms_of_meeting import AWAY, FORMS, PHYSICAL, REMOTE
from app.domain.levels import Risk

RULEBOOK = Path(__file__).with_name("rulebook")
GROUPS = {"all": tuple(FORMS), "physical": PHYSICAL, "away": AWAY, "remote": REMOTE}
TABLES_OF_RULES = ("client", "meeting", "place", "lone_work", "competence", "sums")


def calm(form: str, **differences: str) -> dict[str, str]:
    """The best answers to everything that this form is asked, several staff, but for the differences."""
    best = {question.id: question.options[0].id for question in CURRENT.asked(form).values()}
    assert differences.keys() <= best.keys(), f"{form} is not asked {sorted(differences.keys() - best.keys())}"
    return best | differences


@dataclasses.dataclass(frozen=True)
class RuleLine:
    """One line of a table of rules, for one form: what is found, and nothing else."""

    form: str
    differences: str
    findings: dict[str, Risk]
    level: str

    def __str__(self) -> str:
        return f"{self.form} {self.differences or 'calm'}"

    @property
    def answers(self) -> dict[str, str]:
        return calm(self.form, **_pairs(self.differences))


@dataclasses.dataclass(frozen=True)
class MeasureLine:
    """One line of the table of measures: what each measure leaves of a finding."""

    finding: str
    form: str
    differences: str
    leaves: dict[str, Risk]

    def __str__(self) -> str:
        return self.finding

    @property
    def answers(self) -> dict[str, str]:
        return calm(self.form, **_pairs(self.differences))


def rule_lines() -> Iterator[RuleLine]:
    for table in TABLES_OF_RULES:
        for forms, differences, findings, level in _lines(table):
            for form in GROUPS.get(forms, (forms,)):
                yield RuleLine(form, differences, _risks(findings), level)


def measure_lines() -> Iterator[MeasureLine]:
    for finding, form, differences, leaves in _lines("measures"):
        yield MeasureLine(finding, form, differences, _risks(leaves))


def _lines(table: str) -> Iterator[list[str]]:
    for line in (RULEBOOK / f"{table}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [column.strip() for column in line.split("|")]


def _risks(column: str) -> dict[str, Risk]:
    named = [each.split() for each in column.split(", ")] if column != "-" else []
    return {name: Risk[risk.upper()] for name, risk in named}


def _pairs(column: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in column.split())

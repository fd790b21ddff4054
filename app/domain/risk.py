"""How answers become findings, and findings a level: triggers, not points (krav 2.1, 2.2)."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from app.domain.checklist import UNKNOWN, Checklist, Count, Rule, Sum
from app.domain.levels import Gate, Level, Risk, gate


class Unanswerable(ValueError):
    """Answers that a checklist cannot judge; the message names the question, option or measure at fault."""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One rule or sum that holds for a meeting, with its risk before and after the chosen measures."""

    rule: Rule | Sum
    risk: Risk
    residual: Risk

    @property
    def id(self) -> str:
        return self.rule.id

    @property
    def needs_measure(self) -> bool:
        """Whether the gate asks for a measure, or a stated reason why not (a sum is answered by its parts)."""
        return self.risk >= Risk.ELEVATED and (isinstance(self.rule, Rule) or bool(self.rule.eased_by))


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What the checklist says of a meeting: its findings, most serious first, level, residual and gate."""

    findings: tuple[Finding, ...]
    level: Level
    residual: Level

    @property
    def gate(self) -> Gate:
        return gate(self.level, self.residual)


def evaluate(
    checklist: Checklist, form: str, answers: Mapping[str, str], measures: Collection[str] = ()
) -> Outcome:
    """Judge a whole set of answers, with the measures (ids of the catalogue) that have been chosen.

    Raises Unanswerable when an answer is missing, superfluous or unknown, or a measure does not exist.
    """
    check_answers(checklist, form, answers)
    for measure in measures:
        if measure not in checklist.measure_by_id:
            raise Unanswerable(f"unknown measure: {measure}")
    holding = _rules_that_hold(checklist, {**answers, "form": form})
    holding += _sums_that_hold(checklist, Count.UNKNOWN_ANSWERS, _unknowns(answers))
    findings = [Finding(rule, rule.risk, _eased(rule, measures)) for rule in holding]
    raised_before = _sums_of(checklist, [(finding.rule, finding.risk) for finding in findings])
    raised_after = _sums_of(checklist, [(finding.rule, finding.residual) for finding in findings])
    findings += [Finding(each, each.risk, each.risk if each in raised_after else Risk.NONE) for each in raised_before]
    findings.sort(key=lambda finding: -finding.risk)
    residuals = [finding.residual for finding in findings] + [each.risk for each in raised_after]
    return Outcome(
        tuple(findings),
        level=max((finding.risk for finding in findings), default=Risk.NONE).level,
        residual=max(residuals, default=Risk.NONE).level,
    )


def check_answers(checklist: Checklist, form: str, answers: Mapping[str, str]) -> None:
    """Raise Unanswerable unless exactly the questions of this form have an option of theirs as answer."""
    try:
        asked = checklist.asked(form)
    except (KeyError, TypeError):
        raise Unanswerable(f"unknown form: {form}") from None
    for question in asked:
        if question not in answers:
            raise Unanswerable(f"missing answer: {question}")
    for question, answer in answers.items():
        if question not in asked:
            raise Unanswerable(f"superfluous answer: {question}")
        if answer not in checklist.options_of[question]:
            raise Unanswerable(f"unknown answer: {question}={answer}")


def _rules_that_hold(checklist: Checklist, situation: Mapping[str, str]) -> list[Rule | Sum]:
    holding = [rule for rule in checklist.rules if rule.when.holds(situation)]
    replaced = {milder for rule in holding for milder in rule.instead_of}
    return [rule for rule in holding if rule.id not in replaced]


def _eased(rule: Rule | Sum, measures: Collection[str]) -> Risk:
    return min((rule.eased_by[measure] for measure in measures if measure in rule.eased_by), default=rule.risk)


def _unknowns(answers: Mapping[str, str]) -> int:
    return sum(1 for answer in answers.values() if answer == UNKNOWN)


def _sums_of(checklist: Checklist, risks: Sequence[tuple[Rule | Sum, Risk]]) -> list[Rule | Sum]:
    """The sums made from findings. They never count one another; unknown answers were counted before."""
    notes = sum(1 for rule, risk in risks if risk == Risk.NOTE and not (isinstance(rule, Rule) and rule.standing))
    serious = sum(1 for _rule, risk in risks if risk >= Risk.ELEVATED)
    return _sums_that_hold(checklist, Count.NOTES, notes) + _sums_that_hold(checklist, Count.SERIOUS_FINDINGS, serious)


def _sums_that_hold(checklist: Checklist, counts: Count, number: int) -> list[Rule | Sum]:
    return [each for each in checklist.sums if each.counts is counts and number >= each.at_least]

"""How answers become findings, and findings a level: triggers, not points (krav 2.1, 2.2)."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from app.domain.checklist import UNKNOWN, Checklist, Count, Rule, Sum
from app.domain.levels import Gate, Level, Risk, gate

NONE, NOTE, ELEVATED = Risk.NONE, Risk.NOTE, Risk.ELEVATED
UNKNOWN_ANSWERS, NOTES, SERIOUS_FINDINGS = Count


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
        """Whether the gate asks for a measure, or a reason why not (a sum is answered by its parts)."""
        return self.risk >= ELEVATED and (isinstance(self.rule, Rule) or bool(self.rule.eased_by))


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What the checklist says of a meeting: its findings, most serious first, level, residual and gate."""

    findings: tuple[Finding, ...]
    level: Level
    residual: Level

    @property
    def gate(self) -> Gate:
        return gate(self.level, self.residual)


UNTROUBLED = Outcome((), Level.LOW, Level.LOW)


def evaluate(checklist: Checklist, form: str, answers: Mapping[str, str], measures: Collection[str] = ()) -> Outcome:
    """Judge a whole set of answers, with the measures (ids of the catalogue) that have been chosen.

    Raises Unanswerable when an answer is missing, superfluous or unknown, or a measure does not exist.
    """
    check_answers(checklist, form, answers)
    check_measures(checklist, measures)
    holding = _rules_that_hold(checklist, form, answers) + _unknowns_that_weigh(checklist, answers)
    if not holding:
        return UNTROUBLED
    findings = [Finding(each, each.risk, _eased(each, measures)) for each in holding]
    raised_before = _sums_of(checklist, [(finding.rule, finding.risk) for finding in findings])
    raised_after = _sums_of(checklist, [(finding.rule, finding.residual) for finding in findings])
    findings += [Finding(each, each.risk, each.risk if each in raised_after else NONE) for each in raised_before]
    findings.sort(key=lambda finding: -finding.risk)
    left = max([finding.residual for finding in findings] + [each.risk for each in raised_after])
    return Outcome(tuple(findings), level=findings[0].risk.level, residual=left.level)


def check_answers(checklist: Checklist, form: str, answers: Mapping[str, str]) -> None:
    """Raise Unanswerable unless exactly the questions of this form have an option of theirs as answer."""
    try:
        asked = checklist.asked(form)
    except (KeyError, TypeError):
        raise Unanswerable(f"unknown form: {form}") from None
    if answers.keys() != asked.keys():
        for question in asked:
            if question not in answers:
                raise Unanswerable(f"missing answer: {question}")
        superfluous = next(question for question in answers if question not in asked)
        raise Unanswerable(f"superfluous answer: {superfluous}")
    options_of = checklist.options_of
    for question, answer in answers.items():
        if answer not in options_of[question]:
            raise Unanswerable(f"unknown answer: {question}={answer}")


def check_measures(checklist: Checklist, measures: Collection[str]) -> None:
    """Raise Unanswerable unless every measure is one of the catalogue."""
    for measure in measures:
        if measure not in checklist.measure_by_id:
            raise Unanswerable(f"unknown measure: {measure}")


def _rules_that_hold(checklist: Checklist, form: str, answers: Mapping[str, str]) -> list[Rule | Sum]:
    """The rules that are true of the meeting, in the checklist's order, without those that are replaced."""
    situation = {**answers, "form": form}
    touched = checklist.rules_touched_by
    places = {place for answer in situation.items() if answer in touched for place in touched[answer]}
    holding = [rule for rule in map(checklist.rules.__getitem__, sorted(places)) if rule.when.holds(situation)]
    replaced = {milder for rule in holding for milder in rule.instead_of}
    return [rule for rule in holding if rule.id not in replaced]


def _unknowns_that_weigh(checklist: Checklist, answers: Mapping[str, str]) -> list[Rule | Sum]:
    number = [*answers.values()].count(UNKNOWN)
    return [each for each in checklist.sums if each.counts is UNKNOWN_ANSWERS and number >= each.at_least]


def _eased(rule: Rule | Sum, measures: Collection[str]) -> Risk:
    """What is left of the risk: the measure that helps most decides."""
    return min([rule.eased_by[each] for each in measures if each in rule.eased_by], default=rule.risk)


def _sums_of(checklist: Checklist, risks: Sequence[tuple[Rule | Sum, Risk]]) -> list[Sum]:
    """The sums made from findings. They never count one another; unknown answers were counted before."""
    notes = len([rule for rule, risk in risks if risk is NOTE and not rule.standing])
    serious = len([rule for rule, risk in risks if risk >= ELEVATED])
    return [
        each
        for each in checklist.sums
        if (each.counts is NOTES and notes >= each.at_least)
        or (each.counts is SERIOUS_FINDINGS and serious >= each.at_least)
    ]

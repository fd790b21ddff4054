"""The rulebook would notice: break any rule, sum or measure in any small way, and some line no longer holds."""

import dataclasses
from collections.abc import Iterator

from app.checklists import CURRENT
from app.domain.checklist import Checklist, Count, Rule
from app.domain.conditions import AllOf, AnyOf, Condition, Said
from app.domain.forms_of_meeting import FORMS
from app.domain.levels import Risk
from app.domain.risk import evaluate
from tests.domain.meetings import MeasureLine, measure_lines, rule_lines

RULE_LINES = [(line, line.answers) for line in rule_lines()]


def test_a_changed_condition_is_noticed():
    unnoticed = [
        f"{rule.id}: {condition}"
        for rule in CURRENT.rules
        for condition in _changed(rule.when, _forms_asked(rule))
        if _rulebook_holds(_with(rule, dataclasses.replace(rule, when=condition)))
    ]
    assert unnoticed == []


def test_a_changed_risk_is_noticed():
    unnoticed = [
        f"{finding.id}: {risk}"
        for finding in CURRENT.finding_by_id.values()
        for risk in Risk
        if risk not in {finding.risk, Risk.NONE}
        and _rulebook_holds(_with(finding, dataclasses.replace(finding, risk=risk)))
    ]
    assert unnoticed == []


def test_a_rule_that_no_longer_replaces_the_milder_one_is_noticed():
    sharper = [rule for rule in CURRENT.rules if rule.instead_of]
    assert [rule.id for rule in sharper if _rulebook_holds(_with(rule, dataclasses.replace(rule, instead_of=())))] == []


def test_a_note_that_begins_or_ceases_to_count_is_noticed():
    notes = [rule for rule in CURRENT.rules if rule.risk == Risk.NOTE]
    turned = [(rule, dataclasses.replace(rule, standing=not rule.standing)) for rule in notes]
    assert [rule.id for rule, other in turned if _rulebook_holds(_with(rule, other))] == []


def test_a_changed_sum_is_noticed():
    unnoticed = [
        f"{each.id}: {change}"
        for each in CURRENT.sums
        for change in [{"at_least": each.at_least - 1}, {"at_least": each.at_least + 1}, *_other_counts(each)]
        if _rulebook_holds(_with(each, dataclasses.replace(each, **change)))
    ]
    assert unnoticed == []


def test_a_changed_measure_is_noticed():
    unnoticed = [
        f"{line.finding}: {eased_by}"
        for line in measure_lines()
        for finding in [CURRENT.finding_by_id[line.finding]]
        for eased_by in _changed_easing(finding.eased_by)
        if _measures_hold(line, _with(finding, dataclasses.replace(finding, eased_by=eased_by)))
    ]
    assert unnoticed == []


def _with(old, new) -> Checklist:
    """The checklist with one rule or sum in place of another."""
    return dataclasses.replace(
        CURRENT,
        rules=tuple(new if each is old else each for each in CURRENT.rules),
        sums=tuple(new if each is old else each for each in CURRENT.sums),
    )


def _rulebook_holds(checklist: Checklist) -> bool:
    for line, answers in RULE_LINES:
        outcome = evaluate(checklist, line.form, answers)
        if {finding.id: finding.risk for finding in outcome.findings} != line.findings:
            return False
    return True


def _measures_hold(line: MeasureLine, checklist: Checklist) -> bool:
    for measure in CURRENT.measure_by_id:
        found = {each.id: each for each in evaluate(checklist, line.form, line.answers, [measure]).findings}
        if found[line.finding].residual != line.leaves.get(measure, found[line.finding].risk):
            return False
    return True


def _forms_asked(rule: Rule) -> list[str]:
    """The forms that are asked everything the rule speaks of; in others it is silent whatever it says of them."""
    questions = {said.question for said in rule.when.sayings()} - {"form"}
    return [form for form in FORMS if questions <= CURRENT.asked(form).keys()]


def _changed(condition: Condition, forms: list[str]) -> Iterator[Condition]:
    """The condition with one option more or less, one part less, and all-of and any-of exchanged."""
    match condition:
        case Said(question, options):
            every = forms if question == "form" else CURRENT.options_of[question]
            yield from (Said(question, options ^ {option}) for option in every if options != {option})
        case AllOf(parts) | AnyOf(parts):
            kind, other = (AllOf, AnyOf) if isinstance(condition, AllOf) else (AnyOf, AllOf)
            yield other(parts)
            for place, part in enumerate(parts):
                before, after = parts[:place], parts[place + 1 :]
                yield kind((*before, *after))
                yield from (kind((*before, changed, *after)) for changed in _changed(part, forms))


def _other_counts(each) -> list[dict[str, Count]]:
    return [{"counts": count} for count in Count if count is not each.counts]


def _changed_easing(eased_by) -> Iterator[dict[str, Risk]]:
    for measure, left in eased_by.items():
        yield {name: risk for name, risk in eased_by.items() if name != measure}
        yield from ({**eased_by, measure: risk} for risk in Risk if risk != left)
    yield from ({**eased_by, measure: Risk.NONE} for measure in CURRENT.measure_by_id if measure not in eased_by)

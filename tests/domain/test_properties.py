"""What holds for all answers to all forms, and all measures."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.checklists import CURRENT
from app.domain.levels import Risk
from app.domain.risk import evaluate
from tests.domain.answers import measures, meetings, worse_answers, worsened

thorough = settings(max_examples=200)


@thorough
@given(worsened())
def test_a_worse_answer_never_lowers_the_level(two):
    form, answers, worse = two
    assert evaluate(CURRENT, form, worse).level >= evaluate(CURRENT, form, answers).level


@thorough
@given(worsened(), measures)
def test_a_worse_answer_never_lowers_the_residual(two, chosen):
    form, answers, worse = two
    assert evaluate(CURRENT, form, worse, chosen).residual >= evaluate(CURRENT, form, answers, chosen).residual


@thorough
@given(meetings(), measures, st.sampled_from(sorted(CURRENT.measure_by_id)))
def test_one_more_measure_never_raises_the_residual(meeting, chosen, one_more):
    before, after = evaluate(CURRENT, *meeting, chosen), evaluate(CURRENT, *meeting, chosen | {one_more})
    assert after.residual <= before.residual
    assert after.level == before.level


@thorough
@given(meetings(), measures)
def test_the_residual_is_never_above_the_level(meeting, chosen):
    outcome = evaluate(CURRENT, *meeting, chosen)
    assert outcome.residual <= outcome.level
    assert all(finding.residual <= finding.risk for finding in outcome.findings)


@thorough
@given(meetings())
def test_the_highest_finding_is_the_level(meeting):
    outcome = evaluate(CURRENT, *meeting)
    assert outcome.level == max((finding.risk for finding in outcome.findings), default=Risk.NONE).level


@thorough
@given(meetings(), measures, st.randoms())
def test_the_order_of_answers_and_measures_does_not_matter(meeting, chosen, chance: random.Random):
    form, answers = meeting
    shuffled = dict(chance.sample(sorted(answers.items()), len(answers)))
    twice = chance.sample(sorted(chosen) * 2, len(chosen) * 2)
    assert evaluate(CURRENT, form, shuffled, twice) == evaluate(CURRENT, form, answers, chosen)


@thorough
@given(meetings())
def test_a_replaced_rule_is_never_found_beside_the_one_that_replaces_it(meeting):
    found = {finding.id: finding.rule for finding in evaluate(CURRENT, *meeting).findings}
    replaced = {milder for rule in CURRENT.rules if rule.id in found for milder in rule.instead_of}
    assert replaced.isdisjoint(found)


def test_every_answer_but_the_best_is_declared_worse_than_the_best():
    for question in CURRENT.questions.values():
        best, *others = (option.id for option in question.options)
        assert set(worse_answers(question.id, best)) == set(others), question.id


def test_no_answer_is_worse_than_itself():
    for question in CURRENT.questions.values():
        for option in question.options:
            assert option.id not in worse_answers(question.id, option.id), f"{question.id}={option.id}"

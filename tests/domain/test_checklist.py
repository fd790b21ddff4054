"""A checklist as data: what can be asked of it, and what its digest notices."""

import dataclasses

import pytest

from app.checklists import CURRENT, checklist
from app.domain.checklist import Effect
from app.domain.conditions import AllOf, AnyOf
from app.domain.levels import Risk
from app.domain.risk import Unanswerable, check_answers, evaluate
from tests.domain.meetings import calm


@pytest.mark.parametrize(
    ("form", "questions", "place"),
    [
        ("office", 18, ["exit_route", "layout", "timing"]),
        ("outside", 21, ["exit_route", "layout", "timing", "coverage", "surroundings"]),
        ("home_visit", 21, ["exit_route", "layout", "timing", "coverage", "surroundings"]),
        ("transport", 21, ["exit_route", "layout", "timing", "coverage", "surroundings"]),
        ("phone", 18, ["timing", "support_during", "own_location"]),
        ("digital", 18, ["timing", "support_during", "own_location"]),
    ],
)
def test_each_form_is_asked_what_concerns_it(form, questions, place):
    assert len(CURRENT.asked(form)) == questions
    assert [question.id for question in CURRENT.section("place").asked(form)] == place


def test_probability_comes_before_consequence():
    for finding in CURRENT.finding_by_id:
        effects = [measure.effect for measure in CURRENT.measures_for(finding)]
        assert effects == sorted(effects, key=[Effect.PROBABILITY, Effect.CONSEQUENCE].index), finding


def test_what_a_new_form_does_not_ask_is_left_out():
    answers = calm("phone", behaviour="unpredictable")
    kept = CURRENT.without_superfluous("office", answers)
    assert kept["behaviour"] == "unpredictable"
    assert "own_location" not in kept
    assert "exit_route" not in kept


@pytest.mark.parametrize(
    "missing", [lambda: checklist("0"), lambda: CURRENT.section("weather"), lambda: CURRENT.asked("mail")]
)
def test_what_was_never_published_is_refused(missing):
    with pytest.raises(KeyError):
        missing()


def test_an_option_is_found_by_its_id():
    assert CURRENT.questions["behaviour"].option("calm").label == "Rolig"
    with pytest.raises(KeyError):
        CURRENT.questions["behaviour"].option("jolly")


@pytest.mark.parametrize("form", ["office", "phone", "home_visit"])
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda answers: answers.pop("behaviour"), "missing answer: behaviour"),
        (lambda answers: answers.update(weather="calm"), "superfluous answer: weather"),
        (lambda answers: answers.update(behaviour="jolly"), "unknown answer: behaviour=jolly"),
        (lambda answers: answers.update(staffing=""), "unknown answer: staffing="),
        (lambda answers: answers.update(behaviour="Calm"), "unknown answer: behaviour=Calm"),
    ],
)
def test_answers_that_cannot_be_judged_are_named(form, change, complaint):
    answers = calm(form)
    change(answers)
    with pytest.raises(Unanswerable, match=f"^{complaint}$"):
        evaluate(CURRENT, form, answers)


@pytest.mark.parametrize(("form", "other"), [("office", "phone"), ("phone", "office"), ("home_visit", "office")])
def test_answers_to_another_form_are_refused(form, other):
    with pytest.raises(Unanswerable, match="answer"):
        check_answers(CURRENT, form, calm(other))


@pytest.mark.parametrize("form", ["fax", "", "Office", None, ["office"], {}])
def test_a_form_that_does_not_exist_is_named(form):
    with pytest.raises(Unanswerable, match="unknown form"):
        evaluate(CURRENT, form, calm("office"))


def test_a_measure_that_does_not_exist_is_named():
    with pytest.raises(Unanswerable, match="unknown measure: prayer"):
        evaluate(CURRENT, "office", calm("office"), ["two_staff", "prayer"])


def _with_rule(**changes):
    first, *others = CURRENT.rules
    return dataclasses.replace(CURRENT, rules=(dataclasses.replace(first, **changes), *others))


@pytest.mark.parametrize(
    "changed",
    [
        dataclasses.replace(CURRENT, version="2"),
        dataclasses.replace(CURRENT, rules=CURRENT.rules[1:]),
        dataclasses.replace(CURRENT, sums=CURRENT.sums[1:]),
        dataclasses.replace(CURRENT, measures=CURRENT.measures[1:]),
        dataclasses.replace(CURRENT, sections=CURRENT.sections[1:]),
        _with_rule(because="Fordi."),
        _with_rule(risk=Risk.NOTE),
        _with_rule(eased_by={"guard": Risk.NOTE}),
        _with_rule(when=AllOf(tuple(CURRENT.rules[1].when.sayings()))),
        _with_rule(standing=True),
        dataclasses.replace(CURRENT, rules=CURRENT.rules[::-1]),
        dataclasses.replace(CURRENT, measures=CURRENT.measures[::-1]),
    ],
)
def test_the_digest_notices_any_change(changed):
    assert changed.digest() != CURRENT.digest()


def test_the_digest_tells_all_of_from_any_of():
    parts = tuple(CURRENT.rules[1].when.sayings())
    assert _with_rule(when=AllOf(parts)).digest() != _with_rule(when=AnyOf(parts)).digest()


def test_the_digest_notices_in_which_order_measures_are_offered():
    two = {"guard": Risk.NOTE, "two_staff": Risk.NOTE}
    assert _with_rule(eased_by=two).digest() != _with_rule(eased_by=dict(reversed(two.items()))).digest()


def test_the_digest_is_the_same_every_time():
    assert dataclasses.replace(CURRENT).digest() == CURRENT.digest()


def test_a_calm_meeting_touches_no_rule():
    calm_answers = {(question.id, question.options[0].id) for question in CURRENT.questions.values()}
    assert calm_answers.isdisjoint(CURRENT.rules_touched_by)

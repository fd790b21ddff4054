"""The checklists as content: every name exists, every sentence is one, and what is published stays as it was."""

import re

import pytest

from app.checklists import CURRENT, DIGESTS, PUBLISHED
from app.checklists.sources import SOURCES
from app.domain.checklist import Count
from app.domain.forms_of_meeting import FORMS
from app.domain.levels import Risk
from tests.house.sources import told

every_version = pytest.mark.parametrize("checklist", PUBLISHED.values(), ids=PUBLISHED)

# What the contract says is no risk in itself, or only together with something that the rules name.
HARMLESS = {
    ("behaviour", "calm"),
    ("safety_notice", "none"),
    ("payments", "up_to_date"),
    ("informed", "well"),
    ("message", "neutral"),
    ("changes", "none"),
    ("prep_call", "not_needed"),
    ("prep_call", "done"),
    ("topic_kind", "routine"),
    ("topic_kind", "demanding"),
    ("expectations", "shared"),
    ("others_present", "none"),
    ("others_present", "known"),
    ("exit_route", "clear"),
    ("layout", "safe"),
    ("timing", "staffed_hours"),
    ("coverage", "good"),
    ("surroundings", "familiar"),
    ("support_during", "available"),
    ("own_location", "with_colleagues"),
    ("call_for_help", "tested"),
    ("someone_knows", "yes"),
    ("training", "current"),
    ("routines", "known"),
    ("confidence", "sure"),
}


@pytest.mark.parametrize("version", PUBLISHED)
def test_a_published_version_is_frozen(version):
    assert PUBLISHED[version].digest() == DIGESTS.get(version), (
        f"Version {version} has been published, and old assessments are read with it. Leave it as it was, and put "
        f"the changed words or rules into a new version beside it (app/checklists/v{version}/ is the pattern). "
        "Only while a version is being written: flask checklist digest prints what belongs into DIGESTS."
    )


def test_no_digest_is_kept_of_what_was_never_published():
    assert DIGESTS.keys() == PUBLISHED.keys()
    assert CURRENT is PUBLISHED[CURRENT.version]
    assert all(version == checklist.version for version, checklist in PUBLISHED.items())


@every_version
def test_ids_are_told_apart_and_spelled_alike(checklist):
    rules = [each.id for each in (*checklist.rules, *checklist.sums)]
    questions = [question.id for section in checklist.sections for question in section.questions]
    measures = [measure.id for measure in checklist.measures]
    options = [[option.id for option in question.options] for question in checklist.questions.values()]
    for ids in (rules, questions, measures, *options):
        assert len(set(ids)) == len(ids), ids
    snake = [*questions, *measures, *(option for ids in options for option in ids)]
    assert [each for each in rules if not re.fullmatch(r"[a-z]+(-[a-z]+)*", each)] == []
    assert [each for each in snake if not re.fullmatch(r"[a-z]+(_[a-z]+)*", each)] == []


@every_version
def test_rules_name_only_what_exists(checklist):
    known = {**checklist.options_of, "form": frozenset(FORMS)}
    strangers = [
        f"{rule.id}: {said.question}={option}"
        for rule in checklist.rules
        for said in rule.when.sayings()
        for option in said.options or {"no option"}
        if option not in known.get(said.question, ())
    ]
    assert not strangers, told(["No such question or option:", *strangers])


@every_version
def test_every_answer_that_carries_risk_stands_in_a_rule(checklist):
    named = {
        (said.question, option) for rule in checklist.rules for said in rule.when.sayings() for option in said.options
    }
    every = {(question, option) for question, options in checklist.options_of.items() for option in options}
    assert every >= HARMLESS
    assert every - named - HARMLESS == set()


@every_version
def test_no_rule_lets_an_unknown_answer_pass(checklist):
    unknowns = {(question, "unknown") for question, options in checklist.options_of.items() if "unknown" in options}
    triggers = set().union(*(rule.when.triggers() for rule in checklist.rules))
    assert unknowns <= triggers


@every_version
def test_measures_exist_and_are_used(checklist):
    used = {measure for finding in checklist.finding_by_id.values() for measure in finding.eased_by}
    assert used == checklist.measure_by_id.keys()


@every_version
def test_a_measure_always_lowers(checklist):
    idle = [
        f"{finding.id}: {measure}"
        for finding in checklist.finding_by_id.values()
        for measure, left in finding.eased_by.items()
        if left >= finding.risk
    ]
    assert idle == []


@every_version
def test_a_finding_that_needs_a_measure_has_one(checklist):
    # A ban can only be met by another form of meeting, which is another assessment.
    helpless = {rule.id for rule in checklist.rules if rule.risk > Risk.NOTE and not rule.eased_by}
    assert helpless == {"ban-on-this-form"}


@every_version
def test_sums_of_findings_are_eased_through_the_findings(checklist):
    # Such a sum is counted anew from what is left; measures of its own would never be looked at.
    own = {each.id for each in checklist.sums if each.eased_by and each.counts is not Count.UNKNOWN_ANSWERS}
    assert own == set()


@every_version
def test_a_rule_replaces_only_milder_rules_that_exist(checklist):
    rules = {rule.id: rule for rule in checklist.rules}
    for rule in checklist.rules:
        for milder in rule.instead_of:
            assert milder in rules, f"{rule.id} replaces {milder}, which does not exist"
            assert rules[milder].risk < rule.risk, f"{rule.id} replaces {milder}, which is no milder"


@every_version
def test_no_measure_leaves_less_of_a_rule_than_of_what_it_replaces(checklist):
    for rule in checklist.rules:
        for milder in (checklist.finding_by_id[each] for each in rule.instead_of):
            for measure in checklist.measure_by_id:
                left = rule.eased_by.get(measure, rule.risk)
                assert left >= milder.eased_by.get(measure, milder.risk), f"{rule.id}, {milder.id}: {measure}"


@every_version
def test_every_source_is_in_the_list_of_sources(checklist):
    cited = {each.source for each in (*checklist.finding_by_id.values(), *checklist.questions.values())}
    assert cited <= SOURCES.keys()


def test_every_source_names_the_law_before_and_after_2026():
    for source in SOURCES.values():
        assert source.law_in_standard, source.id
        assert source.law_since_2026, source.id
        assert any("23A" in law for law in source.law_in_standard), source.id
        assert any("kapittel 3A" in law for law in source.law_since_2026), source.id
        assert not any("23A" in law for law in source.law_since_2026), source.id


def _reasons(checklist):
    yield from (each.because for each in checklist.finding_by_id.values())
    yield from (question.why for question in checklist.questions.values())


def _labels(checklist):
    yield from (section.title for section in checklist.sections)
    yield from (measure.label for measure in checklist.measures)
    yield from (option.label for question in checklist.questions.values() for option in question.options)


@every_version
def test_reasons_are_whole_sentences(checklist):
    odd = [each for each in _reasons(checklist) if not re.fullmatch(r"[A-ZÆØÅ].*[^.]\.", each)]
    assert not odd, told(["Begin with a capital and end with a full stop:", *odd])


@every_version
def test_questions_are_questions(checklist):
    odd = [each.text for each in checklist.questions.values() if not re.fullmatch(r"[A-ZÆØÅ][^?]*\?", each.text)]
    assert not odd, told(["Begin with a capital and end with a question mark:", *odd])


@every_version
def test_labels_begin_with_a_capital_and_have_no_full_stop(checklist):
    odd = [each for each in _labels(checklist) if not re.fullmatch(r"[A-ZÆØÅ].*[^.?]", each)]
    assert not odd, told(["These are labels:", *odd])


@every_version
def test_no_two_answers_to_a_question_read_alike(checklist):
    for question in checklist.questions.values():
        assert len({option.label for option in question.options}) == len(question.options), question.id


@every_version
def test_sentences_are_short(checklist):
    long = [each for each in (*_reasons(checklist), *_labels(checklist)) if len(each) > 110]
    assert not long, told(["Say it in fewer words:", *long])


@every_version
def test_an_answer_is_worse_only_than_answers_to_the_same_question(checklist):
    for question in checklist.questions.values():
        for option in question.options:
            assert set(option.worse_than) <= checklist.options_of[question.id], f"{question.id}={option.id}"

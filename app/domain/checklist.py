"""The shape of a checklist: sections, questions, measures and rules as data that can be read and walked."""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from app.domain.conditions import Condition
from app.domain.forms_of_meeting import FORMS
from app.domain.levels import Risk

UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """One answer. `worse_than` names options of the same question that it is never better than."""

    id: str
    label: str
    worse_than: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """One radio group, asked in the forms of meeting that it concerns; `why` is for whoever wonders."""

    id: str
    text: str
    options: tuple[Option, ...]
    why: str
    source: str
    forms: tuple[str, ...] = tuple(FORMS)

    def option(self, option_id: str) -> Option:
        """The option with this id. Raises KeyError when the question has none such."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One page of the checklist."""

    id: str
    title: str
    questions: tuple[Question, ...]

    def asked(self, form: str) -> tuple[Question, ...]:
        """The questions of this page that a meeting of this form is asked."""
        return tuple(question for question in self.questions if form in question.forms)


class Effect(enum.StrEnum):
    """What a measure lowers (krav 1.1: probability first, then consequence)."""

    PROBABILITY = "probability"
    CONSEQUENCE = "consequence"


@dataclasses.dataclass(frozen=True, slots=True)
class Measure:
    """Something that can be done before the meeting. `done_by` suggests who: employee or leader."""

    id: str
    label: str
    effect: Effect
    done_by: str = "employee"


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """When the condition holds, the meeting has this finding, for this reason.

    `eased_by` says to what each measure lowers the finding. `instead_of` names milder rules about the
    same thing that this one replaces, so that one matter is one finding. A standing note belongs to
    the unit's training overview and is not counted when notes are summed.
    """

    id: str
    when: Condition
    risk: Risk
    because: str
    source: str
    eased_by: Mapping[str, Risk] = dataclasses.field(default_factory=dict)
    instead_of: tuple[str, ...] = ()
    standing: bool = False


class Count(enum.StrEnum):
    """What a sum counts."""

    UNKNOWN_ANSWERS = "unknown_answers"
    NOTES = "notes"
    SERIOUS_FINDINGS = "serious_findings"


@dataclasses.dataclass(frozen=True, slots=True)
class Sum:
    """Findings that weigh together ("hver for seg eller samlet", krav 2.1). A sum can only raise."""

    standing: ClassVar[bool] = False

    id: str
    counts: Count
    at_least: int
    risk: Risk
    because: str
    source: str
    eased_by: Mapping[str, Risk] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Checklist:
    """One published version: frozen, for an old assessment is read with the text it was answered under."""

    version: str
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    sums: tuple[Sum, ...]

    @functools.cached_property
    def questions(self) -> Mapping[str, Question]:
        return {question.id: question for section in self.sections for question in section.questions}

    @functools.cached_property
    def options_of(self) -> Mapping[str, frozenset[str]]:
        """The option ids of each question id."""
        return {
            question.id: frozenset(option.id for option in question.options) for question in self.questions.values()
        }

    @functools.cached_property
    def measure_by_id(self) -> Mapping[str, Measure]:
        return {measure.id: measure for measure in self.measures}

    @functools.cached_property
    def finding_by_id(self) -> Mapping[str, Rule | Sum]:
        """Rules and sums by id: whatever a stored finding can point at."""
        every: tuple[Rule | Sum, ...] = (*self.rules, *self.sums)
        return {rule.id: rule for rule in every}

    @functools.cached_property
    def rules_touched_by(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """The places in `rules` of those that an answer (question, option) can make true.

        Most answers touch none: a calm meeting is judged without looking at a single rule.
        """
        touched: dict[tuple[str, str], tuple[int, ...]] = {}
        for place, rule in enumerate(self.rules):
            for answer in rule.when.triggers():
                touched[answer] = (*touched.get(answer, ()), place)
        return touched

    @functools.cached_property
    def _asked(self) -> Mapping[str, Mapping[str, Question]]:
        return {
            form: {question.id: question for section in self.sections for question in section.asked(form)}
            for form in FORMS
        }

    def asked(self, form: str) -> Mapping[str, Question]:
        """The questions that a meeting of this form is asked, by id, in order."""
        return self._asked[form]

    def section(self, section_id: str) -> Section:
        """The section with this id. Raises KeyError when there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def measures_for(self, finding_id: str) -> tuple[Measure, ...]:
        """The measures that lower this finding, probability-reducing first (krav 1.1)."""
        helping = [self.measure_by_id[measure] for measure in self.finding_by_id[finding_id].eased_by]
        return tuple(sorted(helping, key=lambda measure: measure.effect is Effect.CONSEQUENCE))

    def without_superfluous(self, form: str, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers that a meeting of this form is asked for: what is left when the form changes."""
        return {question: answers[question] for question in self.asked(form) if question in answers}

    def digest(self) -> str:
        """SHA-256 over everything a published version says; it changes when a word or a rule does."""
        content = json.dumps(_plain(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Everything by name and in its order, so that the digest depends on the content alone.

    "All of" is not "any of". What is empty is left out: a field that a later version needs, and an older
    one leaves empty, does not change the older one.
    """
    if dataclasses.is_dataclass(value):
        parts = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {"": type(value).__name__, **{name: _plain(part) for name, part in parts.items() if part}}
    if isinstance(value, Mapping):
        return [[key, _plain(part)] for key, part in value.items()]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return value

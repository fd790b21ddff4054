"""What meetings are like in an office, as a stated guess: draws in order, each knowing the earlier ones."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.checklist import Checklist
from app.domain.forms_of_meeting import FORMS


class Implausible(ValueError):
    """A mixture that cannot be drawn from; the message names the draw at fault."""


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """How often each value comes when the earlier draws are as `when` says."""

    when: Mapping[str, frozenset[str]]
    values: tuple[str, ...]
    up_to: tuple[float, ...]

    def applies(self, drawn: Mapping[str, str]) -> bool:
        return all(drawn.get(name) in values for name, values in self.when.items())


@dataclasses.dataclass(frozen=True, slots=True)
class Draw:
    """One thing that varies from meeting to meeting: its kind, its form, or the answer to one question."""

    name: str
    cases: tuple[Case, ...]
    depends_on: tuple[str, ...]
    decided: dict[tuple[str | None, ...], Case] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def value(self, drawn: Mapping[str, str], chance: random.Random) -> str:
        """One value, from the first case that applies; which one that is, is found out once."""
        known = tuple([drawn.get(name) for name in self.depends_on])
        case = self.decided.get(known)
        if case is None:
            case = self.decided[known] = next(case for case in self.cases if case.applies(drawn))
        return case.values[bisect.bisect_right(case.up_to, chance.random())]


@dataclasses.dataclass(frozen=True, slots=True)
class Mixture:
    """The whole guess. The same chance gives the same meetings."""

    draws: tuple[Draw, ...]

    def meeting(self, checklist: Checklist, chance: random.Random) -> tuple[dict[str, str], dict[str, str]]:
        """One meeting: everything drawn ("kind", "form" and more), and of it the answers to what is asked."""
        drawn: dict[str, str] = {}
        asked: Mapping[str, Any] = checklist.questions
        for draw in self.draws:
            if draw.name in asked or draw.name not in checklist.questions:
                drawn[draw.name] = draw.value(drawn, chance)
            if draw.name == "form":
                asked = checklist.asked(drawn["form"])
        return drawn, {question: drawn[question] for question in asked}


def mixture_from(draws: Sequence[Mapping[str, Any]], checklist: Checklist) -> Mixture:
    """Make a mixture of what a file states, in the order of the file. Raises Implausible.

    Every question of the checklist is drawn once, after "kind" and "form"; the last case of a draw has no
    "when"; the shares of a case sum to 1, and the options not named never come.
    """
    made: dict[str, Draw] = {}
    for stated in draws:
        name = stated["name"]
        if name in made:
            raise Implausible(f"{name}: drawn twice")
        cases = tuple(_case(name, case, made, checklist) for case in stated["cases"])
        if not cases or cases[-1].when:
            raise Implausible(f"{name}: the last case must be for all other meetings")
        made[name] = Draw(name, cases, tuple(sorted({earlier for case in cases for earlier in case.when})))
    if list(made)[:2] != ["kind", "form"]:
        raise Implausible("kind and form must be drawn first")
    for question in checklist.questions:
        if question not in made:
            raise Implausible(f"{question}: not drawn")
    return Mixture(tuple(made.values()))


def _case(name: str, stated: Mapping[str, Any], made: Mapping[str, Draw], checklist: Checklist) -> Case:
    shares: Mapping[str, float] = stated["shares"]
    possible = set(FORMS) if name == "form" else checklist.options_of.get(name, shares.keys())
    for value in shares.keys() - possible:
        raise Implausible(f"{name}: no such option: {value}")
    if min(shares.values(), default=0) < 0 or not math.isclose(sum(shares.values()), 1):
        raise Implausible(f"{name}: shares must sum to 1: {dict(shares)}")
    when = {earlier: frozenset(values) for earlier, values in stated.get("when", {}).items()}
    for earlier, values in when.items():
        if earlier not in made:
            raise Implausible(f"{name}: depends on {earlier}, which is not drawn before it")
        known = {value for case in made[earlier].cases for value in case.values}
        for value in values - known:
            raise Implausible(f"{name}: {earlier} is never {value}")
    up_to = [*itertools.accumulate(shares.values())][:-1]
    return Case(when, tuple(shares), (*up_to, math.inf))

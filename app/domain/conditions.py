"""Statements about a meeting that rules are made of: data that can be printed, walked and evaluated."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping


class Condition:
    """A statement about a meeting that holds or does not; joined with & and |."""

    __slots__ = ()

    def holds(self, situation: Mapping[str, str]) -> bool:
        """Whether it is true of a situation: answers by question id, and the form of meeting under "form"."""
        raise NotImplementedError

    def sayings(self) -> Iterator[Said]:
        """Every single (question, options) that the statement is made of."""
        raise NotImplementedError

    def triggers(self) -> frozenset[tuple[str, str]]:
        """Answers (question, option) of which at least one must be given: without them it cannot hold."""
        raise NotImplementedError

    def __and__(self, other: Condition) -> Condition:
        return AllOf((self, other))

    def __or__(self, other: Condition) -> Condition:
        return AnyOf((self, other))


@dataclasses.dataclass(frozen=True, slots=True)
class Said(Condition):
    """The question was answered with one of the options. What was not asked was not said."""

    question: str
    options: frozenset[str]

    def holds(self, situation: Mapping[str, str]) -> bool:
        return situation.get(self.question) in self.options

    def sayings(self) -> Iterator[Said]:
        yield self

    def triggers(self) -> frozenset[tuple[str, str]]:
        return frozenset((self.question, option) for option in self.options)


@dataclasses.dataclass(frozen=True, slots=True)
class AllOf(Condition):
    """Every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, situation: Mapping[str, str]) -> bool:
        return all(part.holds(situation) for part in self.parts)

    def sayings(self) -> Iterator[Said]:
        for part in self.parts:
            yield from part.sayings()

    def triggers(self) -> frozenset[tuple[str, str]]:
        """Those of the part that asks most: fewest answers lead to it."""
        return min((part.triggers() for part in self.parts), key=len)


@dataclasses.dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, situation: Mapping[str, str]) -> bool:
        return any(part.holds(situation) for part in self.parts)

    def sayings(self) -> Iterator[Said]:
        for part in self.parts:
            yield from part.sayings()

    def triggers(self) -> frozenset[tuple[str, str]]:
        return frozenset().union(*(part.triggers() for part in self.parts))


def said(question: str, *options: str) -> Condition:
    """The condition that this question was answered with one of these options."""
    return Said(question, frozenset(options))

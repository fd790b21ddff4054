"""Judges many imagined meetings, so that alarm fatigue is visible, and names the rules that cause it."""

from __future__ import annotations

import collections
import dataclasses
import random
from collections.abc import Mapping

from app.domain.checklist import Checklist, Rule
from app.domain.levels import Level
from app.domain.mixture import Mixture
from app.domain.risk import Finding, Outcome, evaluate

LOW, HIGH = Level.LOW, Level.HIGH


@dataclasses.dataclass(slots=True)
class Weight:
    """What one rule or sum does to the meetings: counts of meetings.

    `alone_not_low` and `alone_flagged` count those that would be low, or neither high nor stop, without it.
    """

    fired: int = 0
    alone_not_low: int = 0
    alone_flagged: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """What became of the meetings: how many at each level, of each kind, and what each rule did."""

    meetings: int
    levels: Mapping[tuple[str, Level], int]
    weights: Mapping[str, Weight]

    def at(self, *levels: Level, kind: str | None = None) -> int:
        """How many meetings (of a kind, or all) came out at one of these levels."""
        return sum(
            number for (of_kind, level), number in self.levels.items() if level in levels and kind in {None, of_kind}
        )

    @property
    def kinds(self) -> list[str]:
        return sorted({kind for kind, _level in self.levels})


def simulate(checklist: Checklist, mixture: Mixture, *, meetings: int, seed: int) -> Tally:
    """Draw meetings, judge them before any measure, and count. The same seed gives the same tally."""
    chance = random.Random(seed)  # nosec B311 # noqa: S311 - imagined meetings need no secret chance
    levels: collections.Counter[tuple[str, Level]] = collections.Counter()
    weights = {finding: Weight() for finding in checklist.finding_by_id}
    without = {finding: _without(checklist, finding) for finding in checklist.finding_by_id}
    for _number in range(meetings):
        drawn, answers = mixture.meeting(checklist, chance)
        outcome = evaluate(checklist, drawn["form"], answers)
        levels[drawn["kind"], outcome.level] += 1
        for finding in outcome.findings:
            weight = weights[finding.id]
            weight.fired += 1
            if _may_decide(finding, outcome):
                left = evaluate(without[finding.id], drawn["form"], answers).level
                weight.alone_not_low += left == LOW
                weight.alone_flagged += left < HIGH <= outcome.level
    return Tally(meetings, levels, weights)


def _may_decide(finding: Finding, outcome: Outcome) -> bool:
    """Whether the meeting might be low, or not flagged, without the finding: no other rule says as much by itself."""
    others = [each.risk.level for each in outcome.findings if isinstance(each.rule, Rule) and each is not finding]
    strongest = max(others, default=LOW)
    return strongest == LOW < outcome.level or strongest < HIGH <= outcome.level


def _without(checklist: Checklist, finding: str) -> Checklist:
    """The same checklist with one rule or sum left out; what the rule replaced holds again."""
    return dataclasses.replace(
        checklist,
        rules=tuple(rule for rule in checklist.rules if rule.id != finding),
        sums=tuple(each for each in checklist.sums if each.id != finding),
    )

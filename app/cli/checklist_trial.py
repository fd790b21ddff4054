"""Tells how a simulation went: as tables to read, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.domain.checklist import Checklist
from app.domain.levels import Level, gate
from app.domain.simulation import Tally, Weight

LOW, ELEVATED, HIGH, STOP = Level

# The goals for a unit whose training and alarms are in order, in per cent of its meetings.
GOALS = {"low": (70, 85), "high and stop": (0, 8)}


def as_tables(tally: Tally, checklist: Checklist) -> str:
    """The shares in per cent of all meetings, most troublesome rules first."""
    return "\n".join([*_levels(tally), "", *_goals(tally), "", *_rules(tally, checklist)])


def as_json(tally: Tally, checklist: Checklist) -> str:
    """The same figures, as shares between 0 and 1."""
    told = {
        "meetings": tally.meetings,
        "levels": {level.code: tally.at(level) / tally.meetings for level in Level},
        "gates": {gate(level, level): tally.at(level) / tally.meetings for level in Level},
        "kinds": {kind: {level.code: _share(tally, level, kind=kind) for level in Level} for kind in tally.kinds},
        "findings": {
            finding: {
                "risk": checklist.finding_by_id[finding].risk.code,
                "fired": weight.fired / tally.meetings,
                "not_low_because_of_it": weight.alone_not_low / tally.meetings,
                "flagged_because_of_it": weight.alone_flagged / tally.meetings,
            }
            for finding, weight in tally.weights.items()
        },
    }
    return json.dumps(told, indent=2)


def _levels(tally: Tally) -> Iterator[str]:
    yield f"{tally.meetings} imagined meetings, judged before any measure, in per cent:"
    yield ""
    yield f"{'level':10}{'gate':8}{'all':>8}" + "".join(f"{kind:>12}" for kind in tally.kinds)
    for level in Level:
        kinds = "".join(f"{100 * _share(tally, level, kind=kind):12.2f}" for kind in tally.kinds)
        yield f"{level.code:10}{gate(level, level):8}{100 * _share(tally, level):8.2f}{kinds}"


def _goals(tally: Tally) -> Iterator[str]:
    reached = {"low": 100 * _share(tally, LOW), "high and stop": 100 * _share(tally, HIGH, STOP)}
    for name, (least, most) in GOALS.items():
        share = reached[name]
        miss = max(least - share, share - most)
        verdict = "reached" if miss <= 0 else f"missed by {miss:.2f}"
        yield f"goal: {name} {least} to {most} %: {share:.2f}, {verdict}"


def _rules(tally: Tally, checklist: Checklist) -> Iterator[str]:
    yield "Of each rule and sum: in how many meetings it holds; how many are flagged (high or stop) only"
    yield "because of it; and how many are not low only because of it. In per cent of all meetings."
    yield ""
    yield f"{'rule':30}{'risk':10}{'holds':>8}{'flags':>8}{'not low':>9}"

    def trouble(entry: tuple[str, Weight]) -> tuple[int, int, int]:
        return -entry[1].alone_flagged, -entry[1].alone_not_low, -entry[1].fired

    for finding, weight in sorted(tally.weights.items(), key=trouble):
        risk = checklist.finding_by_id[finding].risk.code
        counts = (weight.fired, weight.alone_flagged, weight.alone_not_low)
        holds, flags, not_low = (100 * count / tally.meetings for count in counts)
        yield f"{finding:30}{risk:10}{holds:8.2f}{flags:8.2f}{not_low:9.2f}"


def _share(tally: Tally, *levels: Level, kind: str | None = None) -> float:
    return tally.at(*levels, kind=kind) / tally.at(*Level, kind=kind)

"""Answers lines of JSON with lines of JSON: what `flask checklist evaluate` does with its input."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator

from app.domain.answers_in import read_line
from app.domain.checklist import Checklist
from app.domain.in_words import Gettext
from app.domain.levels import Level, gate
from app.domain.risk import Unanswerable, evaluate

LONGEST_ERROR = 200


def answer_lines(lines: Iterable[bytes], checklist: Checklist, _: Gettext) -> Iterator[tuple[str, bool]]:
    """For each line its answer, and whether the line could be judged.

    There are few things to say, so each is encoded once, and a line's answer is put together from them.
    """
    heads, findings = _heads(), _findings(checklist, _)
    for line in lines:
        try:
            asked = read_line(line)
            outcome = evaluate(checklist, asked.form, asked.answers, asked.measures)
        except Unanswerable as problem:
            yield json.dumps({"error": str(problem)[:LONGEST_ERROR]}), False
        else:
            found = ", ".join([findings[each.rule.id] for each in outcome.findings])
            yield f'{heads[outcome.level, outcome.residual]}, "findings": [{found}]}}', True


def _heads() -> dict[tuple[Level, Level], str]:
    """Level, residual and gate of every combination, as the beginning of a JSON object."""
    told = {
        (level, residual): {"level": level.code, "residual": residual.code, "gate": gate(level, residual)}
        for level, residual in itertools.product(Level, repeat=2)
    }
    return {levels: json.dumps(head).removesuffix("}") for levels, head in told.items()}


def _findings(checklist: Checklist, _: Gettext) -> dict[str, str]:
    """What is said of each finding, as a JSON object by id."""
    told = {
        each.id: {"rule": each.id, "risk": each.risk.code, "source": each.source, "reason": _(each.because)}
        for each in checklist.finding_by_id.values()
    }
    return {finding: json.dumps(words, ensure_ascii=False) for finding, words in told.items()}

"""Reads one line of JSON that asks for a meeting to be judged: its form, answers and measures."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from app.domain.risk import Unanswerable


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants judged, in the right types; whether the words exist is for risk.evaluate to say."""

    form: str
    answers: Mapping[str, str]
    measures: tuple[str, ...]


def read_line(line: bytes) -> Asked:
    """Read {"form": …, "answers": {…}, "measures": […]}; measures may be left out, other members are ignored.

    Raises Unanswerable, naming what is wrong.
    """
    members = _object_on(line)
    answers = _member(members, "answers", dict, "an object")
    for question, answer in answers.items():
        if type(answer) is not str:
            raise Unanswerable(f"answer must be a string: {question}")
    measures = _member(members, "measures", list, "a list") if "measures" in members else ()
    for measure in measures:
        if type(measure) is not str:
            raise Unanswerable(f"measure must be a string: {json.dumps(measure)}")
    return Asked(_member(members, "form", str, "a string"), answers, tuple(measures))


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two answers to one question are no answer: JSON would quietly keep the last."""
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _value in pairs]
        raise Unanswerable(f"given twice: {next(name for name in names if names.count(name) > 1)}")
    return members


JSON = json.JSONDecoder(object_pairs_hook=_each_once)


def _object_on(line: bytes) -> dict[str, Any]:
    if not line.strip():
        raise Unanswerable("empty line")
    try:
        found = JSON.decode(line.decode().removeprefix("\ufeff"))
    except Unanswerable:
        raise
    except UnicodeDecodeError:
        raise Unanswerable("broken JSON: not UTF-8") from None
    except RecursionError:
        raise Unanswerable("broken JSON: nested too deeply") from None
    except ValueError as problem:
        raise Unanswerable(f"broken JSON: {problem}") from None
    if not isinstance(found, dict):
        raise Unanswerable("not an object")
    return found


def _member(members: Mapping[str, Any], name: str, kind: type, kind_in_words: str) -> Any:
    if name not in members:
        raise Unanswerable(f"missing: {name}")
    if not isinstance(members[name], kind):
        raise Unanswerable(f"{name} must be {kind_in_words}")
    return members[name]

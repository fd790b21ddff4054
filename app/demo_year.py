"""A year of meetings and alarms behind the demo's week, for insight to show something: many rows, few statements.

Drawn by lot from a fixed seed, so that the same people live through the same year each time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import random
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app import clock
from app.checklists import CURRENT
from app.domain.escalation import Source, Urgency
from app.domain.events import NO_EVENT
from app.domain.insight import months_on
from app.domain.levels import Gate, Level, Risk, gate
from app.models import Assessment, ChosenMeasure, Decision, Escalation, Meeting, db

FORMS = {"office": 55, "phone": 22, "digital": 10, "home_visit": 7, "outside": 4, "transport": 2}
LEVELS = {Level.LOW: 68, Level.ELEVATED: 20, Level.HIGH: 9, Level.STOP: 3}
SOURCES = {Source.ABORT: 60, Source.THREAT: 25, Source.UNDECIDED: 10, Source.OVERDUE: 5}
WENT = {"as_planned": 94, "not_as_planned": 5, "incident": 1}
EFFECTS = {"yes": 60, "partly": 25, "no": 15}
HOURS = {8: 4, 9: 12, 10: 18, 11: 12, 12: 10, 13: 22, 14: 16, 15: 6}
RULES = [rule for rule in CURRENT.rules if rule.risk >= Risk.ELEVATED]
OFTEN = [max(1, 40 // (place % 12 + 1)) for place in range(len(RULES))]


@dataclasses.dataclass(frozen=True)
class Place:
    """A unit as it lives through a month: how many meetings and alarms, and how well it keeps to the routine."""

    unit_id: int
    employees: tuple[int, ...]
    leader_id: int
    meetings: int
    alarms: float
    not_judged: float = 0.05


def play(places: Iterable[Place], first: dt.date, months: int, seed: int = 17) -> int:
    """Store the meetings and alarms of these months within the caller's transaction; return how many meetings."""
    lot = random.Random(seed)  # nosec B311 # noqa: S311 - a story, no secret
    places = list(places)
    rows: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Meeting, Assessment, ChosenMeasure, Decision, Escalation)
    }
    numbers = {model: itertools.count((db.session.scalar(sa.select(sa.func.max(model.id))) or 0) + 1) for model in rows}
    for number in range(months):
        month = months_on(first, number)
        for place in places:
            for _each in range(int(place.meetings * lot.uniform(0.85, 1.15))):
                _meet(place, month, lot, rows, numbers)
            for _each in range(int(place.alarms * lot.uniform(0.5, 1.5) + 0.5)):
                rows[Escalation].append(_alarm(place, month, lot, next(numbers[Escalation])))
    for model, each in rows.items():
        if each:
            db.session.execute(sa.insert(model.__table__), each)
    _let_counters_follow(rows)
    return len(rows[Meeting])


def _meet(place: Place, month: dt.date, lot: random.Random, rows: Any, numbers: Any) -> None:
    meeting_id, employee_id, starts_at = next(numbers[Meeting]), lot.choice(place.employees), _moment(month, lot)
    planned_at, form = starts_at - dt.timedelta(hours=lot.randint(3, 90)), _drawn(FORMS, lot)
    meeting = {"id": meeting_id, "unit_id": place.unit_id, "employee_id": employee_id, "form": form}
    times = {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(minutes=50), "created_at": planned_at}
    off = planned_at + dt.timedelta(hours=1) if lot.random() < 0.03 else None
    words = {"topic": "Oppfølging", "place": "Møterom 2", "case_reference": None, "withdrawn_at": off}
    went = _drawn(WENT, lot) if off is None and lot.random() < 0.8 else None
    told = {"outcome": went, "outcome_at": times["ends_at"] if went else None}
    rows[Meeting].append({**meeting, **times, **words, **told})
    begun = {"meeting_id": meeting_id, "form": form, "checklist_version": CURRENT.version, "answers": {}}
    begun |= {"confirmed": [], "created_at": planned_at, "updated_at": planned_at, "copied_from_id": None}
    judged = lot.random() >= place.not_judged
    rounds = 1 + (judged and lot.random() < 0.06)
    for number in range(1, rounds + 1):
        logged_at = planned_at + dt.timedelta(minutes=number)
        superseded = {"superseded_at": logged_at + dt.timedelta(seconds=30) if number < rounds else None}
        outcome = _judged(lot, logged_at) if judged else _NOT_JUDGED
        row = {"id": next(numbers[Assessment]), "round": number, **begun, **outcome, **superseded}
        rows[Assessment].append(row)
        _answer(place, {**row, "employee_id": employee_id}, lot, rows, numbers)


def _judged(lot: random.Random, logged_at: dt.datetime) -> dict[str, Any]:
    level = _drawn(LEVELS, lot)
    if lot.random() < 0.06:
        gated = max(gate(level, level), Gate.INFORM, key=list(Gate).index)
        said = {"spoken_with": "Ola Berg", "findings": [], "level": level.code, "residual": level.code}
        return {**said, "choices": {}, "gate": gated.value, "logged_at": logged_at}
    left = Level(max(0, level - lot.choice((0, 1, 1))))
    rules = {rule.id: rule for rule in lot.choices(RULES, OFTEN, k=lot.randint(1, 3))} if level else {}
    findings = [[rule.id, rule.risk.code, Risk.NOTE.code] for rule in rules.values()]
    said = {"spoken_with": None, "findings": findings, "level": level.code, "residual": left.code, "choices": {}}
    return {**said, "gate": gate(level, left).value, "logged_at": logged_at}


def _answer(place: Place, row: dict[str, Any], lot: random.Random, rows: Any, numbers: Any) -> None:
    """What was agreed about a flagged assessment, and what its leader said."""
    if row["gate"] in {None, Gate.HOLD} or row["spoken_with"]:
        return
    fitting = [rule for rule in RULES if rule.id in {finding[0] for finding in row["findings"]}]
    eased = sorted({code for rule in fitting for code in rule.eased_by})
    for code in lot.sample(eased, min(len(eased), lot.randint(1, 2))):
        agreed = {"code": code, "words": None, "responsible": "Kari Nordvik", "due_at": row["logged_at"]}
        about = {"assessment_id": row["id"], "meeting_id": row["meeting_id"], "unit_id": place.unit_id}
        whose = {"employee_id": row["employee_id"], "responsible_id": row["employee_id"]}
        rest = {"done_at": row["logged_at"], "done_by_id": row["employee_id"], "settled_at": row["logged_at"]}
        judged = {"effect": _drawn(EFFECTS, lot), "effect_at": row["logged_at"], "effect_by_id": row["employee_id"]}
        number = next(numbers[ChosenMeasure])
        rows[ChosenMeasure].append({"id": number, **about, **agreed, **whose, **rest, **judged})
    if lot.random() < 0.93:
        waited = dt.timedelta(minutes=lot.lognormvariate(4.0, 1.1))
        said = {"outcome": "approve", "words": "Greit.", "by_id": place.leader_id, "at": row["logged_at"] + waited}
        rows[Decision].append({"id": next(numbers[Decision]), "assessment_id": row["id"], **said})


def _alarm(place: Place, month: dt.date, lot: random.Random, number: int) -> dict[str, Any]:
    raised_at = _moment(month, lot)
    later = [raised_at + dt.timedelta(minutes=minutes) for minutes in (1, 4, 90)]
    times = dict(zip(("acknowledged_at", "reported_at", "closed_at"), later, strict=True))
    about = {"source": _drawn(SOURCES, lot), "urgency": Urgency.SAFE, "form": "office", "unit_id": place.unit_id}
    who = {"employee_id": lot.choice(place.employees), "owner_id": place.leader_id, "client_key": f"year-{number}"}
    at_rest = {"status": "closed", "closing_words": "Snakket sammen etterpå.", "patience_s": 600, "do_not_call": False}
    start = {"raised_at": raised_at, "timed_at": raised_at, "first_acknowledged_at": later[0], "position": 0}
    begun = {"reminders": 0, "is_drill": lot.random() < 0.1, "timeline_length": 0, "timeline_hash": NO_EVENT}
    return {"id": number, **about, **who, **at_rest, **start, **begun, **times}


def _moment(month: dt.date, lot: random.Random) -> dt.datetime:
    """Some hour of some weekday."""
    days = [month + dt.timedelta(days=each) for each in range(28)]
    day = lot.choice([each for each in days if each.weekday() < 5 or lot.random() < 0.02])
    return clock.from_local(dt.datetime.combine(day, dt.time(_drawn(HOURS, lot), lot.choice((0, 30)))))


def _drawn(weights: dict[Any, int], lot: random.Random) -> Any:
    return lot.choices(list(weights), list(weights.values()))[0]


def _let_counters_follow(models: Iterable[Any]) -> None:
    """PostgreSQL counts ids in a sequence of its own, which rows that bring theirs do not move."""
    if db.engine.dialect.name == "postgresql":
        for model in models:
            name = model.__tablename__
            newest = sa.select(sa.func.coalesce(sa.func.max(model.id), 1)).scalar_subquery()
            db.session.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(name, "id"), newest)))


_NOT_JUDGED: dict[str, Any] = {
    "spoken_with": None,
    "findings": [],
    "level": None,
    "residual": None,
    "choices": {},
    "gate": None,
    "logged_at": None,
}


def the_demos_places(people: dict[str, int], units: dict[str, int], names: tuple[str, str]) -> list[list[Place]]:
    """The two offices of the demo, first as they were and then as they are; people by first name, units by name."""
    solvik, tindeby = names
    first = Place(units[solvik], (people["kari"], people["amir"]), people["ola"], meetings=120, alarms=9)
    second = Place(units[tindeby], (people["sunniva"],), people["marit"], meetings=60, alarms=2)
    return [[first, second], [first, dataclasses.replace(second, alarms=0, not_judged=0.18)]]

"""Which of the flagged meetings a board shows: by level, form, unit, place, employee, time; never by what is sealed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import Assessment, Meeting, Person

MOST_PEOPLE = 200


@dataclasses.dataclass(frozen=True)
class Narrowing:
    """What was asked for; None means any. `employee` is any part of a person's name, in any case.

    `place_id` finds the meetings that name a registered place; what else stands as a place is sealed. `before` is
    the moment by which the meeting has begun.
    """

    level: str | None = None
    form: str | None = None
    unit_id: int | None = None
    employee: str | None = None
    place_id: int | None = None
    before: dt.datetime | None = None

    def units(self, area: frozenset[int]) -> frozenset[int]:
        """The units of this area that are asked for."""
        return area if self.unit_id is None else area & {self.unit_id}

    @property
    def asked(self) -> tuple[str, ...]:
        """By what it is narrowed down, but for the unit: the names of CONDITIONS."""
        return tuple(name for name in CONDITIONS if getattr(self, name))

    def values(self, area: frozenset[int]) -> dict[str, Any]:
        """What the conditions are told; an employee is looked up among the people of the area."""
        told = {name: getattr(self, name) for name in self.asked}
        return told | {"area": sorted(area), **_spellings(self.employee)} if self.employee else told


def conditions(asked: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
    """What a row of meetings must hold."""
    return [CONDITIONS[name] for name in asked]


def _spellings(typed: str) -> dict[str, str]:
    """SQLite folds only the letters A to Z: the others are tried as typed, small, large, and as names begin."""
    typed = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    tried = (typed, typed.lower(), typed.upper(), typed[:1].upper() + typed[1:], typed.title())
    return {name: f"%{each}%" for name, each in zip(SPELLINGS, tried, strict=True)}


SPELLINGS = ("as_typed", "small", "large", "begun_large", "as_a_name")
_JUDGED = aliased(Assessment)
_PEOPLE = (
    sa.select(Person.id)
    .where(
        Person.unit_id.in_(sa.bindparam("area", expanding=True)),
        sa.or_(*(Person.name.ilike(sa.bindparam(name), escape="\\") for name in SPELLINGS)),
    )
    .limit(MOST_PEOPLE)
)
CONDITIONS: dict[str, sa.ColumnElement[bool]] = {
    "form": Meeting.form == sa.bindparam("form"),
    "place_id": Meeting.place_id == sa.bindparam("place_id"),
    "before": Meeting.starts_at < sa.bindparam("before"),
    "level": sa.select(_JUDGED.id)
    .where(_JUDGED.meeting_id == Meeting.id, _JUDGED.superseded_at.is_(None), _JUDGED.level == sa.bindparam("level"))
    .exists(),
    "employee": Meeting.employee_id.in_(_PEOPLE),
}
EVERYTHING = Narrowing()

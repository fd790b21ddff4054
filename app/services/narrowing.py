"""Which of the flagged meetings a board shows: by level, form, unit, place, employee, time; never by what is sealed."""

from __future__ import annotations

import dataclasses
import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import Assessment, Meeting, Person
from app.models.base import AnySelect

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

    def conditions(self, area: frozenset[int]) -> list[sa.ColumnElement[bool]]:
        """What a row of meetings must hold; an employee is looked up among the people of the area."""
        wanted: list[sa.ColumnElement[bool]] = []
        if self.form:
            wanted.append(Meeting.form == self.form)
        if self.place_id:
            wanted.append(Meeting.place_id == self.place_id)
        if self.before:
            wanted.append(Meeting.starts_at < self.before)
        if self.level:
            judged = aliased(Assessment)
            at_level = sa.and_(judged.meeting_id == Meeting.id, judged.superseded_at.is_(None))
            wanted.append(sa.select(judged.id).where(at_level, judged.level == self.level).exists())
        if self.employee:
            wanted.append(Meeting.employee_id.in_(self._people(area)))
        return wanted

    def _people(self, area: frozenset[int]) -> AnySelect:
        typed = (self.employee or "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        # SQLite folds only the letters A to Z: the others are tried as typed, small, large, and as names begin.
        spellings = {typed, typed.lower(), typed.upper(), typed[:1].upper() + typed[1:], typed.title()}
        holds = [Person.name.ilike(f"%{each}%", escape="\\") for each in sorted(spellings)]
        return sa.select(Person.id).where(Person.unit_id.in_(sorted(area)), sa.or_(*holds)).limit(MOST_PEOPLE)


EVERYTHING = Narrowing()

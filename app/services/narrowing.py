"""Which of the flagged meetings a board shows: by level, form, unit and employee; never by what is sealed."""

from __future__ import annotations

import dataclasses

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.models import Assessment, Meeting, Person
from app.models.base import AnySelect

MOST_PEOPLE = 200


@dataclasses.dataclass(frozen=True)
class Narrowing:
    """What was asked for; None means any. `employee` is the beginning of any of a person's names, in any case."""

    level: str | None = None
    form: str | None = None
    unit_id: int | None = None
    employee: str | None = None

    def units(self, area: frozenset[int]) -> frozenset[int]:
        """The units of this area that are asked for."""
        return area if self.unit_id is None else area & {self.unit_id}

    def conditions(self, area: frozenset[int]) -> list[sa.ColumnElement[bool]]:
        """What a row of meetings must hold; an employee is looked up among the people of the area."""
        wanted: list[sa.ColumnElement[bool]] = []
        if self.form:
            wanted.append(Meeting.form == self.form)
        if self.level:
            judged = aliased(Assessment)
            at_level = sa.and_(judged.meeting_id == Meeting.id, judged.superseded_at.is_(None))
            wanted.append(sa.select(judged.id).where(at_level, judged.level == self.level).exists())
        if self.employee:
            wanted.append(Meeting.employee_id.in_(self._people(area)))
        return wanted

    def _people(self, area: frozenset[int]) -> AnySelect:
        typed = (self.employee or "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        # SQLite folds only the letters A to Z: a first letter such as Å is tried both ways.
        spellings = {typed, typed[:1].upper() + typed[1:], typed[:1].lower() + typed[1:]}
        begins = [
            Person.name.ilike(f"{before}{each}%", escape="\\") for each in sorted(spellings) for before in ("", "% ")
        ]
        return sa.select(Person.id).where(Person.unit_id.in_(sorted(area)), sa.or_(*begins)).limit(MOST_PEOPLE)


EVERYTHING = Narrowing()

"""The open alarms that concern a reader, for the strips on top of a page that stays open and asks again and again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools

import sqlalchemy as sa

from app.domain.escalation import KINDS, Source, Status, Urgency
from app.domain.permissions import Permission
from app.models import Escalation, Link, Person, Unit
from app.models.base import AnySelect
from app.models.ready import Ready
from app.models.unit import below
from app.services.people_acting import Actor

MOST = 50
NUMBER = Escalation.__table__.c.id.type


@dataclasses.dataclass(frozen=True)
class OpenAlarm:
    """An open alarm as a row of a board."""

    id: int
    source: str
    urgency: str
    form: str
    status: str
    raised_at: dt.datetime
    is_drill: bool
    at_top_since: dt.datetime | None
    employee_id: int
    owner_id: int | None
    unit_name: str
    employee_name: str

    @property
    def kind(self) -> str:
        return KINDS[Source(self.source), Urgency(self.urgency)]

    def rings_for(self, reader_id: int) -> bool:
        """Whether it should be heard in this reader's open tab: nobody has it, and it is not their own."""
        return self.status == Status.RINGING and self.employee_id != reader_id


def mark_of(alarms: list[OpenAlarm]) -> str:
    """Changes whenever the strips of these alarms would."""
    return "-".join(f"{alarm.id}.{alarm.status}.{alarm.owner_id}" for alarm in alarms) or "none"


def open_for(by: Actor) -> list[OpenAlarm]:
    """The open alarms that concern this person: own, in the chain, own unit's danger, and the area's; oldest first.

    One that has reached the top of its chain is on every leader's board. One statement, whose cost follows the
    number of open alarms and not the history: it is asked for by every open board, every four seconds.
    """
    tops = len(by.tops(Permission.READ_FLAGGED))
    return [OpenAlarm(*row) for row in _concerning(tops).all(**values_for(by))]


def values_for(by: Actor) -> dict[str, int]:
    """What concerning() is told of a reader: who, where from, and where their area begins (top_0, top_1, …)."""
    areas = {f"top_{place}": top for place, top in enumerate(by.tops(Permission.READ_FLAGGED))}
    return {"me": by.id, "my_unit": by.unit_id, **areas}


def area_of(tops: int) -> AnySelect:
    """The units of an area that begins at so many units, by the names of values_for()."""
    return below([sa.bindparam(f"top_{place}", type_=NUMBER) for place in range(tops)])


def concerning(area: AnySelect | None) -> sa.ColumnElement[bool]:
    """The condition that an alarm is open and concerns a reader with this area; None: who reads nobody else's."""
    me, my_unit = sa.bindparam("me", type_=NUMBER), sa.bindparam("my_unit", type_=NUMBER)
    concerns = [
        Escalation.employee_id == me,
        sa.select(Link.id).where(Link.escalation_id == Escalation.id, Link.person_id == me).exists(),
        sa.and_(Escalation.unit_id == my_unit, Escalation.urgency == Urgency.DANGER),
    ]
    if area is not None:
        concerns += [Escalation.unit_id.in_(area), Escalation.at_top_since.is_not(None)]
    return sa.and_(Escalation.closed_at.is_(None), sa.or_(*concerns))


@functools.cache
def _concerning(tops: int) -> Ready:
    """The statement for somebody whose area begins at so many units; nought for whoever reads nobody else's."""
    names = [field.name for field in dataclasses.fields(OpenAlarm)]
    columns = [getattr(Escalation, name) for name in names[:-2]]
    return Ready(
        sa.select(*columns, Unit.name.label("unit_name"), Person.name.label("employee_name"))
        .join(Unit, Unit.id == Escalation.unit_id)
        .join(Person, Person.id == Escalation.employee_id)
        .where(concerning(area_of(tops) if tops else None))
        .order_by(Escalation.raised_at)
        .limit(MOST)
    )

"""Drills: the same engine, marked everywhere, with a log of how fast somebody reacted. Never mixed with real alarms."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app.domain.escalation import Source, Urgency
from app.domain.permissions import Permission
from app.models import Escalation, Person, Unit, db
from app.models.base import AnyRow
from app.services.escalations import Alarm, raise_alarm
from app.services.people_acting import Actor
from app.services.refusals import Missing

AT_MOST = 24


def hold(employee_id: int, urgency: Urgency, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Raise a drill about an employee of one's area, who plays the one that warns; return the alarm's id.

    Raises Missing when the employee works elsewhere.
    """
    unit_id = db.session.scalar(sa.select(Person.unit_id).where(Person.id == employee_id))
    if unit_id not in by.area(Permission.DECIDE):
        raise Missing
    alarm = Alarm(key, Source.ABORT, urgency, employee_id, unit_id, is_drill=True)
    return raise_alarm(alarm, by=by, now=now)


def players(by: Actor) -> list[AnyRow]:
    """Who can play the one that warns: everybody in one's area but oneself; id, name and unit_name."""
    return list(
        db.session.execute(
            sa.select(Person.id, Person.name, Unit.name.label("unit_name"))
            .join(Unit, Unit.id == Person.unit_id)
            .where(
                Person.unit_id.in_(sorted(by.area(Permission.DECIDE))),
                Person.deactivated_at.is_(None),
                Person.id != by.id,
            )
            .order_by(Unit.name, Person.name)
            .limit(200)
        )
    )


def held(by: Actor) -> list[AnyRow]:
    """The latest drills of one's area, newest first, with unit_name and when somebody acknowledged."""
    return list(
        db.session.execute(
            sa.select(
                Escalation.id,
                Escalation.raised_at,
                Escalation.urgency,
                Escalation.status,
                Escalation.first_acknowledged_at,
                Unit.name.label("unit_name"),
            )
            .join(Unit, Unit.id == Escalation.unit_id)
            .where(Escalation.is_drill.is_(True), Escalation.unit_id.in_(sorted(by.area(Permission.READ_FLAGGED))))
            .order_by(Escalation.raised_at.desc(), Escalation.id.desc())
            .limit(AT_MOST)
        )
    )

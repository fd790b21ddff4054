"""Following up whoever warned: on day 0, 1, 7 and 30, by somebody by name, ticked off when done (krav 2.4)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app import clock
from app.domain.events import Happened
from app.domain.permissions import Permission
from app.models import Escalation, FollowUp, Person, Unit, db
from app.models.base import AnyRow
from app.models.ready import Ready
from app.models.transaction import verb
from app.services import timeline
from app.services.people_acting import Actor
from app.services.refusals import Missing

AT_MOST = 50


def waiting(by: Actor, *, now: dt.datetime) -> list[AnyRow]:
    """What is due until the end of today: one's own and one's area's, oldest first."""
    return _DUE.all(me=by.id, units=sorted(by.area(Permission.DECIDE)), tomorrow=clock.start_of_day(now, days=1))


_ME = sa.bindparam("me", type_=FollowUp.assigned_to_id.type)
_DUE = Ready(
    sa.select(
        FollowUp.id,
        FollowUp.day,
        FollowUp.due_at,
        FollowUp.escalation_id,
        Person.name.label("employee_name"),
        Unit.name.label("unit_name"),
    )
    .join(Escalation, Escalation.id == FollowUp.escalation_id)
    .join(Person, Person.id == Escalation.employee_id)
    .join(Unit, Unit.id == Escalation.unit_id)
    .where(
        FollowUp.done_at.is_(None),
        FollowUp.due_at < sa.bindparam("tomorrow"),
        Escalation.employee_id != _ME,
        sa.or_(FollowUp.assigned_to_id == _ME, Escalation.unit_id.in_(sa.bindparam("units", expanding=True))),
    )
    .order_by(FollowUp.due_at, FollowUp.id)
    .limit(AT_MOST)
)


@verb
def complete(follow_up_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Tick a follow-up off. Raises Missing for anybody but its own person and the leaders of the unit."""
    found = db.session.execute(
        sa.select(FollowUp, Escalation)
        .join(Escalation, Escalation.id == FollowUp.escalation_id)
        .where(FollowUp.id == follow_up_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing
    follow_up, alarm = found
    may = follow_up.assigned_to_id == by.id or alarm.unit_id in by.area(Permission.DECIDE)
    if not may or alarm.employee_id == by.id:
        raise Missing
    if follow_up.done_at is not None:
        return
    follow_up.done_at, follow_up.done_by_id = now, by.id
    timeline.record(alarm, Happened.FOLLOWED_UP, by=by, now=now, day=follow_up.day)

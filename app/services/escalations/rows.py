"""Alarms as the verbs find them: locked, with their chain, and who may do what with them now."""

from __future__ import annotations

import sqlalchemy as sa

from app.domain import escalation as rules
from app.domain.escalation import Move, Situation, Source, Status, Urgency
from app.domain.permissions import Permission
from app.models import Escalation, Link, Person, db
from app.services.people_acting import Actor
from app.services.refusals import AlarmClosed, AlreadyOwned, Missing, NotOwner, NotPossibleNow


def locked(escalation_id: int) -> Escalation:
    """The alarm, locked for this transaction. Raises Missing."""
    alarm: Escalation | None = db.session.scalar(
        sa.select(Escalation)
        .where(Escalation.id == escalation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if alarm is None:
        raise Missing
    return alarm


def owned(escalation_id: int, move: Move, by: Actor) -> Escalation:
    """The same for whoever owns it. Raises AlarmClosed, NotOwner, or Missing for anybody outside the chain."""
    alarm = locked(escalation_id)
    if alarm.status == Status.CLOSED:
        raise AlarmClosed
    if alarm.owner_id != by.id:
        raise NotOwner if by.id == alarm.employee_id or may_acknowledge(alarm, by) else Missing
    after(alarm, move)
    return alarm


def links(alarm: Escalation) -> list[Link]:
    """The alarm's chain in order."""
    query = sa.select(Link).where(Link.escalation_id == alarm.id).order_by(Link.position)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def still_here(alarm: Escalation) -> list[Link]:
    """The links of the chain whose people still have access: whoever has left can be called, but answers nothing."""
    query = sa.select(Link).join(Person, Person.id == Link.person_id).where(Link.escalation_id == alarm.id)
    here = query.where(Person.deactivated_at.is_(None)).order_by(Link.position)
    return list(db.session.scalars(here.execution_options(populate_existing=True)))


def link_of(alarm: Escalation, person_id: int) -> Link | None:
    """This person's place in the chain, if any."""
    return db.session.scalar(sa.select(Link).where(Link.escalation_id == alarm.id, Link.person_id == person_id))


def may_acknowledge(alarm: Escalation, by: Actor) -> bool:
    """Whether this person answers for the alarm: in its frozen chain, or leading its unit, or one above, today.

    Without the second an alarm whose chain is empty, or has left, could never come to rest.
    """
    if alarm.employee_id == by.id:
        return False
    return link_of(alarm, by.id) is not None or alarm.unit_id in by.area(Permission.DECIDE)


def situation(alarm: Escalation) -> Situation:
    """What has happened, as it must be read back."""
    return Situation(Source(alarm.source), Urgency(alarm.urgency), alarm.form)


def after(alarm: Escalation, move: Move) -> Status:
    """The status after a move. Raises a refusal with a sentence when MOVES has no such move."""
    try:
        return rules.after(Status(alarm.status), move)
    except rules.Impossible as error:
        refusal = {Status.CLOSED: AlarmClosed, Status.OWNED: AlreadyOwned}.get(Status(alarm.status), NotPossibleNow)
        raise refusal from error

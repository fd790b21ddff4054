"""Telling people: rows in the outbox, written in the same transaction as the move that causes them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app import config
from app.domain.escalation import Status, Urgency
from app.models import Address, Escalation, Link, Meeting, Notice, Person, db
from app.models.base import UtcDateTime
from app.models.notice import MEASURES
from app.models.ready import Ready

IN_APP, CONSOLE = "in_app", "console"


def tell(escalation_ids: Sequence[int], *, now: dt.datetime) -> None:
    """Queue what everybody is to be told of these alarms' present turn, on each channel of theirs.

    A ringing alarm tells all links that have been reached, and the first time, in danger, the unit's
    colleagues; without a chain it tells the colleagues every time. An owned one reminds its owner. The
    same person is told once a turn, however many workers try; in the app it counts as delivered when
    it is committed. The alarm's row and its links must be stored before.
    """
    if len(escalation_ids) == 1:
        _queue(_of_this_alarm, {"alarm": escalation_ids[0]}, now)
    else:
        statement = _into_the_outbox(_of_these_alarms, on_console=config.setting("CONSOLE_NOTICES"))
        db.session.connection().execute(statement, {"alarms": escalation_ids, "now": now})


def tell_one(alarm: Escalation, person_id: int, turn: str, *, now: dt.datetime) -> None:
    """Queue one step of an alarm for one person: `turn` names it and is its own."""
    about = {"escalation_id": alarm.id, "meeting_id": None, "unit_id": alarm.unit_id, "turn": f"{alarm.stream}/{turn}"}
    _queue(_of_one, {**about, "person_id": person_id}, now)


def remind(meeting: Meeting, *, now: dt.datetime) -> None:
    """Queue a reminder to the employee that a meeting under way should be over, or that a sign of life is due."""
    turn = f"{meeting.stream}/sign-{meeting.timeline_length}"
    about = {"escalation_id": None, "meeting_id": meeting.id, "unit_id": None, "turn": turn}
    _queue(_of_one, {**about, "person_id": meeting.employee_id}, now)


def tell_of_measures(person_id: int, on: dt.date, *, now: dt.datetime) -> None:
    """Queue the day's one notice that measures of this person's are overdue."""
    about = {"escalation_id": None, "meeting_id": None, "unit_id": None, "turn": f"{MEASURES}/{person_id}/{on}"}
    _queue(_of_one, {**about, "person_id": person_id}, now)


def _queue(told: Any, about: dict[str, Any], now: dt.datetime) -> None:
    _queued(told, on_console=config.setting("CONSOLE_NOTICES")).count(**about, now=now)


def _of_this_alarm() -> sa.CTE:
    """Who is told of the alarm of the parameter `alarm`."""
    number = Escalation.__table__.c.id
    return _of_alarms(number == sa.bindparam("alarm", type_=number.type))


def _of_these_alarms() -> sa.CTE:
    """Who is told of the alarms of the parameter `alarms`."""
    return _of_alarms(Escalation.__table__.c.id.in_(sa.bindparam("alarms", expanding=True)))


def _of_alarms(these: Any) -> sa.CTE:
    """Who is told of these alarms, and under which turn."""
    alarm, link, person = Escalation.__table__.c, Link.__table__.c, Person.__table__.c
    turn = sa.literal("escalation/") + sa.cast(alarm.id, sa.String) + "/turn-" + sa.cast(alarm.reminders, sa.String)
    about = (alarm.id.label("escalation_id"), _nobody("meeting_id"), alarm.unit_id, turn.label("turn"))
    still_here = person.deactivated_at.is_(None)
    has_no_chain = ~sa.select(link.id).where(link.escalation_id == alarm.id).exists()
    reached = (
        sa.select(*about, link.person_id)
        .join_from(Escalation.__table__, Link.__table__, link.escalation_id == alarm.id)
        .join(Person.__table__, person.id == link.person_id)
        .where(these, alarm.status == Status.RINGING, link.reached_at.is_not(None), still_here)
    )
    colleagues = (
        sa.select(*about, person.id)
        .join_from(Escalation.__table__, Person.__table__, person.unit_id == alarm.unit_id)
        .where(these, alarm.status == Status.RINGING, person.id != alarm.employee_id, still_here)
        .where(sa.or_(sa.and_(alarm.urgency == Urgency.DANGER, alarm.reminders == 0), has_no_chain))
    )
    owner = sa.select(*about, alarm.owner_id).where(these, alarm.status == Status.OWNED)
    return sa.union(reached, colleagues, owner).cte("told")


def _of_one() -> sa.CTE:
    """The one person of the parameters."""
    number = Notice.__table__.c.person_id.type
    names = ("escalation_id", "meeting_id", "unit_id", "person_id")
    numbers = [sa.bindparam(name, type_=number).label(name) for name in names]
    return sa.select(*numbers, sa.bindparam("turn", type_=sa.String).label("turn")).cte("told")


@functools.cache
def _queued(who: Any, *, on_console: bool) -> Ready:
    return Ready(_into_the_outbox(who, on_console=on_console))


@functools.cache
def _into_the_outbox(who: Any, *, on_console: bool) -> Any:
    """INSERT … SELECT: everybody told, on each of their channels; a unit's own addresses go with the first of them."""
    told, address, columns = who(), Address.__table__.c, Notice.__table__.c
    now = sa.bindparam("now", type_=UtcDateTime)
    never = sa.cast(sa.null(), UtcDateTime)
    matter = (told.c.escalation_id, told.c.meeting_id, told.c.turn)
    ways = [sa.select(*matter, told.c.person_id, _way(IN_APP), _number(0), now.label("sent_at"))]
    if on_console:
        ways.append(sa.select(*matter, told.c.person_id, _way(CONSOLE), _number(0), never))
    own = sa.select(*matter, told.c.person_id, address.channel, address.id, never)
    ways.append(own.join_from(told, Address.__table__, address.person_id == told.c.person_id).where(_in_use(address)))
    shared = sa.select(*matter, sa.func.min(told.c.person_id), address.channel, address.id, never)
    shared = shared.join_from(told, Address.__table__, address.unit_id == told.c.unit_id).where(_in_use(address))
    ways.append(shared.group_by(*matter, address.channel, address.id))
    every = sa.union_all(*ways).subquery("every")
    row = sa.select(*every.c, now, now, sa.literal(0)).where(sa.true())
    names = ["escalation_id", "meeting_id", "turn", "person_id", "channel", "address_id", "sent_at"]
    into = [columns[name] for name in [*names, "queued_at", "try_at", "tries"]]
    return postgresql.insert(Notice.__table__).from_select(into, row).on_conflict_do_nothing()


def _in_use(address: Any) -> sa.ColumnElement[bool]:
    return sa.and_(address.removed_at.is_(None))


def _way(channel: str) -> sa.Label[str]:
    return sa.literal(channel).label("channel")


def _number(value: int) -> sa.Label[int]:
    return sa.literal(value).label("address_id")


def _nobody(name: str) -> sa.Label[Any]:
    return sa.cast(sa.null(), Notice.__table__.c.meeting_id.type).label(name)

"""The clock's part: climbing, reminding, lapsing, and raising what nobody has raised. Any number may run at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import InterfaceError, OperationalError

from app.domain import escalation as rules
from app.models import Escalation, Heartbeat, Link, Person, db
from app.models.transaction import Busy, verb
from app.services import measure_reminders, undecided, watches
from app.services.escalations import ringing

log = logging.getLogger("trygt.engine")

NAME = "alarms"
STALE_AFTER = dt.timedelta(seconds=30)
AT_ONCE = 250
BREATH_S = 0.005


@dataclasses.dataclass(slots=True)
class Due:
    """What the engine reads of an alarm, and writes back."""

    id: int
    status: str
    position: int
    reminders: int
    patience_s: int
    timed_at: dt.datetime
    climb_at: dt.datetime | None
    remind_at: dt.datetime | None
    lapse_at: dt.datetime | None
    next_at: dt.datetime | None
    at_top_since: dt.datetime | None
    owner_id: int | None
    offered_to_id: int | None
    acknowledged_at: dt.datetime | None
    reported_at: dt.datetime | None
    timeline_length: int
    timeline_hash: str
    owner_is_gone: bool

    @property
    def stream(self) -> str:
        return f"escalation/{self.id}"


def tick(now: dt.datetime) -> int:
    """Do everything that is due and return how many moves were made.

    Each transaction makes the moves of some alarms, whole or not at all. What fails for one alarm or
    meeting is logged and holds up no other. Raises Busy, or the database's own error, when it takes
    no writes at all.
    """
    made = _advance_all(now)
    made += _each(watches.look_after, watches.due(now), now)
    made += _each(undecided.raise_for, undecided.due(now), now)
    made += _each(measure_reminders.remind, measure_reminders.due(now), now)
    return made


@verb
def advance(escalation_ids: Collection[int], *, now: dt.datetime) -> list[int]:
    """Make the one move that is due for each of these alarms; return the ids of those that still were due.

    Another worker may have been here first, or be here now. Deadlines that a clock had set before it
    was set back are counted from now.
    """
    these = sa.and_(Escalation.id.in_(escalation_ids), _is_due(now))
    found: Any = db.session.connection().execute(_DUE.where(these))
    alarms = [Due(*row) for row in found]
    if not alarms:
        return []
    chains, trail = _chains([alarm.id for alarm in alarms]), ringing.Trail(now)
    for alarm in alarms:
        if alarm.timed_at > now + rules.CLOCKS_DIFFER:
            ringing.put_back(alarm, now=now)
        ringing.make_due_move(alarm, chains[alarm.id], owner_is_gone=alarm.owner_is_gone, trail=trail)
    _store(alarms)
    trail.write()
    return [alarm.id for alarm in alarms]


@verb
def beat(now: dt.datetime, said: str | None = None, *, name: str = NAME) -> None:
    """Write that the engine is alive, or whatever else has this name."""
    row = {"name": name, "beat_at": now, "said": said}
    insertion = postgresql.insert(Heartbeat.__table__)
    db.session.connection().execute(
        insertion.on_conflict_do_update(index_elements=["name"], set_={"beat_at": now, "said": said}), row
    )


def last_beat() -> dt.datetime | None:
    """When the engine was last alive; None when it never was."""
    return db.session.scalar(sa.select(Heartbeat.beat_at).where(Heartbeat.name == NAME))


def is_stale(now: dt.datetime) -> bool:
    """Whether the engine has been silent for too long. A beat that lies ahead of a clock set back says nothing."""
    beaten = last_beat()
    return beaten is None or abs(now - beaten) > STALE_AFTER


def _advance_all(now: dt.datetime) -> int:
    made, left = 0, set[int]()
    while waiting := _waiting(now, left):
        moved = _together(waiting, now)
        made += len(moved)
        left.update(set(waiting) - set(moved))
        if len(waiting) == AT_ONCE:
            time.sleep(BREATH_S)  # lets a tap in between: on SQLite there is one writer at a time
    return made


def _together(waiting: list[int], now: dt.datetime) -> list[int]:
    try:
        return advance(waiting, now=now)
    except (Busy, OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("moves that failed together are made one by one", extra={"count": len(waiting)})
    return [number for number in waiting if _each(advance_one, [number], now)]


def advance_one(escalation_id: int, *, now: dt.datetime) -> bool:
    """The same for a single alarm."""
    return bool(advance([escalation_id], now=now))


def _each(step: Callable[..., bool], subjects: Iterable[int], now: dt.datetime) -> int:
    made = 0
    for subject in subjects:
        try:
            made += step(subject, now=now)
        except (Busy, OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("a move failed", extra={"step": step.__name__, "subject": subject})
    return made


def _waiting(now: dt.datetime, left: Collection[int]) -> list[int]:
    """The ids of alarms that are due, the longest waiting first, without those that this tick could not move."""
    connection, most = db.session.connection(), AT_ONCE + len(left)
    late = connection.execute(_LATE, {"now": now, "most": most}).scalars()
    set_back = connection.execute(_SET_BACK, {"ahead": now + rules.CLOCKS_DIFFER, "most": most}).scalars()
    found = dict.fromkeys([*late, *set_back])
    return [number for number in found if number not in left][:AT_ONCE]


def _is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    moved = sa.or_(Escalation.next_at <= now, Escalation.timed_at > now + rules.CLOCKS_DIFFER)
    return sa.and_(Escalation.closed_at.is_(None), moved)


def _chains(escalation_ids: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for link in db.session.connection().execute(_LINKS, {"alarms": escalation_ids}):
        found[link.escalation_id].append(link)
    return found


def _store(alarms: Iterable[Due]) -> None:
    rows = [{name: getattr(alarm, name) for name in _WRITTEN} | {"id_": alarm.id} for alarm in alarms]
    db.session.connection().execute(_STORE, rows)


_E, _L = Escalation.__table__.c, Link.__table__.c
_COLUMNS = [field.name for field in dataclasses.fields(Due)][:-1]
_WRITTEN = [name for name in _COLUMNS if name not in {"id", "patience_s"}]
_OPEN = _E.closed_at.is_(None)
_MOST = sa.bindparam("most", type_=sa.Integer)
_LATE = (
    sa.select(_E.id)
    .where(_OPEN, _E.next_at <= sa.bindparam("now", type_=_E.next_at.type))
    .order_by(_E.next_at)
    .limit(_MOST)
)
_SET_BACK = sa.select(_E.id).where(_OPEN, _E.timed_at > sa.bindparam("ahead", type_=_E.timed_at.type)).limit(_MOST)
_DUE = (
    sa.select(*(_E[name] for name in _COLUMNS), Person.deactivated_at.is_not(None))
    .outerjoin(Person, Person.id == _E.owner_id)
    .with_for_update(of=Escalation.__table__, skip_locked=True)
)
_LINKS = (
    sa.select(_L.escalation_id, _L.id, _L.position, _L.declined_at)
    .join_from(Link.__table__, Person.__table__, Person.__table__.c.id == _L.person_id)
    .where(_L.escalation_id.in_(sa.bindparam("alarms", expanding=True)), Person.__table__.c.deactivated_at.is_(None))
    .order_by(_L.escalation_id, _L.position)
)
_STORE = (
    sa.update(Escalation.__table__)
    .where(_E.id == sa.bindparam("id_", type_=_E.id.type))
    .values({name: sa.bindparam(name, type_=_E[name].type) for name in _WRITTEN})
)

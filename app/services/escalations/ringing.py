"""The steps that an alarm takes by itself or as part of a verb: climbing, ringing again, reminding, lapsing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from app.domain import escalation as rules
from app.domain.escalation import Move, Status
from app.domain.events import Happened
from app.models import Acknowledgement, Link, db
from app.services import notices, timeline
from app.services.people_acting import Actor


class Clocked(Protocol):
    """What a step reads and changes of an alarm: the model itself, or the few columns that the engine has read."""

    id: Any
    status: Any
    position: Any
    reminders: Any
    patience_s: Any
    timed_at: Any
    climb_at: Any
    remind_at: Any
    lapse_at: Any
    next_at: Any
    at_top_since: Any
    owner_id: Any
    offered_to_id: Any
    acknowledged_at: Any
    reported_at: Any
    timeline_length: Any
    timeline_hash: Any

    @property
    def stream(self) -> str: ...


@dataclasses.dataclass
class Trail:
    """What steps leave behind: lines of the log, links reached, acknowledgements ended, notices. Written together."""

    now: dt.datetime
    lines: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    reached: list[int] = dataclasses.field(default_factory=list)
    let_go: list[int] = dataclasses.field(default_factory=list)
    ringing: list[int] = dataclasses.field(default_factory=list)

    def note(self, alarm: timeline.Told, kind: Happened, *, by: Actor | None = None, **facts: Any) -> None:
        """A line of the alarm's timeline."""
        line = timeline.next_line(alarm.stream, alarm, kind, by=by, now=self.now, **facts)
        alarm.timeline_length, alarm.timeline_hash = line["number"], line["hash"]
        self.lines.append(line)

    def write(self) -> None:
        """Store all of it. The alarms themselves are stored before: the notices are made from them."""
        if self.let_go:
            end_standing(self.let_go, now=self.now)
        if self.reached:
            db.session.connection().execute(_REACH, [{"link_id": link, "now": self.now} for link in self.reached])
        if self.lines:
            timeline.write(*self.lines)
        if self.ringing:
            notices.tell(self.ringing, now=self.now)


_REACH = (
    sa.update(Link.__table__)
    .where(Link.__table__.c.id == sa.bindparam("link_id"))
    .values(reached_at=sa.func.coalesce(Link.__table__.c.reached_at, sa.bindparam("now", type_=Link.reached_at.type)))
)


def make_due_move(alarm: Clocked, chain: Sequence[Any], *, owner_is_gone: bool, trail: Trail) -> None:
    """The one move that the clock has to make now. At most one link is climbed, however long the silence was."""
    move = rules.due(
        Status(alarm.status),
        now=trail.now,
        climb_at=alarm.climb_at,
        remind_at=alarm.remind_at,
        lapse_at=alarm.lapse_at,
        owner_is_gone=owner_is_gone,
    )
    if move is Move.LAPSE:
        ring_again(alarm, Move.LAPSE, trail=trail)
        trail.note(alarm, Happened.ALARM_LAPSED)
        climb(alarm, chain, trail=trail)
    elif move is Move.CLIMB:
        climb(alarm, chain, trail=trail)
    elif move is Move.REMIND:
        remind(alarm, trail=trail)


def climb(alarm: Clocked, chain: Iterable[Any], *, trail: Trail) -> None:
    """Make the next link that has not declined responsible, and tell all that were reached before it again.

    `chain` holds whoever still has access: nobody waits for somebody who has left. At the top it keeps
    ringing: everybody is told again, and every board shows it.
    """
    alarm.status = rules.after(Status(alarm.status), Move.CLIMB)
    alarm.reminders += 1
    following = next((link for link in chain if link.position > alarm.position and link.declined_at is None), None)
    if following is not None:
        alarm.position = following.position
        trail.reached.append(following.id)
        trail.note(alarm, Happened.ALARM_CLIMBED, position=alarm.position)
    elif alarm.at_top_since is None:
        alarm.at_top_since = trail.now
        trail.note(alarm, Happened.ALARM_REACHED_TOP)
    else:
        trail.note(alarm, Happened.ALARM_REMINDED, count=alarm.reminders)
    _ring_on(alarm, trail.now)
    trail.ringing.append(alarm.id)


def remind(alarm: Clocked, *, trail: Trail) -> None:
    """Tell everybody who was reached before again; an owner is reminded that the alarm is still open."""
    alarm.status = rules.after(Status(alarm.status), Move.REMIND)
    alarm.reminders += 1
    if alarm.status == Status.RINGING:
        wait(alarm, now=trail.now, climb_at=alarm.climb_at, remind_at=trail.now + rules.REMIND_EVERY)
    else:
        wait(alarm, now=trail.now, remind_at=trail.now + rules.REMIND_OWNER_EVERY, lapse_at=alarm.lapse_at)
    trail.note(alarm, Happened.ALARM_REMINDED, count=alarm.reminders)
    trail.ringing.append(alarm.id)


def ring_again(alarm: Clocked, move: Move, *, trail: Trail) -> None:
    """An acknowledgement has ended without the alarm being closed: nobody has it."""
    alarm.status = rules.after(Status(alarm.status), move)
    alarm.owner_id = alarm.offered_to_id = alarm.acknowledged_at = alarm.reported_at = None
    trail.let_go.append(alarm.id)
    _ring_on(alarm, trail.now)


def wait(
    alarm: Clocked,
    *,
    now: dt.datetime,
    remind_at: dt.datetime,
    climb_at: dt.datetime | None = None,
    lapse_at: dt.datetime | None = None,
) -> None:
    """Set when the clock has something to do with the alarm again."""
    alarm.timed_at, alarm.climb_at, alarm.remind_at, alarm.lapse_at = now, climb_at, remind_at, lapse_at
    alarm.next_at = min(moment for moment in (climb_at, remind_at, lapse_at) if moment)


def put_back(alarm: Clocked, *, now: dt.datetime) -> None:
    """Count the same waits from now: the clock was set back after they were set."""
    ahead = alarm.timed_at - now
    moved = {
        name: (moment := getattr(alarm, name)) and moment - ahead for name in ("climb_at", "remind_at", "lapse_at")
    }
    wait(alarm, now=now, **moved)


def end_standing(escalation_ids: Sequence[int], *, now: dt.datetime) -> None:
    """The acknowledgements that stand for these alarms stand no longer."""
    standing = sa.and_(Acknowledgement.escalation_id.in_(escalation_ids), Acknowledgement.ended_at.is_(None))
    db.session.connection().execute(sa.update(Acknowledgement.__table__).where(standing).values(ended_at=now))


def _ring_on(alarm: Clocked, now: dt.datetime) -> None:
    patience = dt.timedelta(seconds=alarm.patience_s)
    wait(alarm, now=now, climb_at=now + patience, remind_at=now + rules.REMIND_EVERY)

"""What the database says after a drill: what was lost, doubled, missed, early or late. Past the app, by plain SQL."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import datetime as dt
import itertools
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.domain.escalation import Source, Status, Urgency
from app.domain.events import Happened
from app.models import Escalation, Event, Link, Notice, Person, db
from app.services import escalations
from app.services.escalations import Alarm
from app.services.people_acting import acting
from bench.drill.clients import Client
from bench.house import app_on

SOON, LATER = dt.timedelta(seconds=3), dt.timedelta(days=1)
_E = Escalation.__table__
RINGING = _E.c.status == Status.RINGING.value


@contextlib.contextmanager
def database(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def hurry(url: str) -> dt.datetime:
    """Let every alarm that rings be due in a moment, and say when."""
    due_at = clock.now() + SOON
    with database(url) as connection:
        connection.execute(sa.update(_E).where(RINGING).values(climb_at=due_at, next_at=due_at, timed_at=clock.now()))
    return due_at


def all_have_moved_since(url: str, due_at: dt.datetime) -> bool:
    with database(url) as connection:
        return not connection.scalar(sa.select(sa.func.count()).where(RINGING, _E.c.climb_at <= due_at))


@dataclasses.dataclass(frozen=True)
class Stored:
    """What the database holds of what a crowd was told is stored."""

    acknowledged: int
    alarms: int
    lost: int
    doubled: int
    without_line: int


def streams(url: str, kind: Happened) -> collections.Counter[str]:
    """How many lines of this kind each timeline has."""
    with database(url) as connection:
        return _streams(connection, kind)


def rows(url: str) -> collections.Counter[str]:
    """How often each mark of a client is stored: an alarm by its key, a logged assessment by its timeline."""
    with database(url) as connection:
        found = collections.Counter(connection.scalars(sa.select(_E.c.client_key)))
        return found + _streams(connection, Happened.ASSESSMENT_LOGGED)


def stored(url: str, clients: Sequence[Client]) -> Stored:
    """Count what was acknowledged, lost and doubled, and alarms whose timeline does not begin with exactly one line."""
    said = [mark for client in clients for mark in client.acknowledged]
    with database(url) as connection:
        alarms = connection.execute(sa.select(_E.c.id, _E.c.client_key)).all()
        lines = _streams(connection, Happened.ALARM_RAISED)
    known, found = {row.id for row in alarms}, rows(url)
    return Stored(
        len(said),
        sum("/" not in mark for mark in said),
        sum(not found[mark] for mark in said) + len({each for one in clients for each in one.alarms} - known),
        sum(number > 1 for number in found.values()),
        sum(lines[f"escalation/{row.id}"] != 1 for row in alarms),
    )


def _streams(connection: sa.Connection, kind: Happened) -> collections.Counter[str]:
    return collections.Counter(connection.scalars(sa.select(Event.stream).where(Event.kind == kind.value)))


def forget_alarms(url: str) -> None:
    """Let the alarms there are wait until tomorrow."""
    later = clock.now() + LATER
    with database(url) as connection:
        connection.execute(sa.update(_E).where(RINGING).values(climb_at=later, remind_at=later, next_at=later))


def raise_alarms(url: str, count: int, patience_s: int, begin: int = 0) -> None:
    """Kari's alarms, by a child that ends with its connections; with less patience than a unit may have."""
    if (pid := os.fork()) == 0:
        with tempfile.TemporaryDirectory() as folder, app_on(url, Path(folder)).app_context():
            kari = acting(
                db.session.scalars(sa.select(Person.id).where(Person.name.like("Kari%"))).one(), now=clock.now()
            )
            for number in range(begin, begin + count):
                alarm = Alarm(f"climbs-{number}", Source.ABORT, Urgency.SAFE, kari.id, kari.unit_id)
                escalations.raise_alarm(alarm, by=kari, now=clock.now())
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise RuntimeError("the alarms could not be raised")
    with database(url) as connection:
        raised = sa.select(_E.c.id, _E.c.raised_at).where(_E.c.client_key.like("climbs-%"))
        for id_, raised_at in connection.execute(raised).all():
            climb_at = raised_at + dt.timedelta(seconds=patience_s)
            waits = {"patience_s": patience_s, "climb_at": climb_at, "next_at": climb_at}
            connection.execute(sa.update(_E).where(_E.c.id == id_).values(**waits))


@dataclasses.dataclass(frozen=True)
class Turns:
    """How often alarms were somebody's turn, and how late each was, in seconds and in order."""

    alarms: int
    turns: int
    missing: int
    doubled: int
    early: int
    late_s: list[float]


def of_workers(url: str, patience_s: int) -> Turns:
    """A turn is early or late by the moment at which the move was made."""
    with database(url) as connection:
        alarms = connection.execute(sa.select(_E).where(_E.c.client_key.like("climbs-%"))).all()
        told = connection.execute(sa.select(Notice.turn, Notice.person_id, Notice.channel, Notice.address_id)).all()
        chain = collections.Counter(connection.scalars(sa.select(Link.escalation_id)))
        lines = collections.defaultdict[str, list[Any]](list)
        for line in connection.execute(sa.select(Event.__table__).order_by(Event.stream, Event.number)):
            lines[line.stream].append(line)
    turns = {alarm: lines[f"escalation/{alarm.id}"] for alarm in alarms}
    missing = sum(_untold(alarm, chain[alarm.id], told) + _skipped(turns[alarm]) for alarm in alarms)
    waits = [after.at - before.at for each in turns.values() for before, after in itertools.pairwise(each)]
    late = sorted((wait - dt.timedelta(seconds=patience_s)).total_seconds() for wait in waits)
    doubled = len(told) - len(set(told))
    early = sum(seconds < 0 for seconds in late)
    return Turns(len(alarms), len(late), missing, doubled, early, late)


def _untold(alarm: Any, links: int, told: Sequence[Any]) -> int:
    """How many in-app notices there should be of its turns, and are not: of each turn everybody reached by then."""
    found = collections.Counter(
        row.turn for row in told if row.channel == "in_app" and row.turn.startswith(f"escalation/{alarm.id}/")
    )
    expected = {f"escalation/{alarm.id}/turn-{turn}": min(turn + 1, links) for turn in range(alarm.reminders + 1)}
    return sum(
        abs(found[turn] - number) for turn, number in (expected | dict.fromkeys(found.keys() - expected, 0)).items()
    )


def _skipped(lines: Sequence[Any]) -> int:
    """How many lines are not the next one, and how many links were not the next one."""
    gaps = sum(line.number != number for number, line in enumerate(lines, 1))
    places = [line.facts["position"] for line in lines if line.kind == Happened.ALARM_CLIMBED.value]
    return int(gaps + sum(place != number for number, place in enumerate(places, 1)))

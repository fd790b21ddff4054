"""What the database says after a drill: what was lost, doubled, missed, early or late. Past the app, by plain SQL."""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
import itertools
import os
import statistics
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
from bench.clients import Client
from bench.house import app_on

WEB = (
    "database",
    "kills",
    "logged",
    "alarms",
    "sent again",
    "lost",
    "doubled",
    "no line",
    "answer p99",
    "all climb after",
)
WORKERS = (
    "database",
    "kills",
    "alarms",
    "turns",
    "missing",
    "doubled",
    "early",
    "late p50",
    "late p99",
    "late at most",
)
SOON, LATER = dt.timedelta(seconds=3), dt.timedelta(days=1)
_E = Escalation.__table__
RINGING = _E.c.status == Status.RINGING.value


@contextlib.contextmanager
def _database(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def hurry(url: str) -> dt.datetime:
    """Let every alarm that rings be due in a moment, and say when."""
    due_at = clock.now() + SOON
    with _database(url) as connection:
        connection.execute(sa.update(_E).where(RINGING).values(climb_at=due_at, next_at=due_at, timed_at=clock.now()))
    return due_at


def all_have_moved_since(url: str, due_at: dt.datetime) -> bool:
    with _database(url) as connection:
        return not connection.scalar(sa.select(sa.func.count()).where(RINGING, _E.c.climb_at <= due_at))


def of_web(url: str, kills: int, clients: list[Client], moved_s: float) -> str:
    """A row of the first table."""
    said = [mark for client in clients for mark in client.acknowledged]
    meetings, keys = {mark for mark in said if "/" in mark}, {mark for mark in said if "/" not in mark}
    with _database(url) as connection:
        alarms = connection.execute(sa.select(_E.c.id, _E.c.client_key)).all()
        stored = collections.Counter(row.client_key for row in alarms)
        stored |= _streams(connection, Happened.ASSESSMENT_LOGGED)
        lines = _streams(connection, Happened.ALARM_RAISED)
    known = {row.id for row in alarms}
    lost = sum(not stored[mark] for mark in said) + len({each for one in clients for each in one.alarms} - known)
    doubled = sum(number > 1 for number in stored.values())
    without = sum(lines[f"escalation/{row.id}"] != 1 for row in alarms)
    repeats = sum(client.repeats for client in clients)
    slowest = statistics.quantiles([wait for client in clients for wait in client.waits_s], n=100)[98]
    found = (len(meetings), len(keys), repeats, lost, doubled, without, f"{slowest:.2f} s", f"{moved_s:.1f} s")
    return _line(url, kills, *found)


def _streams(connection: sa.Connection, kind: Happened) -> collections.Counter[str]:
    return collections.Counter(connection.scalars(sa.select(Event.stream).where(Event.kind == kind.value)))


def forget_alarms(url: str) -> None:
    """Let the alarms there are wait until tomorrow."""
    later = clock.now() + LATER
    with _database(url) as connection:
        connection.execute(sa.update(_E).where(RINGING).values(climb_at=later, remind_at=later, next_at=later))


def raise_alarms(url: str, count: int, patience_s: int) -> None:
    """Kari's alarms, by a child that ends with its connections; with less patience than a unit may have."""
    if (pid := os.fork()) == 0:
        with tempfile.TemporaryDirectory() as folder, app_on(url, Path(folder)).app_context():
            kari = acting(
                db.session.scalars(sa.select(Person.id).where(Person.name.like("Kari%"))).one(), now=clock.now()
            )
            for number in range(count):
                alarm = Alarm(f"climbs-{number}", Source.ABORT, Urgency.SAFE, kari.id, kari.unit_id)
                escalations.raise_alarm(alarm, by=kari, now=clock.now())
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise RuntimeError("the alarms could not be raised")
    with _database(url) as connection:
        for alarm in connection.execute(
            sa.select(_E.c.id, _E.c.raised_at).where(_E.c.client_key.like("climbs-%"))
        ).all():
            climb_at = alarm.raised_at + dt.timedelta(seconds=patience_s)
            waits = {"patience_s": patience_s, "climb_at": climb_at, "next_at": climb_at}
            connection.execute(sa.update(_E).where(_E.c.id == alarm.id).values(**waits))


def of_workers(url: str, kills: int, patience_s: int) -> str:
    """A row of the second table. A turn is early or late by the moment at which the move was made."""
    with _database(url) as connection:
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
    cuts = statistics.quantiles(late, n=100, method="inclusive")
    times = (f"{moment:.2f} s" for moment in (cuts[49], cuts[98], late[-1]))
    return _line(url, kills, len(alarms), len(late), missing, doubled, early, *times)


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
    return gaps + sum(place != number for number, place in enumerate(places, 1))


def _line(url: str, *cells: object) -> str:
    return f"| {' | '.join(map(str, (sa.make_url(url).get_backend_name(), *cells)))} |"

"""Fault 8: the clocks of all machines are set an hour ahead or back while alarms climb; and summer time."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import mmap
import random
import struct
import threading
import time
from collections.abc import Iterator

import sqlalchemy as sa

from app import clock
from app.models import Escalation
from bench.drill import counts
from bench.drill.outcome import Outcome
from bench.drill.stand import WORKERS, Place, standing, until

PATIENCE_S, ALARMS = 4, 10
LATE_S, SLACK_S = 2.0, 0.1
HOUR = 3600.0
NIGHTS = (dt.datetime(2026, 10, 25, 0, 59, 57, tzinfo=dt.UTC), dt.datetime(2027, 3, 28, 0, 59, 57, tzinfo=dt.UTC))


class WallClock:
    """What the clocks on the wall show, to this process and to all that are forked from it; it can be set."""

    def __init__(self) -> None:
        self._ahead_s, self._real = mmap.mmap(-1, 8), clock.now

    def set(self, ahead_s: float) -> None:
        self._ahead_s[:] = struct.pack("d", ahead_s)

    def now(self) -> dt.datetime:
        [ahead_s] = struct.unpack("d", self._ahead_s[:])
        return self._real() + dt.timedelta(seconds=ahead_s)


@contextlib.contextmanager
def wall_clock() -> Iterator[WallClock]:
    """The clock that the app reads, in this process and its children."""
    shown, real = WallClock(), clock.now
    clock.now = shown.now
    try:
        yield shown
    finally:
        clock.now = real


@dataclasses.dataclass
class Climb:
    """One alarm by the monotonic clock: by link, when it was last seen elsewhere, and when it was first seen there."""

    moments: dict[int, tuple[float, float]]

    def waited_s(self, link: int) -> float:
        """How long this link was responsible before the next one was, at most: a late look shortens nothing."""
        return self.moments[link + 1][1] - self.moments[link][0]

    @property
    def seen_within_s(self) -> float:
        """How far apart the looks were between which it moved."""
        return max(seen - before for before, seen in self.moments.values())


def an_hour_back(place: Place, times: int) -> Iterator[Outcome]:
    """The link at that moment has its patience anew, and not an hour more; nobody is passed early."""
    with wall_clock() as wall, standing(place, *WORKERS, drafts=3):
        climbs = [each for number in range(times) for each in _jumped(place, wall, number, -HOUR)]
    first, second = [each.waited_s(0) for each in climbs], [each.waited_s(1) for each in climbs]
    goals = {
        "no link is passed early": min(first + second) > PATIENCE_S - SLACK_S,
        "a link waits its patience once more at most": max(first) < 2 * PATIENCE_S + LATE_S,
        "the next waits as ever": max(second) < PATIENCE_S + LATE_S,
    }
    yield _told(place, "clocks set back an hour", times, climbs, goals)


def an_hour_ahead(place: Place, times: int) -> Iterator[Outcome]:
    """The link at that moment is passed early, once: to the engine an hour has gone by. The next has its patience."""
    with wall_clock() as wall, standing(place, *WORKERS, drafts=3):
        climbs = [each for number in range(times) for each in _jumped(place, wall, number, HOUR)]
    second = [each.waited_s(1) for each in climbs]
    goals = {
        "only one link is passed early": min(second) > PATIENCE_S - SLACK_S,
        "nobody waits longer": max([*second, *(each.waited_s(0) for each in climbs)]) < PATIENCE_S + LATE_S,
    }
    yield _told(place, "clocks set an hour ahead: one link early, by choice", times, climbs, goals)


def summer_time(place: Place, times: int) -> Iterator[Outcome]:
    """The hours in which the clocks in Norway are put forward and back: no wait differs."""
    with wall_clock() as wall, standing(place, *WORKERS, drafts=3):
        climbs = []
        for number in range(times):
            night = NIGHTS[number % len(NIGHTS)]
            counts.forget_alarms(place.url)
            wall.set((night - dt.datetime.now(dt.UTC)).total_seconds())
            climbs += _climbed(place, number)
    waits = [each.waited_s(link) for each in climbs for link in (0, 1)]
    goals = {
        "no link is passed early": min(waits) > PATIENCE_S - SLACK_S,
        "nobody waits longer": max(waits) < PATIENCE_S + LATE_S,
    }
    yield _told(place, "across both hours in which summer time begins and ends", times, climbs, goals)


def _told(place: Place, tried: str, times: int, climbs: list[Climb], goals: dict[str, bool]) -> Outcome:
    first, second = [each.waited_s(0) for each in climbs], [each.waited_s(1) for each in climbs]
    seen = f"with a patience of {PATIENCE_S} s the link at that moment had {min(first):.1f} to {max(first):.1f} s, "
    seen += f"the next {min(second):.1f} to {max(second):.1f} s"
    seen += f"; {sum(wait < PATIENCE_S - SLACK_S for wait in first)} of {len(first)} passed early; "
    seen += f"seen within {max(each.seen_within_s for each in climbs):.2f} s"
    return Outcome(
        fault=8,
        database=place.backend,
        tried=tried,
        times=times,
        acknowledged=len(climbs),
        seen=seen,
        goals=goals,
    )


def _jumped(place: Place, wall: WallClock, number: int, by_s: float) -> list[Climb]:
    """Some alarms, and the clocks of all processes set by so much while the first link is responsible."""
    counts.forget_alarms(place.url)
    wall.set(0)
    jump = threading.Timer(random.uniform(0.5, PATIENCE_S - 0.5), wall.set, [by_s])  # noqa: S311 — chance, not secrecy
    return _climbed(place, number, jump)


def _climbed(place: Place, number: int, jump: threading.Timer | None = None) -> list[Climb]:
    """Raise some alarms, and watch each until its third link has it."""
    counts.raise_alarms(place.url, ALARMS, PATIENCE_S, begin=number * ALARMS)
    wanted = [f"climbs-{each}" for each in range(number * ALARMS, (number + 1) * ALARMS)]
    table = Escalation.__table__.c
    rows = sa.select(table.id, table.position, table.raised_at).where(table.client_key.in_(wanted))
    with counts.database(place.url) as connection:
        shown, looked = clock.now(), time.monotonic()
        raised = {row.id: looked - (shown - row.raised_at).total_seconds() for row in connection.execute(rows)}
        climbs = {number: Climb({0: (at, at)}) for number, at in raised.items()}
        if jump:
            jump.start()

        def all_have_climbed() -> bool:
            nonlocal looked
            before, looked = looked, time.monotonic()
            seen, at = connection.execute(rows).all(), time.monotonic()
            for row in seen:
                climbs[row.id].moments.setdefault(row.position, (before, at))
            return all(2 in each.moments for each in climbs.values())

        until(all_have_climbed, every_s=0.02)
    if jump:
        jump.join()
    return list(climbs.values())

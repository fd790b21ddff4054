"""Faults 7 and 16: somebody else's program holds the database's write lock for half a minute."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import sqlalchemy as sa

from bench.drill import counts
from bench.drill.clients import asked
from bench.drill.outcome import Outcome, ms, p99
from bench.drill.stand import WEBS, Place, standing

HELD_S = 30
ANSWERED_WITHIN_S = 3.0
READS_P99_S = 0.05
WRITTEN = "meetings, assessments, escalations, submissions, events"


def held(place: Place, times: int) -> Iterator[Outcome]:
    """Reads go on; whoever writes is answered in time, with what they typed; what is acknowledged is stored."""
    with standing(place, *WEBS) as stand:
        stand.let_in(readers=2)
        stand.each_is_answered()
        ready, reads = [], list[float]()
        time.sleep(5)
        before = p99([took for reader in stand.readers for took in reader.took_s])
        for _ in range(times):
            for reader in stand.readers:
                reader.took_s.clear()
            with _lock(place):
                time.sleep(HELD_S)
                ready.append(asked(stand.port, "GET", "/internal/isready?of=web", None, {}).status)
            reads += [took for reader in stand.readers for took in reader.took_s]
            again_s = stand.each_is_answered()
        stand.send_home()
        found, bare = counts.stored(place.url, stand.crowd), stand.bare
    refused = [wait for client in stand.crowd for wait in client.refused_s]
    seen = f"{len(reads)} pages read meanwhile: p99 {ms(p99(reads))} (before: {ms(before)}); {len(refused)} forms "
    seen += f"answered with 503, after {max(refused, default=0):.2f} s at most; all are answered {again_s:.2f} s after"
    goals = {
        "no bare answer" + "".join(f" ({what}: {number})" for what, number in bare.items()): not bare,
        f"reads p99 within {ms(READS_P99_S)}, or as before": bool(reads) and p99(reads) <= max(READS_P99_S, before),
        f"a write answered within {ANSWERED_WITHIN_S:g} s": bool(refused) and max(refused) <= ANSWERED_WITHIN_S,
        "pages stay in service": set(ready) == {200},
        "one line each": not found.without_line,
    }
    tried = f"a foreign writer holds the lock for {HELD_S} s"
    told: dict[str, Any] = {
        "fault": 7,
        "database": place.backend,
        "tried": tried,
        "times": times,
        "seen": seen,
        "goals": goals,
    }
    outcome = Outcome(acknowledged=found.acknowledged, lost=found.lost, doubled=found.doubled, **told)
    yield from (outcome, outcome.under_it("aborts under 7", found.alarms))


@contextlib.contextmanager
def _lock(place: Place) -> Iterator[None]:
    if place.backend == "sqlite":
        with contextlib.closing(sqlite3.connect(place.folder / "drill.db", isolation_level=None, timeout=10)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    url = sa.make_url(place.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as other:
        while True:
            with contextlib.suppress(psycopg.errors.DeadlockDetected):
                other.execute(f"LOCK TABLE {WRITTEN} IN SHARE ROW EXCLUSIVE MODE")
                break
            other.rollback()
        yield
        other.rollback()

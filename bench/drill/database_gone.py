"""Faults 4 and 16: the database ends every connection, is killed, or is restarted, while people log, abort and read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from app import clock
from bench.drill import counts
from bench.drill.outcome import Outcome, p99
from bench.drill.stand import (
    WEBS,
    WORKERS,
    Place,
    Stand,
    standing,
    until,
    wait_for_a_moment_that_nobody_can_foresee,
)

AWAY_S = 1.0
GOOD_AGAIN_S = 5.0
OURS = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = user"
)


def connections_ended(place: Place, times: int) -> Iterator[Outcome]:
    """Every connection of the app, ended by the server, which goes on."""

    def end() -> None:
        with counts.database(place.url) as connection:
            connection.execute(OURS)

    yield from _under_load(place, times, "every connection ended by the server", end, lambda: None)


def killed(place: Place, times: int) -> Iterator[Outcome]:
    """kill -9 of the server and all of its children."""
    yield from _under_load(
        place, times, "kill -9 of the database server, a second away", place.its_server.kill, place.its_server.start
    )


def restarted(place: Place, times: int) -> Iterator[Outcome]:
    """Ended in order, as for an upgrade."""
    yield from _under_load(
        place, times, "database server restarted, a second away", place.its_server.end, place.its_server.start
    )


def _under_load(
    place: Place, times: int, tried: str, go: Callable[[], object], come_back: Callable[[], object]
) -> Iterator[Outcome]:
    with standing(place, *WEBS, *WORKERS, drafts=times * 60 + 200) as stand:
        stand.let_in(readers=2)
        good_again_s = [_gone(stand, go, come_back) for _ in range(times)]
        due_at = counts.hurry(place.url)
        moved_s = until(lambda: counts.all_have_moved_since(place.url, due_at)) - time.monotonic()
        moved_s = (clock.now() - due_at).total_seconds() + moved_s
        stand.send_home()
        found, bare = counts.stored(place.url, stand.crowd), stand.bare
    refused = [wait for client in stand.crowd for wait in client.refused_s]
    seen = (
        f"{len(refused)} forms and {sum(each.refused for each in stand.readers)} pages answered with 503 and all that "
    )
    seen += f"belongs to it; everybody is answered again {p99(good_again_s):.2f} s (p99), {max(good_again_s):.2f} s "
    seen += f"(longest) after it is up; alarms climb {moved_s:.1f} s after they were due"
    goals = {
        "no bare answer" + "".join(f" ({what}: {number})" for what, number in bare.items()): not bare,
        f"good again within {GOOD_AGAIN_S:g} s": max(good_again_s) <= GOOD_AGAIN_S,
        "one line each": not found.without_line,
        "alarms climb": moved_s <= GOOD_AGAIN_S + 2,
    }
    told: dict[str, Any] = {
        "fault": 4,
        "database": place.backend,
        "tried": tried,
        "times": times,
        "seen": seen,
        "goals": goals,
    }
    outcome = Outcome(acknowledged=found.acknowledged, lost=found.lost, doubled=found.doubled, **told)
    yield from (outcome, outcome.under_it(f"aborts under 4: {tried}", found.alarms))


def _gone(stand: Stand, go: Callable[[], object], come_back: Callable[[], object]) -> float:
    """Away for a while; how long after it is up until everybody has been answered again."""
    stand.each_is_answered()
    wait_for_a_moment_that_nobody_can_foresee()
    go()
    if not stand.place.its_server.is_up:
        time.sleep(AWAY_S)
    come_back()
    return stand.each_is_answered()

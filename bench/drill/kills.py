"""Faults 1, 2 and 16: kill -9 of one of two web processes, and of everything at once, while people log and abort."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app import clock
from bench.drill import counts
from bench.drill.clients import asked
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
from bench.house import KEYS, SECRET

COLD_STARTS = 5


def one_of_two(place: Place, times: int) -> Iterator[Outcome]:
    """Fault 1, and the alarms among it as fault 16."""
    yield from _under_load(1, place, times, lambda: [random.choice(WEBS)], "kill -9 of one of two web processes", 1.0)  # noqa: S311


def all_of_them(place: Place, times: int) -> Iterator[Outcome]:
    """Fault 2, and the alarms among it as fault 16; at the end it is timed until every alarm that was due has moved."""
    every = (*WEBS, *WORKERS)
    yield from _under_load(2, place, times, lambda: every, "kill -9 of two web processes and two workers at once", 3.0)


def _under_load(
    fault: int, place: Place, times: int, dying: Callable[[], Sequence[str]], tried: str, goal_s: float
) -> Iterator[Outcome]:
    with standing(place, *WEBS, *WORKERS, drafts=times * 4 + 50) as stand:
        stand.let_in()
        answers_s = [_killed(stand, dying()) for _ in range(times)]
        stand.work_goes_on()
        waits = [wait for client in stand.crowd for wait in client.waits_s]
        climb_s = _all_climb(stand)
        stand.send_home()
        found = counts.stored(place.url, stand.crowd)
    seen = f"next answer after {p99(answers_s):.2f} s (p99), {max(answers_s):.2f} s (longest); a form answered after "
    seen += f"{p99(waits):.2f} s (p99)"
    goals = {
        f"next answer within {goal_s:g} s": max(answers_s) <= goal_s,
        "one line each": not found.without_line,
        "no bare answer": not stand.bare,
    }
    if fault == 2:
        cold = [_cold_start(place) for _ in range(COLD_STARTS)]
        seen += f"; all alarms climb {climb_s:.1f} s after; `flask serve` from nothing: {max(cold):.1f} s"
        goals["a cold start within 3 s"] = max(cold) <= 3
    told: dict[str, Any] = {"database": place.backend, "times": times, "lost": found.lost, "doubled": found.doubled}
    yield Outcome(fault=fault, tried=tried, acknowledged=found.acknowledged, seen=seen, goals=goals, **told)
    also = {"one line each": not found.without_line, "all climb": climb_s < 10}
    seen = f"all that were due climb {climb_s:.1f} s after the last kill"
    yield Outcome(fault=16, tried=f"aborts under {fault}", acknowledged=found.alarms, seen=seen, goals=also, **told)


def _killed(stand: Stand, dying: Sequence[str]) -> float:
    """Kill at some moment under way, start anew; return how long it took until somebody was answered."""
    stand.work_goes_on()
    wait_for_a_moment_that_nobody_can_foresee()
    began = time.monotonic()
    stand.warden.kill(*dying)
    stand.warden.start(*dying)
    return time.monotonic() - began + stand.work_goes_on(1)


def _all_climb(stand: Stand) -> float:
    """Everything is killed, and comes back when every alarm is due: how long until all have moved."""
    every = (*WEBS, *WORKERS)
    stand.warden.kill(*every)
    due_at = counts.hurry(stand.place.url)
    time.sleep(max(0.0, (due_at - clock.now()).total_seconds()))
    began = time.monotonic()
    stand.warden.start(*every)
    return until(lambda: counts.all_have_moved_since(stand.place.url, due_at)) - began


def _cold_start(place: Place) -> float:
    """How long `flask serve`, killed with its whole group, takes to answer again: imports, templates and all."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as door:
        port = door.getsockname()[1]
    settings = {"TRYGT_SECRET_KEY": SECRET, "TRYGT_ENCRYPTION_KEYS": KEYS, "TRYGT_DATABASE_URL": place.url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port), "--with-worker"]
    began = time.monotonic()
    served = subprocess.Popen(
        command,
        env={**os.environ, **settings},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )

    def answers() -> bool:
        if served.poll() is not None:
            raise RuntimeError(f"it has ended instead, with {served.returncode}")
        return _answers(port)

    try:
        return until(answers, every_s=0.02) - began
    finally:
        os.killpg(served.pid, signal.SIGKILL)
        served.wait()


def _answers(port: int) -> bool:
    try:
        return asked(port, "GET", "/internal/isready?of=web", None, {}).status == 200
    except OSError:
        return False

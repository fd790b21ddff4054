"""Fault 3: forty alarms with a patience of three seconds, two workers, and one of the two killed again and again."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from app.worker import TICK_EVERY_S
from bench.drill import counts
from bench.drill.outcome import Outcome, p99
from bench.drill.stand import WORKERS, Place, standing

SHORT_PATIENCE_S = 3
ALARMS_THAT_CLIMB = 40


def killed(place: Place, times: int) -> Iterator[Outcome]:
    """Nothing missing, doubled or early, and hardly anything late."""
    with standing(place, *WORKERS, drafts=3) as stand:
        counts.forget_alarms(place.url)
        counts.raise_alarms(place.url, ALARMS_THAT_CLIMB, SHORT_PATIENCE_S)
        for _ in range(times):
            time.sleep(random.uniform(0.05, 0.6))  # noqa: S311 — chance, not secrecy
            dying = random.choice(WORKERS)  # noqa: S311
            stand.warden.kill(dying)
            stand.warden.start(dying)
        time.sleep(SHORT_PATIENCE_S)
        found = counts.of_workers(place.url, SHORT_PATIENCE_S)
    late, latest = p99(found.late_s), found.late_s[-1]
    seen = f"{found.alarms} alarms; {found.early} turns early; late by {late:.2f} s (p99), {latest:.2f} s (longest)"
    yield Outcome(
        fault=3,
        database=place.backend,
        tried="kill -9 of one of two workers",
        times=times,
        acknowledged=found.turns,
        lost=found.missing,
        doubled=found.doubled,
        seen=seen,
        goals={"nothing early": not found.early, "late by a tick and a second at most": late <= TICK_EVERY_S + 1},
    )

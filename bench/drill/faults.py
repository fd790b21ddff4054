"""The list of faults: what each is called, on which databases it can happen, and how often it is tried."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from bench.drill import (
    clocks,
    database_gone,
    disk_full,
    kills,
    late_forms,
    locked,
    lost_line,
    power_cut,
    sent_twice,
    slow_clients,
    workers,
)
from bench.drill.outcome import Outcome
from bench.drill.stand import BACKENDS, Place


@dataclasses.dataclass(frozen=True)
class Fault:
    """A drill is handed a fresh place and how often to try; it gives one outcome, or one for each fault it covers."""

    drill: Callable[[Place, int], Iterator[Outcome]]
    times: int
    backends: tuple[str, ...] = BACKENDS


SQLITE, POSTGRESQL = (BACKENDS[:1], BACKENDS[1:])
FAULTS = {
    "web-killed": Fault(kills.one_of_two, 200),
    "all-killed": Fault(kills.all_of_them, 200),
    "worker-killed": Fault(workers.killed, 50),
    "connections-ended": Fault(database_gone.connections_ended, 40, POSTGRESQL),
    "database-killed": Fault(database_gone.killed, 10, POSTGRESQL),
    "database-restarted": Fault(database_gone.restarted, 10, POSTGRESQL),
    "power-cut": Fault(power_cut.cut, 300, SQLITE),
    "disk-full": Fault(disk_full.full, 3),
    "locked": Fault(locked.held, 1),
    "clocks-back": Fault(clocks.an_hour_back, 5),
    "clocks-ahead": Fault(clocks.an_hour_ahead, 5),
    "summer-time": Fault(clocks.summer_time, 4),
    "sent-twice": Fault(sent_twice.pairs, 200),
    "another-body": Fault(sent_twice.another_body, 200),
    "lost-line": Fault(lost_line.lost, 200),
    "slow-clients": Fault(slow_clients.dripping, 200),
    "two-tabs": Fault(late_forms.two_tabs, 50),
    "stale-token": Fault(late_forms.stale_token, 50),
    "ended-sign-in": Fault(late_forms.ended_sign_in, 50),
}

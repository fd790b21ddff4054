"""`python -m bench.alarms`: what an alarm takes, from the tap to the next ticks, on both databases. Wall-clock times.

A machine that others use as well shows their load too: read the median first.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.models import Escalation, db
from app.services import engine
from bench.drill.clients import Client, aborts
from bench.drill.counts import LATER
from bench.drill.scene import prepared, warm_up
from bench.drill.stand import BACKENDS, place_on
from bench.drill.warden import WEB, Warden
from bench.house import app_on

ABORTS, OPEN_ALARMS, IDLE_S = 300, 10_000, 20
COLUMNS = ("database", "abort p50", "abort p99", "tick, none due", "tick, 100 due", "tick, all due", "idle worker")


def measured(url: str, folder: Path) -> str:
    """A row of the table."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as door:
        scene = prepared(url, folder)
        warden = Warden(url, folder, door, lambda app: warm_up(app, scene))
        try:
            warden.start(WEB)
            tap = _aborts(door.getsockname()[1], scene.aborting["token"], scene.aborting["cookie"])
            warden.kill(WEB)
            app = app_on(url, folder)
            with app.app_context():
                ticks = _ticks()
                db.engine.dispose()
            idle = _idle(warden)
        finally:
            warden.close()
    cells = [sa.make_url(url).get_backend_name(), *(f"{1000 * each:.0f} ms" for each in tap)]
    return f"| {' | '.join([*cells, *(f'{each:.2f} s' for each in ticks), idle])} |"


def _aborts(port: int, token: str, cookie: str) -> tuple[float, float]:
    """The median and the 99th percentile of a tap, over HTTP and a connection of its own, until it is committed."""
    errands, stop = aborts(token), threading.Event()
    some = (next(errands) for _ in range(ABORTS))
    client = Client(port, some, stop, cookie)
    client.run()
    cuts = statistics.quantiles(client.waits_s[10:], n=100, method="inclusive")
    return cuts[49], cuts[98]


def _ticks() -> tuple[float, float, float]:
    """One tick over many open alarms, of which none, a hundred, and all are due."""
    _copy_alarms()
    now = clock.now()
    _let_wait_until(now + LATER)
    none = _seconds(lambda: engine.tick(now))
    _let_wait_until(now, of=100)
    some = _seconds(lambda: engine.tick(now))
    _let_wait_until(now)
    return none, some, _seconds(lambda: engine.tick(now))


def _copy_alarms() -> None:
    """So many alarms in all, made from the ones that were raised."""
    table = Escalation.__table__
    names = [column.name for column in table.columns if column.name not in {"id", "client_key", "timeline_hash"}]
    found = db.session.execute(sa.select(table).where(table.c.closed_at.is_(None))).mappings().all()
    like = {name: found[0][name] for name in names} | {"timeline_length": 0, "timeline_hash": "0" * 64}
    rows = [{**like, "client_key": f"copy-{number}"} for number in range(OPEN_ALARMS - len(found))]
    db.session.execute(sa.insert(table), rows)
    db.session.commit()


def _let_wait_until(moment: object, of: int | None = None) -> None:
    table = Escalation.__table__
    those = sa.select(table.c.id).where(table.c.client_key.like("copy-%")).limit(of) if of else sa.select(table.c.id)
    waits = {"climb_at": moment, "remind_at": moment, "next_at": moment}
    db.session.execute(sa.update(table).where(table.c.id.in_(those)).values(waits))
    db.session.commit()


def _seconds(step: Callable[[], object]) -> float:
    began = time.monotonic()
    step()
    return time.monotonic() - began


def _idle(warden: Warden) -> str:
    """What a worker with nothing due takes of a core, and its memory."""
    [pid] = warden.start("worker")
    time.sleep(5)
    before = _cpu(pid)
    time.sleep(IDLE_S)
    share = 100 * (_cpu(pid) - before) / IDLE_S
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return f"{share:.1f} % of a core, {pages * resource.getpagesize() // 2**20} MB"


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure on each database, and print a table."""
    argparse.ArgumentParser(prog="python -m bench.alarms", description=__doc__).parse_args()
    sys.stdout.write(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|\n")
    for backend in BACKENDS:
        with place_on(backend) as place:
            sys.stdout.write(measured(place.url, place.folder) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

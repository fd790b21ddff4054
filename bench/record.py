"""How long `flask log verify` and `flask log anchor` take over many lines, and in how much memory."""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.demo import seed_cast
from app.domain.events import NO_EVENT, chained_hash
from app.models import Event, Meeting, db
from app.services import anchors
from app.services.proof import Proof
from tests.postgres import throw_away_server
from tests.workbench import migrated_app

LINES_A_MEETING = 5
AT_ONCE = 2_000
BEGUN = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


def main() -> None:
    """Fill a database of each kind, anchor it, prove it, and print a row of a table for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=1_000_000)
    lines = asked.parse_args().lines
    print("| database | lines | verify, s | lines a second | anchoring all at once, s | memory at most, MB |")
    print("|---|---|---|---|---|---|")
    folder = Path(tempfile.mkdtemp(prefix="trygt"))
    try:
        _measure("SQLite", f"sqlite:///{folder / 'record.sqlite3'}", folder, lines)
        with throw_away_server() as url:
            _measure("PostgreSQL", url, folder, lines)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(name: str, url: str, folder: Path, lines: int) -> None:
    app = migrated_app(url, folder)
    with app.app_context():
        kari = seed_cast(db.session()).kari
        _fill(lines // LINES_A_MEETING, kari.id, kari.unit_id)
        db.session.remove()
        anchoring = _seconds(_anchor_all)
        proof = Proof()
        proving = _seconds(lambda: _expect_whole(proof))
        db.session.remove()
        db.engine.dispose()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"| {name} | {proof.lines} | {proving:.1f} | {proof.lines / proving:.0f} | {anchoring:.1f} | {most} |",
        flush=True,
    )


def _seconds(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _anchor_all() -> None:
    while anchors.anchor(BEGUN):
        pass


def _expect_whole(proof: Proof) -> None:
    broken = next(proof.breaks(), None)
    if broken:
        raise AssertionError(str(broken))


def _fill(meetings: int, employee_id: int, unit_id: int) -> None:
    """Meetings with LINES_A_MEETING lines each, written in big transactions; the heads agree."""
    with db.engine.connect() as connection:
        for begin in range(1, meetings + 1, AT_ONCE):
            numbers = range(begin, min(begin + AT_ONCE, meetings + 1))
            told = {number: list(_lines(number, employee_id)) for number in numbers}
            rows = [_meeting(number, employee_id, unit_id, told[number][-1]["hash"]) for number in numbers]
            connection.execute(sa.insert(Meeting.__table__), rows)
            connection.execute(sa.insert(Event.__table__), [line for each in told.values() for line in each])
            connection.commit()


def _meeting(number: int, employee_id: int, unit_id: int, last_hash: str) -> dict[str, Any]:
    times = {"starts_at": BEGUN, "ends_at": BEGUN + dt.timedelta(hours=1), "created_at": BEGUN}
    words = {"form": "office", "topic": "Samtale", "place": "Møterom 2"}
    head = {"timeline_length": LINES_A_MEETING, "timeline_hash": last_hash}
    return {"id": number, "employee_id": employee_id, "unit_id": unit_id, **times, **words, **head}


def _lines(meeting: int, by_id: int) -> Iterator[dict[str, Any]]:
    previous = NO_EVENT
    for number in range(1, LINES_A_MEETING + 1):
        about: dict[str, Any] = {
            "stream": f"meeting/{meeting}",
            "number": number,
            "kind": "assessment_logged",
            "at": BEGUN,
        }
        about |= {"by_id": by_id, "facts": {"level": "high", "residual": "elevated", "gate": "decide"}}
        this = chained_hash(previous, **about)
        yield {**about, "previous_hash": previous, "hash": this}
        previous = this


if __name__ == "__main__":
    main()

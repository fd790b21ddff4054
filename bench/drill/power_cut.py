"""Fault 5: the power is cut. SQLite's writes are recorded by strace, and the files made as they may be found after it.

PostgreSQL has a log of its own that is tried by its makers; what we ask of it is that it waits for the disk.
`python -m bench.drill.power_cut FOLDER SYNCHRONOUS` is the program that is recorded.
"""

from __future__ import annotations

import collections
import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.models import db
from bench.drill import counts
from bench.drill.clients import Errand, aborts, logs
from bench.drill.disk_trace import STRACE, Did, Step, after_power_cut, steps
from bench.drill.outcome import Outcome
from bench.drill.scene import Scene, prepared
from bench.drill.stand import Place
from bench.house import app_on
from bench.wire import Browser

WRITES = 300
DATABASE, SAID = "drill.db", "acknowledged"


def cut(place: Place, times: int) -> Iterator[Outcome]:
    """So many cuts of one recorded run; and once more with a setting that is known to lose, so that losing shows."""
    if shutil.which("strace") is None:
        raise SystemExit("There is no strace here (Debian: apt install strace): power cuts cannot be tried.")
    prepared(place.url, place.folder, WRITES // 2 + 5, by_token=1)
    with contextlib.closing(sqlite3.connect(place.folder / DATABASE)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield _cut(place, times, "FULL")
    yield _cut(place, times, "NORMAL")


def _cut(place: Place, times: int, synchronous: str) -> Outcome:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("scene.json", DATABASE):
            shutil.copy(place.folder / each, folder)
        before = {DATABASE: (folder / DATABASE).read_bytes()}
        command = [*STRACE, str(folder / "trace"), sys.executable, "-m", "bench.drill.power_cut", name, synchronous]
        subprocess.run(command, check=True)
        recorded = steps(folder / "trace", folder)
        chance = random.Random(5)  # noqa: S311 — chance, not secrecy
        found = [_found(before, recorded[:moment], chance) for moment in _moments(recorded, times, chance)]
    lost, doubled, broken = (sum(each[place] for each in found) for place in range(3))
    syncs, acknowledged = sum(step.did is Did.SYNC for step in recorded), len(_acknowledged(recorded))
    seen = f"{len(recorded)} writes, {syncs} of them waited for; {broken} databases broken"
    told: dict[str, Any] = {"fault": 5, "database": place.backend, "times": times, "acknowledged": acknowledged}
    tried = f"power cut, synchronous={synchronous}"
    if synchronous == "FULL":
        return Outcome(
            tried=tried, lost=lost, doubled=doubled, seen=seen, goals={"all databases whole": not broken}, **told
        )
    hit = sum(each[0] > 0 for each in found)
    seen += f"; acknowledged writes lost in {hit} of {times} cuts"
    return Outcome(tried=f"{tried}, to see that the drill sees", seen=seen, goals={"loss is seen": hit > 0}, **told)


def _moments(recorded: list[Step], times: int, chance: random.Random) -> Iterator[int]:
    """Half of them anywhere, half right after something was acknowledged."""
    told = [number + 1 for number, step in enumerate(recorded) if step.file == SAID]
    yield from (chance.choice(told) for _ in range(times // 2))
    yield from (chance.randrange(told[0], len(recorded)) for _ in range(times - times // 2))


def _found(before: dict[str, bytes], done: list[Step], chance: random.Random) -> tuple[int, int, bool]:
    """How many acknowledged writes are lost and doubled, and whether the database is broken."""
    with tempfile.TemporaryDirectory() as name:
        for file, content in after_power_cut(before, done, chance).items():
            if file.startswith(DATABASE) and not file.endswith("-shm"):
                (Path(name) / file).write_bytes(content)
        try:
            stored = counts.rows(f"sqlite:///{name}/{DATABASE}")
            is_broken = not _is_whole(Path(name) / DATABASE)
        except (sqlite3.DatabaseError, sa.exc.DatabaseError):
            stored, is_broken = collections.Counter[str](), True
    marks = _acknowledged(done)
    return sum(not stored[mark] for mark in marks), sum(number > 1 for number in stored.values()), is_broken


def _is_whole(file: Path) -> bool:
    with contextlib.closing(sqlite3.connect(file)) as database:
        is_sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return is_sound and not database.execute("PRAGMA foreign_key_check").fetchall()


def _acknowledged(done: list[Step]) -> list[str]:
    return b"".join(step.content for step in done if step.file == SAID).decode().split()


def _record(folder: Path, synchronous: str) -> None:
    """Log and abort in turn, and write down each answer the moment it is given."""
    app = app_on(f"sqlite:///{folder / DATABASE}", folder)
    scene = Scene(*json.loads((folder / "scene.json").read_text(encoding="utf-8")))
    with app.app_context():
        sa.event.listen(db.engine, "connect", lambda line, _: line.execute(f"PRAGMA synchronous={synchronous}"))
    said = os.open(folder / SAID, os.O_WRONLY | os.O_CREAT)
    logging, aborting = logs(scene.logging["drafts"], scene.logging["token"]), aborts(scene.aborting["token"])
    both = ((logging, scene.logging["cookie"]), (aborting, scene.aborting["cookie"]))
    for errands, cookie in chain.from_iterable([both] * (WRITES // 2)):
        errand: Errand = next(errands)
        browser = Browser(app)
        browser.cookies = dict(each.split("=", 1) for each in cookie.split("; "))
        if browser.send(browser.request(errand.path, errand.form, {"Accept": errand.accepts})).status != errand.stored:
            raise RuntimeError(f"{errand.path} was not stored")
        os.write(said, f"{errand.mark}\n".encode())
    os._exit(0)  # as a power cut would: nobody closes the database


if __name__ == "__main__":
    _record(Path(sys.argv[1]), sys.argv[2])

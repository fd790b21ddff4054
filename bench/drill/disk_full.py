"""Fault 6: the disk that the database lies on is full, and then no longer."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.drill import counts
from bench.drill.clients import asked
from bench.drill.outcome import Outcome
from bench.drill.stand import WEBS, WORKERS, Place, Stand, place_on, standing, until

DISK_MB = 400
FULL_S = 5.0
GOOD_AGAIN_S = 5.0


def full(place: Place, times: int) -> Iterator[Outcome]:
    """Reads go on, readiness is red, what was typed comes back; once there is room it heals by itself."""
    with _small_disk() as disk, place_on(place.backend, disk) as small, standing(small, *WEBS, *WORKERS) as stand:
        stand.let_in(readers=2)
        rounds = [_filled(stand, disk) for _ in range(times)]
        stand.send_home()
        found, bare = counts.stored(small.url, stand.crowd), stand.bare
    pages, red, again_s, restarts = (list(each) for each in zip(*rounds, strict=True))
    refused = sum(len(client.refused_s) for client in stand.crowd)
    seen = f"{refused} forms answered with 503; {sum(pages)} pages read meanwhile; everybody is answered "
    seen += f"{max(again_s):.2f} s after there is room" + (
        f"; the server had to be started {sum(restarts)} times" * any(restarts)
    )
    yield Outcome(
        fault=6,
        database=place.backend,
        tried=f"disk full for {FULL_S:g} s and more",
        times=times,
        acknowledged=found.acknowledged,
        lost=found.lost,
        doubled=found.doubled,
        seen=seen,
        goals={
            "no bare answer" + "".join(f" ({what}: {number})" for what, number in bare.items()): not bare,
            "reads go on": all(pages) or any(restarts),
            "readiness is red, and green again": all(red),
            f"good again within {GOOD_AGAIN_S:g} s": max(again_s) <= GOOD_AGAIN_S,
            "heals by itself": not any(restarts),
            "one line each": not found.without_line,
        },
    )


def _filled(stand: Stand, disk: Path) -> tuple[int, bool, float, bool]:
    """Pages read while the disk is full, whether readiness knew, how long it took afterwards, whether it was helped."""
    stand.each_is_answered()
    before = [len(client.refused_s) for client in stand.crowd]
    with _no_room_left(disk):
        until(lambda: all(len(each.refused_s) > had for each, had in zip(stand.crowd, before, strict=True)))
        read = sum(len(each.took_s) for each in stand.readers)
        time.sleep(FULL_S)
        is_red = not _is_ready(stand)
        pages = sum(len(each.took_s) for each in stand.readers) - read
    server = stand.place.server
    had_died = server is not None and not server.is_up
    if server and had_died:
        server.start()
    again_s = stand.each_is_answered()
    return pages, is_red and until(lambda: _is_ready(stand), patience_s=10) > 0, again_s, had_died


def _is_ready(stand: Stand) -> bool:
    return asked(stand.port, "GET", "/internal/isready", None, {}).status == 200


@contextlib.contextmanager
def _small_disk() -> Iterator[Path]:
    """A disk of its own in memory. Needs root."""
    with tempfile.TemporaryDirectory(prefix="drill") as name:
        options = ["-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", name]
        if subprocess.run(["mount", *options], check=False, capture_output=True).returncode:
            raise SystemExit("A disk to fill can be mounted by root alone: a full disk cannot be tried here.")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


@contextlib.contextmanager
def _no_room_left(disk: Path) -> Iterator[None]:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (2**20, 2**12):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))
        yield
    filler.unlink()

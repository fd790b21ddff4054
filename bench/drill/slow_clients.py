"""Fault 12: two hundred phones on a bad line send a form a few bytes at a time, while others read and write."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

from bench.drill import counts
from bench.drill.outcome import Outcome, ms, p99
from bench.drill.stand import WEBS, Place, Stand, standing
from bench.wire import FORM

MEASURED_S = 15.0
BYTES_EVERY_S = 0.5
TIMES_NORMAL = 2.0
NOISE_S = 0.02


def dripping(place: Place, times: int) -> Iterator[Outcome]:
    """`times` phones; the p99 of the others with them, against without them, in the same run."""
    with standing(place, *WEBS, drafts=4000) as stand:
        stand.let_in(readers=2)
        normal, normal_writes, pages = _measured(stand)
        stop = threading.Event()
        phones = threading.Thread(target=_drip, args=(stand.port, times, stop), daemon=True)
        phones.start()
        time.sleep(1)
        slowed, slowed_writes, pages_meanwhile = _measured(stand)
        stop.set()
        phones.join(10)
        stand.send_home()
        found = counts.stored(place.url, stand.crowd)
    seen = f"{pages} pages without them, {pages_meanwhile} with them: p99 {ms(normal)}, {ms(slowed)}; forms "
    seen += f"{ms(normal_writes)}, {ms(slowed_writes)}"
    yield Outcome(
        fault=12,
        database=place.backend,
        tried="slow clients, a few bytes every half a second",
        times=times,
        acknowledged=found.acknowledged,
        lost=found.lost,
        doubled=found.doubled,
        seen=seen,
        goals={
            "others are served": pages_meanwhile * TIMES_NORMAL >= pages,
            "pages at most twice as slow": slowed <= TIMES_NORMAL * normal + NOISE_S,
            "forms at most twice as slow": slowed_writes <= TIMES_NORMAL * normal_writes + NOISE_S,
            "no bare answer": not stand.bare,
        },
    )


def _measured(stand: Stand) -> tuple[float, float, int]:
    """The p99 of pages and of forms for a while, and how many pages came."""
    for each in stand.readers:
        each.took_s.clear()
    for client in stand.crowd:
        client.waits_s.clear()
    time.sleep(MEASURED_S)
    pages = [took for each in stand.readers for took in each.took_s]
    return p99(pages), p99([wait for client in stand.crowd for wait in client.waits_s]), len(pages)


def _drip(port: int, number: int, stop: threading.Event) -> None:
    """So many connections with a body that never ends; whoever is thrown out comes again."""
    head = (
        f"POST /aborts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\nContent-Length: 100000\r\n\r\n".encode()
    )
    with contextlib.ExitStack() as closing:
        lines: list[socket.socket | None] = [None] * number
        while not stop.wait(BYTES_EVERY_S):
            for place, line in enumerate(lines):
                try:
                    begun = lines[place] = line or _begun(port, head, closing)
                    begun.send(b"urgency=")
                except OSError:
                    lines[place] = None


def _begun(port: int, head: bytes, closing: contextlib.ExitStack) -> socket.socket:
    line = closing.enter_context(socket.create_connection(("127.0.0.1", port), timeout=2))
    line.sendall(head)
    return line

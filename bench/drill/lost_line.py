"""Fault 11: the connection is lost in the middle of the body, or before the answer; then the phone tries again."""

from __future__ import annotations

import collections
import contextlib
import random
import socket
import struct
import time
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from bench.drill import counts
from bench.drill.clients import Errand, aborts, logs, posted
from bench.drill.outcome import Outcome
from bench.drill.stand import WEBS, Place, Stand, standing
from bench.wire import FORM

AT_ONCE_GONE = struct.pack("ii", 1, 0)  # SO_LINGER: closing throws away what was not sent, as a lost network does


def lost(place: Place, times: int) -> Iterator[Outcome]:
    """Half of them log, half abort."""
    with standing(place, *WEBS, drafts=times + 5) as stand:
        scene = stand.scene
        logging = list(islice(logs(scene.logging["drafts"], scene.logging["token"]), times))
        aborting = list(islice(aborts(scene.aborting["token"]), times))
        half = times // 2
        whole = [*logging[:half], *aborting[:half]]
        in_the_middle = [*logging[half:], *aborting[half:]]
        for errand in in_the_middle:
            _sent_and_gone(stand, errand, random.random())  # noqa: S311 — chance, not secrecy
        time.sleep(2)
        too_early = _stored(place, in_the_middle)
        yield _outcome(stand, "connection lost in the middle of the body", in_the_middle, sum(too_early.values()))
        for errand in whole:
            _sent_and_gone(stand, errand, 1)
        yield _outcome(stand, "connection lost before the answer", whole, 0)


def _outcome(stand: Stand, tried: str, errands: list[Errand], half_stored: int) -> Outcome:
    """All are tried again, until they are answered."""
    statuses = [posted(stand.port, errand, _cookie(stand, errand)).status for errand in errands]
    found = _stored(stand.place, errands)
    return Outcome(
        fault=11,
        database=stand.place.backend,
        tried=f"{tried}, then once more",
        times=len(errands),
        acknowledged=sum(status == errand.stored for status, errand in zip(statuses, errands, strict=True)),
        lost=sum(not found[errand.mark] for errand in errands),
        doubled=sum(found[errand.mark] > 1 for errand in errands),
        seen=f"{half_stored} stored of half a form",
        goals={
            "nothing stored of half a form": not half_stored,
            "the second try is answered": all(status < 400 for status in statuses),
        },
    )


def _stored(place: Place, errands: list[Errand]) -> collections.Counter[str]:
    marks = {errand.mark for errand in errands}
    return collections.Counter({mark: number for mark, number in counts.rows(place.url).items() if mark in marks})


def _sent_and_gone(stand: Stand, errand: Errand, share: float) -> None:
    """Send the head and this share of the body, and be gone."""
    body = urlencode(errand.form).encode()
    head = f"POST {errand.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\nAccept: {errand.accepts}\r\n"
    head += f"Cookie: {_cookie(stand, errand)}\r\nContent-Length: {len(body)}\r\n\r\n"
    with contextlib.closing(socket.create_connection(("127.0.0.1", stand.port))) as line:
        line.sendall(head.encode() + body[: len(body) if share == 1 else int(share * len(body))])
        if share == 1:
            time.sleep(random.uniform(0, 0.02))  # noqa: S311
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE_GONE)


def _cookie(stand: Stand, errand: Errand) -> str:
    return str(stand.scene.aborting["cookie"]) if errand.is_alarm else stand.logs_with

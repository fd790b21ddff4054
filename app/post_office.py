"""Carries the outbox out of the house, in threads: each destination has its own, so a dead one holds up nobody else."""

from __future__ import annotations

import collections
import datetime as dt
import logging
import threading
import time
from collections.abc import Iterable, Sequence

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.models.transaction import Busy
from app.services import channels, delivery
from app.services.addressing import Bundle, Errand, Outcome
from app.services.channels.letters import Failed

log = logging.getLogger("trygt.notices")

LOOK_EVERY_S = 1.0
# How many threads one destination may keep busy, and how many letters each takes along.
ABREAST = 4
ALONG = {"console": 100}
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)


class PostOffice:
    """One for each process that sends. Any number of processes may send from the same outbox."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._allowed = channels.outside(app.config)
        self._lock = threading.Lock()
        self._threads: set[threading.Thread] = set()
        self._busy: collections.Counter[str] = collections.Counter()
        self._lanes: dict[int, str] = {}
        self._closed = threading.Event()
        self._awake = threading.Event()

    def run(self) -> None:
        """Send what is due, until closed. A passing error is logged, and tried again after a pause."""
        failures = 0
        while not self._closed.is_set():
            try:
                while self.send_due() and not self._closed.is_set():
                    pass
                failures = 0
            except (Busy, SQLAlchemyError) as error:
                failures = min(failures + 1, len(PAUSES_S))
                log.warning("outbox not read", extra={"reason": type(error).__name__})
            except Exception:
                failures = len(PAUSES_S)
                log.exception("the post office stumbled")
            self._awake.wait(LOOK_EVERY_S + (PAUSES_S[failures - 1] if failures else 0))
            self._awake.clear()

    def look(self) -> None:
        """Look into the outbox at once: something has been put there, or a thread has become free."""
        self._awake.set()

    def send_due(self) -> int:
        """Hand what is due to threads, as far as its destinations have any free; return how many letters that were."""
        now = clock.now()
        with self._app.app_context():
            loads = self._choose(now)
            if not loads:
                return 0
            leased = delivery.lease([each for _lane, load in loads for each in load], now=now)
        bundles = {each.bundle.notice_ids[0]: each for each in leased}
        for lane, load in loads:
            errands = [found for each in load for number in each.notice_ids if (found := bundles.pop(number, None))]
            self._set_out(lane, errands)
        return len(leased)

    def close(self, patience_s: float = 0.0) -> None:
        """Take on nothing more, and wait a little for what is on its way; the rest is sent again after its lease."""
        with self._lock:
            self._closed.set()
            on_their_way = list(self._threads)
        self._awake.set()
        deadline = time.monotonic() + patience_s
        for thread in on_their_way:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _addresses_without_room(self) -> list[int]:
        with self._lock:
            return [number for number, lane in self._lanes.items() if self._busy[lane] >= ABREAST]

    def _choose(self, now: dt.datetime) -> list[tuple[str, list[Bundle]]]:
        """What can set out now. Looks past whatever waits for a destination that has no thread free."""
        loads: list[tuple[str, list[Bundle]]] = []
        while not loads and (queue := delivery.waiting(now, without=self._addresses_without_room())):
            loads = self._loads(queue)
        return loads

    def _loads(self, waiting: Iterable[Bundle]) -> list[tuple[str, list[Bundle]]]:
        """For each free thread of each destination as much as it takes along."""
        queues: dict[str, list[Bundle]] = collections.defaultdict(list)
        for each in waiting:
            lane = channels.lane(each.channel, each.target)
            self._lanes[each.address_id] = lane
            queues[lane].append(each)
        loads = []
        for lane, queue in queues.items():
            along = ALONG.get(lane, 1)
            free = ABREAST - self._busy[lane]
            loads += [(lane, queue[start : start + along]) for start in range(0, min(len(queue), free * along), along)]
        return loads

    def _set_out(self, lane: str, errands: Sequence[Errand]) -> None:
        if not errands:
            return
        thread = threading.Thread(target=self._carry, args=(lane, errands), name=f"notices: {lane}", daemon=True)
        with self._lock:
            if self._closed.is_set():
                return
            self._busy[lane] += 1
            self._threads.add(thread)
            thread.start()

    def _carry(self, lane: str, errands: Sequence[Errand]) -> None:
        try:
            self._settle([Outcome(errand, self._failure(errand)) for errand in errands])
        except Exception:
            log.exception("notices not settled", extra={"count": len(errands)})
        finally:
            with self._lock:
                self._busy[lane] -= 1
                self._threads.discard(threading.current_thread())
            self._awake.set()

    def _failure(self, errand: Errand) -> Failed | None:
        if errand.moot:
            return Failed(errand.moot, final=True)
        try:
            channels.send(errand.letter, self._allowed)
        except Failed as failed:
            return failed
        except Exception:
            log.exception("a channel broke", extra={"kind": errand.letter.channel})
            return Failed("broke")
        return None

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        """Write down what became of them. If the database stays away, the leases run out, and they are sent again."""
        for pause in PAUSES_S:
            try:
                with self._app.app_context():
                    delivery.settle(outcomes, now=clock.now())
                return
            except (Busy, SQLAlchemyError) as error:
                log.warning("notices not settled", extra={"reason": type(error).__name__, "count": len(outcomes)})
                self._closed.wait(pause)

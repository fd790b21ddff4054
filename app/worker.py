"""What runs beside the web: the engine's ticks and beats, the post office, and the heartbeat to the outside."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import os
import threading
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.copy_room import CopyRoom
from app.models.transaction import Busy
from app.post_office import PostOffice
from app.services import anchors, engine, health, retention, transfers
from app.services.insight import counting

log = logging.getLogger("trygt.engine")

TICK_EVERY_S = 1.0
BEAT_EVERY_S = 5.0
PING_EVERY_S = 60.0
ANCHOR_LOOK_EVERY_S = 600.0
PING_PATIENCE_S = 5.0
COUNT_EVERY_S = 60.0
PAUSES_S = (0.5, 1.0, 2.0, 4.0, 5.0)
GOODBYE_S = 1.0


@dataclasses.dataclass
class Worker:
    """One worker; any number may run at once. It ends when told to, and with `parent` (a process id) if it has one."""

    app: Flask
    parent: int | None = None
    stopping: threading.Event = dataclasses.field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until told to stop. No passing error ends it: it is logged, and tried again after a pause."""
        office = PostOffice(self.app)
        beside = [
            _in_background(office.run, "post office"),
            _in_background(self._ping_now_and_then, "outside heartbeat"),
            _in_background(self._anchor_daily, "anchors"),
            _in_background(self._count_now_and_then, "counting"),
            _in_background(CopyRoom(self.app, self.stopping).run, "copy room"),
        ]
        beat_at, failures = float("-inf"), 0
        while not self.stopping.is_set() and self._parent_lives():
            started = time.monotonic()
            try:
                if self._tick(beats=started - beat_at >= BEAT_EVERY_S):
                    office.look()
                beat_at = started if started - beat_at >= BEAT_EVERY_S else beat_at
                failures = 0
            except (Busy, SQLAlchemyError) as error:
                log.warning("tick failed", extra={"reason": type(error).__name__})
                failures += 1
            except Exception:
                log.exception("tick failed")
                failures += 1
            pause = PAUSES_S[min(failures, len(PAUSES_S)) - 1] if failures else TICK_EVERY_S
            self.stopping.wait(max(0.0, started + pause - time.monotonic()))
        self.stopping.set()
        deadline = time.monotonic() + GOODBYE_S
        office.close(GOODBYE_S)
        for thread in beside:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _tick(self, *, beats: bool) -> int:
        """Make the moves that are due; then say that the engine is alive, because it has just shown it."""
        with self.app.app_context():
            made = engine.tick(clock.now())
            if beats:
                engine.beat(clock.now())
        return made

    def _parent_lives(self) -> bool:
        return self.parent is None or os.getppid() == self.parent

    def _ping_now_and_then(self) -> None:
        url = self.app.config["HEARTBEAT_URL"]
        while url and not self.stopping.wait(PING_EVERY_S):
            ping(self.app, url, now=clock.now())

    def _anchor_daily(self) -> None:
        """After midnight the first worker that looks makes the day's anchor, and carries out the moves of the day."""
        while not self.stopping.wait(ANCHOR_LOOK_EVERY_S):
            anchor_if_due(self.app, now=clock.now())
            move_people_if_due(self.app, now=clock.now())

    def _count_now_and_then(self) -> None:
        pause = 0.0
        while not self.stopping.wait(pause):
            count(self.app, now=clock.now())
            pause = COUNT_EVERY_S


def anchor_if_due(app: Flask, *, now: dt.datetime) -> None:
    """Anchor the record and remove what is due, unless it is done today. What fails is logged, and tried again."""
    try:
        with app.app_context():
            due = anchors.is_due(now)
            while due and anchors.anchor(now):
                pass
            removed = sum(1 for _each in retention.run(app.config["RETENTION"], now=now)) if due else 0
            if removed:
                log.info("removed on time", extra={"count": removed})
    except (Busy, SQLAlchemyError) as error:
        log.warning("anchoring failed", extra={"reason": type(error).__name__})


def count(app: Flask, *, now: dt.datetime) -> bool:
    """Keep the counts behind insight in step. Returns whether it could; what failed is done the next time."""
    try:
        with app.app_context():
            counting.catch_up(now)
        return True
    except (Busy, SQLAlchemyError) as error:
        log.warning("counting failed", extra={"reason": type(error).__name__})
    except Exception:
        log.exception("counting failed")
    return False


def move_people_if_due(app: Flask, *, now: dt.datetime) -> None:
    """Carry out the moves whose day has come. What fails is logged, and tried again at the next look."""
    try:
        with app.app_context():
            transfers.carry_out_due(now=now)
    except (Busy, SQLAlchemyError) as error:
        log.warning("moving people failed", extra={"reason": type(error).__name__})


def ping(app: Flask, url: str, *, now: dt.datetime) -> bool:
    """Tell the outside that all is well, but only if it is. Returns whether it was told."""
    import requests  # the few who ask for this wait for it: half a second of a start is everybody's

    try:
        with app.app_context():
            wrong = health.what_is_wrong_with_the_engine(now)
        if wrong:
            log.error("no heartbeat to the outside", extra={"reason": wrong})
            return False
        return requests.get(url, timeout=PING_PATIENCE_S, allow_redirects=False).ok
    except (SQLAlchemyError, requests.RequestException) as error:
        log.warning("heartbeat failed", extra={"reason": type(error).__name__})
        return False


def _in_background(work: Callable[[], None], name: str) -> threading.Thread:
    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    return thread

"""When the engine has been silent for half a minute, the web does its work: the moves that are due, and the notices.

The request that notices this is not held up, and cannot fail by it: the work is done in a thread beside it.
"""

from __future__ import annotations

import logging
import threading
import time

from flask import Flask, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.models.transaction import Busy
from app.post_office import PostOffice
from app.services import engine

log = logging.getLogger("trygt.engine")

LOOK_EVERY_S = 5.0
STALE_AFTER_S = engine.STALE_AFTER.total_seconds()
WATCH = "trygt_engine_watch"
THREAD = "standing in for the engine"


def init_app(app: Flask) -> None:
    """Look at the engine's beat now and then, before a request. Tests look only with WATCH_ENGINE set."""
    app.config.setdefault("WATCH_ENGINE", not app.testing)
    app.extensions[WATCH] = Watch(app)
    app.before_request(_look)
    app.context_processor(for_pages)


def for_pages() -> dict[str, object]:
    """For every page: whether to say that the alarms are late, and for how many seconds the engine has been silent."""
    watch = watch_of(current_app)
    return {"engine_is_late": watch.is_late, "engine_silent_s": int(watch.silent_s)}


def problem() -> str | None:
    """What /internal/isready says about the engine; None when it is alive. Looks anew."""
    watch = watch_of(current_app)
    if current_app.config["WATCH_ENGINE"]:
        _look_safely(watch)
    if not watch.is_late:
        return None
    return f"the engine of the alarms has been silent for {int(watch.silent_s)} s; start flask alarms work"


def watch_of(app: Flask) -> Watch:
    """This process's watch over the engine."""
    watch: Watch = app.extensions[WATCH]
    return watch


class Watch:
    """What one web process knows of the engine, and how it stands in for it."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._started = time.monotonic()
        self._looked = float("-inf")
        self._working = threading.Lock()
        self._office: PostOffice | None = None
        self.silent_s = 0.0

    @property
    def is_late(self) -> bool:
        """Whether pages should say so: not in this process's first seconds, when a worker may just be starting too."""
        return self.silent_s > STALE_AFTER_S and time.monotonic() - self._started > STALE_AFTER_S

    def is_time(self) -> bool:
        """Whether it is time to look again; the one who is told so does it."""
        due = time.monotonic() - self._looked >= LOOK_EVERY_S
        if due:
            self._looked = time.monotonic()
        return due

    def look(self) -> None:
        """Read the last beat; when it is stale, do the engine's work in a thread. Raises SQLAlchemyError."""
        with self._app.app_context():  # of its own, so that an error cannot touch the request's session
            beat = engine.last_beat()
        # A beat in the future is no sign of life either: the clock was set back.
        up_s = time.monotonic() - self._started
        self.silent_s = abs((clock.now() - beat).total_seconds()) if beat else up_s
        if self.silent_s > STALE_AFTER_S:
            threading.Thread(target=self.stand_in, name=THREAD, daemon=True).start()

    def stand_in(self) -> None:
        """Make the moves that are due and send what is due, unless another thread of this process is at it."""
        if not self._working.acquire(blocking=False):
            return
        try:
            with self._app.app_context():
                moves = engine.tick(clock.now())
            self._office = self._office or PostOffice(self._app)
            while self._office.send_due():
                pass
            log.warning("stood in for the engine", extra={"count": moves, "seconds": int(self.silent_s)})
        except (Busy, SQLAlchemyError) as error:
            log.warning("could not stand in", extra={"reason": type(error).__name__})
        except Exception:
            log.exception("could not stand in")
        finally:
            self._working.release()


def _look() -> None:
    if not current_app.config["WATCH_ENGINE"] or (request.endpoint or "").startswith("internal."):
        return
    watch = watch_of(current_app)
    if watch.is_time():
        _look_safely(watch)


def _look_safely(watch: Watch) -> None:
    try:
        watch.look()
    except SQLAlchemyError as error:
        log.warning("no beat to be read", extra={"reason": type(error).__name__})
    except Exception:
        log.exception("could not look after the engine")

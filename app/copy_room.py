"""Makes the files that people have asked for, one at a time, in a thread of the worker; alarms never wait for it."""

from __future__ import annotations

import datetime as dt
import logging
import threading

from flask import Flask
from flask_babel import force_locale
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.models import Export
from app.models.transaction import Busy
from app.services import exports_made
from app.services.exports_made import Lost
from app.services.people_acting import acting
from app.services.refusals import Missing
from app.views import export_files

log = logging.getLogger("trygt.exports")

LOOK_EVERY_S = 1.0
PAUSE_S = 5.0


class CopyRoom:
    """One for each worker. Any number of them may share the same queue."""

    def __init__(self, app: Flask, stopping: threading.Event) -> None:
        self._app, self._stopping = app, stopping

    def run(self) -> None:
        """Make what is asked for, until told to stop. What fails is logged, and tried again."""
        while not self._stopping.is_set():
            try:
                with self._app.app_context():
                    made = make_next(now=clock.now())
                pause = 0.0 if made else LOOK_EVERY_S
            except (Busy, SQLAlchemyError) as error:
                log.warning("queue of files not read", extra={"reason": type(error).__name__})
                pause = PAUSE_S
            except Exception:
                log.exception("the copy room stumbled")
                pause = PAUSE_S
            self._stopping.wait(pause)


def make_next(*, now: dt.datetime) -> bool:
    """Make the file that has waited longest, and remove what nobody may fetch any more. Returns whether there was one.

    Raises what the database raises when it takes no writes: the lease runs out, and it is made again.
    """
    if exports_made.is_over_for_any(now):
        exports_made.sweep(now)
    export = exports_made.take(now) if exports_made.waits(now) else None
    if export is None:
        return False
    try:
        _make(export)
    except Lost:
        log.info("made by somebody else", extra={"subject": export.id})
    except Missing:
        exports_made.refuse(export, now=clock.now())
    except (Busy, SQLAlchemyError):
        raise
    except Exception:
        given_up = exports_made.stumble(export, now=clock.now())
        log.exception("file given up" if given_up else "file not made", extra={"kind": export.kind})
    return True


def _make(export: Export) -> None:
    def tell(done: int, steps: int) -> None:
        exports_made.go_on(export, done, steps, now=clock.now())

    by = acting(export.by_id, now=clock.now())
    with force_locale(export.language):
        content, shows = export_files.make(export, tell, by=by, now=clock.now())
    exports_made.hand_over(export, content, shows, now=clock.now())

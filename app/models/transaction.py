"""One verb, one transaction: how a write begins, ends, waits its turn and is tried once more."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import pathlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc

from app.models.base import db

P = ParamSpec("P")
R = TypeVar("R")

SECONDS_TO_WAIT = 2.5
TRY_AGAIN_STATES = {"40001", "40P01"}


class Busy(RuntimeError):
    """The database could not take a write within a few seconds: nothing was stored; ask the person to try again."""


def verb(step: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one write transaction, committed before it returns, or rolled back whole.

    A verb called by a verb joins its transaction. PostgreSQL may ask for one more try; the
    idempotency key of the request makes that harmless. Raises Busy when the write lock is not had
    within SECONDS_TO_WAIT.
    """

    @functools.wraps(step)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.session.info.get("in_verb"):
            return step(*args, **kwargs)
        try:
            return _once(step, args, kwargs)
        except exc.DBAPIError as error:
            if not _worth_another_try(error):
                raise
        return _once(step, args, kwargs)

    return in_transaction


def _once(step: Callable[..., R], args: Any, kwargs: Any) -> R:
    session = db.session
    with _turn():
        session.info["in_verb"] = True
        try:
            if _on_sqlite():
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            result = step(*args, **kwargs)
            session.commit()
            return result
        except exc.OperationalError as error:
            session.rollback()
            if "locked" in str(error.orig):
                raise Busy("the database is locked") from error
            raise
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["in_verb"] = False


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _worth_another_try(error: exc.DBAPIError) -> bool:
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in TRY_AGAIN_STATES


_threads = threading.Lock()


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """One writer at a time on SQLite: first among the threads of this process, then among processes.

    Queueing here is fair and cheap; queueing inside SQLite is by sleeping and retrying.
    """
    path = db.engine.url.database
    if not _on_sqlite() or not path or path == ":memory:":
        yield
        return
    deadline = time.monotonic() + SECONDS_TO_WAIT
    if not _threads.acquire(timeout=SECONDS_TO_WAIT):
        raise Busy("too many writers in this process")
    try:
        with pathlib.Path(f"{path}.lock").open("w") as lock:
            _wait_for(lock.fileno(), deadline)
            yield
    finally:
        _threads.release()


def _wait_for(file: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy("too many writing processes") from None
            time.sleep(0.001)


def prepare_engine(engine: sa.Engine) -> None:
    """Set what every new connection needs: on SQLite durability, foreign keys and no hidden BEGIN."""
    if engine.dialect.name != "sqlite":
        return

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={int(SECONDS_TO_WAIT * 1000)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

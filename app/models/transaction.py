"""One verb, one transaction: how a write begins, ends, waits its turn and is tried once more."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import functools
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy import exc

from app.models import alone, at_work, hints, pool
from app.models.at_work import AtWork, verb_at_work
from app.models.base import db, session_if_any

log = logging.getLogger("trygt.errors")

P = ParamSpec("P")
R = TypeVar("R")

SECONDS_TO_WAIT = 2.0
TRY_AGAIN_STATES = {"40001", "40P01"}
LOCK_NOT_AVAILABLE = "55P03"
PATIENCE_MS = "patience_ms"


@dataclasses.dataclass
class Writing:
    """How it goes in this process: why the last write was not stored, None when it was, and when (monotonic)."""

    refused: str | None = None
    refused_at: float = 0.0


writing = Writing()


class Busy(RuntimeError):
    """The database could not take a write within a few seconds: nothing was stored; ask the person to try again."""


def verb(step: Callable[P, R]) -> Callable[P, R]:
    """Run the function in one write transaction, committed before it returns, or rolled back whole.

    A verb called by a verb joins its transaction. PostgreSQL may ask for one more try; the
    idempotency key of the request makes that harmless. Raises Busy when the write lock is not had
    within SECONDS_TO_WAIT.
    """
    return _in_transaction(step, lambda: SECONDS_TO_WAIT)


def verb_if_free(step: Callable[P, R]) -> Callable[P, R]:
    """As verb(), but raises Busy at once when somebody else is writing: for what can be left for next time."""
    return _in_transaction(step, lambda: 0.0)


def _in_transaction(step: Callable[P, R], patience: Callable[[], float]) -> Callable[P, R]:
    @functools.wraps(step)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        if verb_at_work():
            result = step(*args, **kwargs)
            if session := session_if_any():
                session.flush()  # what one verb has written, the next one reads, also past the ORM
            return result
        with _noticed(patience()):
            try:
                return _once(step, args, kwargs, patience())
            except exc.DBAPIError as error:
                if not _worth_another_try(error):
                    raise
            return _once(step, args, kwargs, patience())

    return in_transaction


@contextlib.contextmanager
def _noticed(patience: float) -> Iterator[None]:
    """Whether the database takes writes: what a verb refuses says nothing of that, nor one that would not wait."""
    try:
        yield
        writing.refused = None
    except (Busy, exc.OperationalError, exc.InterfaceError) as error:
        if patience:
            writing.refused, writing.refused_at = type(error).__name__, time.monotonic()
        raise


def _once(step: Callable[..., R], args: Any, kwargs: Any, patience: float) -> R:
    deadline = time.monotonic() + patience
    work = AtWork(db.engine, session_if_any())  # before the turn: those who wait for it may hold all the others
    try:
        if work.engine.dialect.name != "sqlite":
            return _written(work, step, args, kwargs)
        with _turn(work.engine.url.database, deadline):
            return _written(work, step, args, kwargs, lambda: _take_the_lock(work.pooled, deadline))
    finally:
        work.give_back()


def _written(
    work: AtWork, step: Callable[..., R], args: Any, kwargs: Any, begin: Callable[[], None] = lambda: None
) -> R:
    setattr(g, at_work.NAME, work)
    try:
        begin()
        result = step(*args, **kwargs)
        work.commit(session_if_any())
        return result
    except BaseException as error:
        work.rollback(session_if_any())
        if isinstance(error, exc.OperationalError) and _is_locked(error):
            raise Busy("the database is locked") from error
        raise
    finally:
        setattr(g, at_work.NAME, None)


def _take_the_lock(pooled: Any, deadline: float) -> None:
    """Begin to write on SQLite, with the patience that is left: whoever queued has waited already.

    In whole tenths of a second: a connection is told only of another patience than it has.
    """
    left = max(0, int((deadline - time.monotonic()) * 10)) * 100
    cursor = pooled.cursor()
    try:
        if pooled.info.get(PATIENCE_MS) != left:
            cursor.execute(f"PRAGMA busy_timeout={left}")
            pooled.info[PATIENCE_MS] = left
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise exc.OperationalError("BEGIN IMMEDIATE", None, error) from error
    finally:
        cursor.close()


def _is_locked(error: exc.OperationalError) -> bool:
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE


def _worth_another_try(error: exc.DBAPIError) -> bool:
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in TRY_AGAIN_STATES


_threads = threading.Lock()


@contextlib.contextmanager
def _turn(path: str | None, deadline: float) -> Iterator[None]:
    """One writer at a time on SQLite: first among the threads of this process, then among processes.

    Queueing here is fair and cheap; queueing inside SQLite is by sleeping and retrying.
    """
    if not path or path == ":memory:":
        yield
        return
    if not _threads.acquire(timeout=max(0, deadline - time.monotonic())):
        raise Busy("too many writers in this process")
    try:
        lock = _lock_file(f"{path}.lock", os.getpid())
        _wait_for(lock, deadline)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)
    finally:
        _threads.release()


@functools.cache
def _lock_file(path: str, _process: int) -> int:
    """The open lock file: each process has its own, because a lock belongs to whoever shares the opening."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


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
        pool.watch(engine)
        return
    hints.let_sqlite_take_hints(engine)

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


def init_app(app: Flask) -> None:
    """Prepare the app's engine, and let each request give its connection back, whatever has become of it."""
    with app.app_context():
        prepare_engine(db.engine)
    app.teardown_appcontext(_give_back)


def _give_back(_error: BaseException | None) -> None:
    """A connection that was lost after its last word cannot take away the answer that is made already."""
    try:
        db.session.remove()
    except exc.DBAPIError as error:
        db.session.registry.clear()
        log.warning("lost on the way back", extra={"reason": type(error).__name__})
    finally:
        alone.put_back(db.engine)

"""PostgreSQL's waiting connections: that one still lives is seen from its socket, without a trip to the server.

A server that ends or is ended closes its connections, and a closed connection has something to be read. SQLAlchemy's
own way (pool_pre_ping) asks the server each time: a third of what a page of two statements costs.
"""

from __future__ import annotations

import contextlib
import logging
import select
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from app.models.base import db

log = logging.getLogger("trygt.errors")

ASKED_AFTER_S = 30.0  # who has been silent for so long is asked all the same: a network may have forgotten the two
GIVEN_BACK = "given_back"


def watch(engine: sa.Engine) -> None:
    """Let no connection out of the engine's pool that is seen to be dead: all of its age are made anew."""

    @sa.event.listens_for(engine, "checkin")
    def on_checkin(_connection: Any, record: Any) -> None:
        record.info[GIVEN_BACK] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def on_checkout(connection: Any, record: Any, _proxy: Any) -> None:
        given_back = record.info.get(GIVEN_BACK)
        if given_back is None:
            return  # it was made a moment ago
        if time.monotonic() - given_back < ASKED_AFTER_S and not _has_something_to_say(connection):
            return
        if not _answers(engine, connection):
            raise exc.InvalidatePoolError


def open_beforehand(count: int) -> None:
    """Open so many connections to PostgreSQL before anybody asks for one, and let each look at every table once.

    A new connection costs the server a process, and its first statements read the catalogue: tens of milliseconds,
    just when many come at once. A server that is away is left to the first request, which has a page for that.
    """
    if db.engine.dialect.name == "sqlite":
        return
    quoted = db.engine.dialect.identifier_preparer.quote
    tables = [quoted(table.name) for table in db.metadata.sorted_tables]
    glances = "; ".join(f"SELECT FROM {name} LIMIT 0" for name in tables)  # nosec B608 - the names of our own tables
    try:
        with contextlib.ExitStack() as opened:
            for each in [opened.enter_context(db.engine.connect()) for _number in range(count)]:
                each.exec_driver_sql(glances)
    except exc.DBAPIError as error:
        log.warning("opened no connections beforehand", extra={"reason": type(error).__name__})


def _has_something_to_say(connection: Any) -> bool:
    """Whether there is anything to be read from a connection that nobody has asked anything: its end, as a rule."""
    if connection.closed:
        return True
    eyes = select.poll()
    eyes.register(connection.fileno(), select.POLLIN)
    return bool(eyes.poll(0))


def _answers(engine: sa.Engine, connection: Any) -> bool:
    dialect: Any = engine.dialect
    try:
        return bool(dialect.do_ping(connection))
    except dialect.loaded_dbapi.Error:
        return False

"""The connection on which a request asks what needs no transaction: one for all of them, until it writes.

To take a connection out of the pool and to put it back costs as much as a statement, and a request asks two or three.
So it keeps the one it took, and never has another beside it: a verb takes it over, and before a session takes one of
its own, it is put back. Outside a request, where a context may last for hours, nothing is kept.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context

NAME = "connection_alone"
CURSOR = "cursor"


def connection(engine: sa.Engine) -> Any:
    """A connection whose statements each stand alone: on PostgreSQL that saves two trips. Raises the driver's errors.

    Call done() after each statement.
    """
    kept = g.get(NAME)
    if kept is not None:
        return kept
    pooled = engine.raw_connection()
    if _begins_by_itself(engine):
        pooled.dbapi_connection.autocommit = True  # type: ignore[union-attr] # psycopg's
    if has_request_context():
        setattr(g, NAME, pooled)
    return pooled


def cursor(pooled: Any) -> Any:
    """The one cursor of a connection, for statements whose rows are fetched at once: PostgreSQL's are dear to make."""
    kept = pooled.info.get(CURSOR)
    if kept is None:
        kept = pooled.info[CURSOR] = pooled.cursor()
    return kept


def done(engine: sa.Engine, pooled: Any) -> None:
    """After a statement: put the connection back, unless the request keeps it."""
    if pooled.is_valid and g.get(NAME) is pooled:
        return
    g.pop(NAME, None)
    _put_back(engine, pooled)


def put_back(engine: sa.Engine) -> None:
    """Put back the connection that the request has kept, if any."""
    pooled = g.pop(NAME, None)
    if pooled is not None:
        _put_back(engine, pooled)


def taken_over(engine: sa.Engine) -> Any:
    """The connection that the request has kept, as one that begins transactions; None when it has kept none."""
    pooled = g.pop(NAME, None)
    if pooled is not None:
        _begin_again(engine, pooled)
    return pooled


def _put_back(engine: sa.Engine, pooled: Any) -> None:
    _begin_again(engine, pooled)
    pooled.close()


def _begin_again(engine: sa.Engine, pooled: Any) -> None:
    driver = pooled.dbapi_connection
    if driver is not None and _begins_by_itself(engine) and not driver.closed:
        driver.autocommit = False


def _begins_by_itself(engine: sa.Engine) -> bool:
    """Whether the driver opens transactions of its own accord; SQLite's is told not to when it connects."""
    return engine.dialect.name != "sqlite"

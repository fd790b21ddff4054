"""The verb that is at work, and the one connection on which all of it is written.

What is ready (app/models/ready.py) speaks straight to the driver. A session, its transaction and SQLAlchemy's own
connection come only when somebody asks for them, and then around the same connection: to a verb that is all ready
they would be a tenth of what it costs.
"""

from __future__ import annotations

import contextlib
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_sqlalchemy.session import Session
from sqlalchemy import exc

from app.models import alone

NAME = "verb_at_work"


def verb_at_work() -> AtWork | None:
    """The verb that is writing just now in this app context, if any."""
    found: AtWork | None = g.get(NAME)
    return found


class SessionAtWork(Session):
    """A session that speaks on the connection of the verb, while one is at work."""

    def get_bind(
        self, mapper: Any | None = None, clause: Any | None = None, bind: Any | None = None, **kwargs: Any
    ) -> sa.Engine | sa.Connection:
        """The verb's connection, else the engine."""
        at_work = verb_at_work()
        if at_work:
            return at_work.connection
        found = super().get_bind(mapper, clause, bind, **kwargs)
        alone.put_back(found.engine)
        return found


class AtWork:
    """One try of one verb: its connection, until it is committed or rolled back, and given back."""

    def __init__(self, engine: sa.Engine, session: Session | None) -> None:
        """Of a session that has read something already its connection is taken over; otherwise one of the pool."""
        self.engine = engine
        self._connection = session.connection() if session and session.in_transaction() else None
        self._is_from_pool = self._connection is None
        self.pooled: Any = self._connection.connection if self._connection else _from_pool(engine)

    @property
    def connection(self) -> sa.Connection:
        """The connection as SQLAlchemy knows it."""
        if self._connection is None:
            self._connection = sa.Connection(self.engine, self.pooled)
        return self._connection

    def commit(self, session: Session | None) -> None:
        """Commit what the session has in mind, and all that was written without it, in one."""
        if session and session.in_transaction():
            session.connection()  # whether it has written anything so far or not: it ends on this connection
            session.commit()
            return
        for listen in self.engine.dispatch.commit:
            listen(self._connection)
        try:
            self.pooled.commit()
        except self.engine.dialect.loaded_dbapi.Error as error:
            is_gone = self.engine.dialect.is_disconnect(error, self.pooled, None)
            if is_gone:
                self.invalidate(error)
            raise failure(error, self.engine.dialect, sql="COMMIT", is_gone=is_gone) from error

    def rollback(self, session: Session | None) -> None:
        """Take back whatever was written. That a lost connection cannot do even this is no news."""
        if session:
            session.rollback()
        if self._is_from_pool and self.pooled.is_valid:
            with contextlib.suppress(self.engine.dialect.loaded_dbapi.Error):
                self.pooled.rollback()

    def invalidate(self, error: BaseException) -> None:
        """Never use this connection again: it is lost."""
        (self._connection or self.pooled).invalidate(error)

    def give_back(self) -> None:
        """Let others have the connection."""
        if self._is_from_pool:
            self.pooled.close()


def failure(error: BaseException, dialect: sa.Dialect, *, sql: str | None, is_gone: bool) -> BaseException:
    """What SQLAlchemy would have raised for an error of the driver: the rest of the app knows only its errors."""
    return exc.DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_gone,
        dialect=dialect,
    )


def _from_pool(engine: sa.Engine) -> Any:
    try:
        return alone.taken_over(engine) or engine.raw_connection()
    except engine.dialect.loaded_dbapi.Error as error:
        raise failure(error, engine.dialect, sql=None, is_gone=False) from error

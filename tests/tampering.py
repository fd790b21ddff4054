"""Doing to the record what nobody may do: with the database's own refusals out of the way."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.models import db


@contextlib.contextmanager
def unguarded() -> Iterator[Any]:
    """A connection on which no trigger fires; what is done on it is kept. On SQLite the triggers are gone for good."""
    session = db.session()
    session.rollback()
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        names = connection.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in names:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    yield connection
    session.commit()


def tamper(*statements: str, **values: Any) -> None:
    """Send statements past the guards; those that do not touch a single row are a mistake in the test."""
    with unguarded() as connection:
        for statement in statements:
            assert connection.execute(sa.text(statement), values).rowcount != 0, statement

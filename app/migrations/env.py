"""How Alembic meets the app: one engine, batch mode for SQLite, and column types written without our names."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from app.models.base import UtcDateTime
from app.models.sealed import Sealed, SealedJson

extension = current_app.extensions["migrate"]


def written_plainly(kind: str, thing: Any, _context: Any) -> str | bool:
    """A migration must not depend on our code of today: our own types are written as SQLAlchemy's."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Sealed | SealedJson):
        return "sa.JSON()" if isinstance(thing, SealedJson) else "sa.Text()"
    return False


def leave_out_if_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Make no migration when nothing has changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run() -> None:
    with extension.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            render_item=written_plainly,
            process_revision_directives=leave_out_if_empty,
            transactional_ddl=True,
            **extension.configure_args,
        )
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:  # a table is altered by copying it: what points at it must not stand in the way
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # an index on a large table takes its time; waiting for a lock may still not take long
            connection.exec_driver_sql("SET statement_timeout = 0")
        with context.begin_transaction():
            context.run_migrations()
        if on_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"the migration would leave {len(broken)} rows that point at nothing")
        connection.commit()
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()

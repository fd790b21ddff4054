"""The real schema and the real services on SQLite in memory, put back to the same beginning in a millisecond."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app.models import db
from tests.workbench import migrated_app


class PowerCut(BaseException):
    """The process dies here. No `except Exception` may swallow it: nothing survives a power cut either."""


class QuickSqlite:
    """An app whose database is put back with begin_again(), and whose power can be cut at a statement."""

    def __init__(self, folder: Path, play: Callable[[], None]) -> None:
        self.app: Flask = migrated_app("sqlite:///:memory:", folder, CONSOLE_NOTICES=False)
        self._cut_in: int | None = None
        with self.app.app_context():
            play()
            db.session.remove()
            self.engine = db.engine
            sa.event.listen(self.engine, "before_execute", self._count)  # past SQLAlchemy's own rescue
            sa.event.listen(self.engine, "before_cursor_execute", self._count_ready)
            sa.event.listen(self.engine, "commit", self._count)
        self._beginning = sqlite3.connect(":memory:", check_same_thread=False)
        with self.raw() as now:
            now.backup(self._beginning)

    def close(self) -> None:
        self._beginning.close()
        with self.app.app_context():
            self.engine.dispose()

    @contextlib.contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """The one connection, past SQLAlchemy."""
        with contextlib.closing(self.engine.raw_connection()) as borrowed:
            yield borrowed.driver_connection  # type: ignore[misc]

    def begin_again(self) -> None:
        with self.raw() as now:
            self._beginning.backup(now)

    @contextlib.contextmanager
    def power_cut(self, statements: int | None) -> Iterator[None]:
        """The power goes before this statement or commit from now (1 is the next), if there are so many."""
        self._cut_in = statements
        try:
            yield
        finally:
            self._cut_in = None

    def _count_ready(
        self, _on: object, _cursor: object, _sql: str, _values: object, context: object, _many: bool
    ) -> None:
        """A ready statement has no context: SQLAlchemy does not know of it."""
        if context is None:
            self._count()

    def _count(self, *_about: object) -> None:
        if self._cut_in is None:
            return
        self._cut_in -= 1
        if self._cut_in == 0:
            self._cut_in = None
            raise PowerCut

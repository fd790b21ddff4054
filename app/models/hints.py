"""SQLite's INDEXED BY: SQLAlchemy knows where a hint stands beside its table, but writes none for SQLite."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def let_sqlite_take_hints(engine: sa.Engine) -> None:
    """Let with_hint(…, "INDEXED BY …", "sqlite") be written; SQLite refuses a statement that the index cannot serve."""
    dialect: Any = engine.dialect
    dialect.statement_compiler = type("Hinting", (_Hints, dialect.statement_compiler), {})


class _Hints:
    def get_from_hint_text(self, _table: Any, text: str | None) -> str | None:
        """What stands after the table's name."""
        return text

"""Columns that are sealed at rest: free text, case references, addresses. They are read, never compared in SQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NoReturn

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import MappedColumn, mapped_column

from app.keyring import Keyring


class NoKeys(RuntimeError):
    """Something sealed was read or written, and the app has no keys (TRYGT_ENCRYPTION_KEYS)."""


def ring() -> Keyring:
    """The keys of the app that is at work. Raises NoKeys."""
    found: Keyring | None = current_app.config["KEYRING"]
    if found is None:
        raise NoKeys("set TRYGT_ENCRYPTION_KEYS, or let `flask prepare` make a key for the demo")
    return found


class _NeverCompared(sa.types.TypeDecorator[Any]):
    """What a sealed column is compared with: two seals of the same words differ, so it would never be found."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> NoReturn:
        raise TypeError("a sealed column cannot be compared: open it, or look for its mark")


class Sealed(sa.types.TypeDecorator[str]):
    """Text that only a holder of the keys can read. `where` is table.column; `length` is what a form lets in."""

    impl = sa.String
    cache_ok = True

    def __init__(self, where: str, length: int = 200) -> None:
        super().__init__(length)
        self.where, self.length = where, length

    def load_dialect_impl(self, dialect: Any) -> Any:
        """SQLite does not mind how long a text is; PostgreSQL must be told that it may be longer than its words."""
        return sa.Text() if dialect.name == "postgresql" else sa.String(self.length)

    def type_engine(self, dialect: Any) -> Any:
        return self.load_dialect_impl(dialect)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return _NeverCompared()

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return ring().seal(value, self.where) if value else value

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return ring().open(value, self.where) if value else value


class SealedJson(sa.types.TypeDecorator[Any]):
    """A JSON value with free text in it; what the database keeps is one sealed JSON string."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        if value is None:
            return None
        return ring().seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), self.where)

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return None if value is None else json.loads(ring().open(value, self.where))


def mark_of(source: str, where: str, read: Callable[[str], str | None]) -> MappedColumn[Any]:
    """A column that holds the mark of a sealed column beside it, filled in by itself when a row is inserted.

    `read` makes out of the value what is looked for, None when there is nothing to find it by.
    """

    def when_inserted(context: Any) -> str | None:
        return mark_under_active_key(context.get_current_parameters().get(source), where, read)

    info = {"source": source, "where": where, "read": read}
    return mapped_column(sa.String(64), default=when_inserted, info=info)


def mark_under_active_key(value: str | None, where: str, read: Callable[[str], str | None]) -> str | None:
    """The mark of a value under the key that seals."""
    wanted = read(value) if value else None
    return ring().mark(wanted, where) if wanted else None


def has_mark(column: Any, value: str) -> sa.ColumnElement[bool]:
    """The condition that a mark column stands for this value, under any key that is at hand."""
    info = column.info
    wanted = info["read"](value)
    return column.in_(ring().marks(wanted, info["where"]) if wanted else [])  # type: ignore[no-any-return]

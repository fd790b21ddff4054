"""Changing the keys that everything is sealed with, while people go on writing; and which keys are in use."""

from __future__ import annotations

import collections
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.keyring import prefix
from app.models import db
from app.models.sealed import Sealed, SealedJson, mark_under_active_key, ring
from app.models.transaction import verb

BATCH = 200
MOST_ROUNDS = 5


def in_use() -> dict[str, int]:
    """How many stored values are sealed with each key, by the key's id; "" counts what is not sealed at all."""
    counted: collections.Counter[str] = collections.Counter()
    for table, columns in sealed_columns().items():
        for column in columns:
            raw = _raw(column)
            rows = db.session.execute(sa.select(raw).select_from(table).where(raw != ""))
            counted.update(_key_of(row[0]) for row in rows.yield_per(1000))
    return dict(sorted(counted.items()))


def rotate() -> Iterator[int]:
    """Seal anew, with the first key, whatever is sealed with another; yields how many rows each step looked at.

    Each step is a short transaction of its own. A row that somebody else has written meanwhile is left as they
    wrote it, and looked at in the next round. May be stopped, killed and run again at any point, and beside
    another. Ends when a round finds nothing, at the latest after MOST_ROUNDS: then some process still seals
    with an old key, and in_use() says so.
    """
    for _round in range(MOST_ROUNDS):
        found = 0
        for table, columns in sealed_columns().items():
            for looked_at in _rotate_table(table, columns):
                found += looked_at
                yield looked_at
        if not found:
            return


def sealed_columns() -> dict[sa.Table, list[sa.Column[Any]]]:
    """Every sealed column, by its table."""
    sealed = {
        table: [column for column in table.columns if isinstance(column.type, Sealed | SealedJson)]
        for table in db.metadata.sorted_tables
    }
    return {table: columns for table, columns in sealed.items() if columns}


def _rotate_table(table: sa.Table, columns: list[sa.Column[Any]]) -> Iterator[int]:
    batch, statement = _behind(table, columns), _unless_written(table, columns)
    last = -1
    while rows := db.session.connection().execute(batch, {"last": last}).mappings().all():
        last = rows[-1]["id"]
        fresh = [_opened(table, columns, row) for row in rows]
        _write(statement, fresh)
        yield len(rows)
    db.session.rollback()  # what was only read keeps nothing waiting


@verb
def _write(statement: sa.Update, rows: list[dict[str, Any]]) -> None:
    db.session.connection().execute(statement, rows)


def _behind(table: sa.Table, columns: list[sa.Column[Any]]) -> sa.Select[Any]:
    """The next rows that hold anything that is not sealed with the first key, each value as it is stored."""
    stored = {column.name: _raw(column) for column in columns}
    active = prefix(ring().active)
    ours = [sa.or_(raw == "", raw.startswith(active), raw.startswith(f'"{active}')) for raw in stored.values()]
    behind = sa.or_(*(sa.and_(raw.is_not(None), sa.not_(own)) for raw, own in zip(stored.values(), ours, strict=True)))
    found = sa.select(table.c.id, *(raw.label(name) for name, raw in stored.items()))
    return found.where(table.c.id > sa.bindparam("last"), behind).order_by(table.c.id).limit(BATCH)


def _unless_written(table: sa.Table, columns: list[sa.Column[Any]]) -> sa.Update:
    """Store a row's values anew where they still are what was read."""
    same = [_raw(each).is_not_distinct_from(sa.bindparam(f"read_{each.name}", type_=sa.Text())) for each in columns]
    fresh = {each.name: sa.bindparam(f"new_{each.name}", type_=each.type) for each in [*columns, *_marks_of(table)]}
    return sa.update(table).where(table.c.id == sa.bindparam("this"), *same).values(fresh)


def _opened(table: sa.Table, columns: list[sa.Column[Any]], row: Any) -> dict[str, Any]:
    """The parameters of a row: what was read, what it says, and its marks under the first key."""
    says = {column.name: _says(column, row[column.name]) for column in columns}
    marks = {
        f"new_{mark.name}": mark_under_active_key(says[mark.info["source"]], mark.info["where"], mark.info["read"])
        for mark in _marks_of(table)
    }
    read = {f"read_{name}": row[name] for name in says}
    return {"this": row["id"], **read, **{f"new_{name}": value for name, value in says.items()}, **marks}


def _says(column: sa.Column[Any], stored: str | None) -> Any:
    if not stored:
        return stored
    if isinstance(column.type, SealedJson):
        return json.loads(ring().open(json.loads(stored), column.type.where))
    return ring().open(stored, column.type.where)  # type: ignore[attr-defined]


def _marks_of(table: sa.Table) -> list[sa.Column[Any]]:
    return [column for column in table.columns if "source" in column.info]


def _raw(column: sa.Column[Any]) -> sa.Cast[str]:
    """A column as the database has it."""
    return sa.cast(column, sa.Text())


def _key_of(stored: str) -> str:
    """The id of the key that a stored value names, "" when it is not sealed."""
    key_id = stored.strip('"').partition(".")[2].partition(".")[0]
    return key_id if key_id and stored.strip('"').startswith(prefix(key_id)) else ""

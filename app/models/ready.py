"""Statements made ready: compiled once for each kind of database, then run straight by its driver.

SQLAlchemy writes the SQL and says how each value goes in and comes out, types of ours included; what it would do
anew for every execution (look the statement up, make a context and a result) costs five times what the driver needs.
For the requests that everybody makes all day. A statement here names all its values, and fills in no defaults. A
list of values is an expanding bindparam: the SQL is written anew for each length that it comes in, and so is kept; of
that there should be few, as of the units of somebody's area.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import visitors

from app.models import alone
from app.models.at_work import AtWork, failure, verb_at_work
from app.models.base import db, session_if_any

Process = Callable[[Any], Any]
_Values: TypeAlias = dict[str, Any] | list[dict[str, Any]]


class Ready:
    """One statement, and how each kind of database is told it. Values are given by the names of its bindparams."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._lists = _lists_of(statement)
        self._spelled: dict[tuple[str, tuple[int, ...]], _Spelled] = {}

    def all(self, **values: Any) -> list[Any]:
        """Its rows, as named tuples."""
        return self._run(values, _rows)  # type: ignore[no-any-return]

    def first(self, **values: Any) -> Any | None:
        """Its first row, or None."""
        rows = self._run(values, _rows)
        return rows[0] if rows else None

    def one(self, **values: Any) -> Any:
        """Its first row, where there always is one. Raises LookupError otherwise."""
        return self._run(values, _rows)[0]

    def count(self, **values: Any) -> int:
        """Run it, and say how many rows it wrote."""
        return self._run(values, _rowcount)  # type: ignore[no-any-return]

    def each(self, rows: list[dict[str, Any]]) -> None:
        """Run it once for each of these sets of values."""
        if rows:
            self._run(rows[0] if len(rows) == 1 else rows, _rowcount)

    def _run(self, values: _Values, outcome: Callable[[Any, _Spelled], Any]) -> Any:
        engine = db.engine
        lengths = tuple([len(values[name]) for name in self._lists]) if self._lists else ()  # type: ignore[call-overload]
        spelled = self._spelled.get((engine.dialect.name, lengths))
        if spelled is None:
            spelled = _spell(self._statement, engine.dialect, dict(zip(self._lists, lengths, strict=True)))
            self._spelled[engine.dialect.name, lengths] = spelled
        if work := verb_at_work():
            return _told(engine, spelled, values, work.pooled, work, outcome)
        if connection := _connection_of_page():
            return _told(engine, spelled, values, connection.connection, connection, outcome)
        return _alone(engine, spelled, values, outcome)


def into(table: Any, *columns: str, unless_there: bool = False) -> Any:
    """INSERT of one row that names these columns; with unless_there, nothing when one of its keys is taken."""
    row = {name: sa.bindparam(name, type_=table.c[name].type) for name in columns}
    statement = postgresql.insert(table).values(row)  # what it can more than others, SQLite can as well
    return statement.on_conflict_do_nothing() if unless_there else statement


@dataclasses.dataclass(frozen=True, slots=True)
class _Spelled:
    """A statement as one kind of database is told it."""

    sql: str
    dialect: sa.Dialect
    is_positional: bool
    binds: tuple[tuple[str, bool, Process | None, Any], ...]
    columns: tuple[tuple[int, Process], ...]
    row: Callable[[Any], Any]
    lists: tuple[tuple[str, tuple[str, ...]], ...]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them. Raises KeyError for one that was not given."""
        if self.lists:
            values = dict(values)
            for name, parts in self.lists:
                values.update(zip(parts, values[name], strict=True))
        if self.is_positional:
            return tuple(
                [
                    constant if is_constant else process(values[name]) if process else values[name]
                    for name, is_constant, process, constant in self.binds
                ]
            )
        return {
            name: constant if is_constant else process(values[name]) if process else values[name]
            for name, is_constant, process, constant in self.binds
        }


def _connection_of_page() -> sa.Connection | None:
    """The connection of the session that has begun to read; None when there is none so far."""
    session = session_if_any()
    return session.connection() if session and session.in_transaction() else None


def _alone(engine: sa.Engine, spelled: _Spelled, values: _Values, outcome: Callable[..., Any]) -> Any:
    try:
        pooled = alone.connection(engine)
    except spelled.dialect.loaded_dbapi.Error as error:
        raise failure(error, spelled.dialect, sql=spelled.sql, is_gone=True) from error
    try:
        return _told(engine, spelled, values, pooled, None, outcome)
    finally:
        alone.done(engine, pooled)


def _told(
    engine: sa.Engine,
    spelled: _Spelled,
    values: _Values,
    pooled: Any,
    connection: sa.Connection | AtWork | None,
    outcome: Callable[..., Any],
) -> Any:
    is_many = isinstance(values, list)
    bound: Any = [spelled.bound(row) for row in values] if isinstance(values, list) else spelled.bound(values)
    cursor = alone.cursor(pooled)
    for listen in engine.dispatch.before_cursor_execute:
        listen(connection, cursor, spelled.sql, bound, None, is_many)
    try:
        (cursor.executemany if is_many else cursor.execute)(spelled.sql, bound)
        return outcome(cursor, spelled)
    except spelled.dialect.loaded_dbapi.Error as error:
        _fail(error, spelled, pooled, cursor, connection)


def _fail(
    error: Exception, spelled: _Spelled, pooled: Any, cursor: Any, connection: sa.Connection | AtWork | None
) -> None:
    """Raise what SQLAlchemy would have raised: the rest of the app knows only its errors."""
    is_gone = spelled.dialect.is_disconnect(error, pooled, cursor)  # type: ignore[arg-type]
    if is_gone:
        (pooled if connection is None else connection).invalidate(error)
    raise failure(error, spelled.dialect, sql=spelled.sql, is_gone=is_gone) from error


def _rows(cursor: Any, spelled: _Spelled) -> list[Any]:
    found = cursor.fetchall()
    if not spelled.columns:
        return [spelled.row(row) for row in found]
    made = []
    for row in found:
        cells = list(row)
        for place, process in spelled.columns:
            cells[place] = process(cells[place])
        made.append(spelled.row(cells))
    return made


def _rowcount(cursor: Any, _spelled: _Spelled) -> int:
    return int(cursor.rowcount)


def _lists_of(statement: Any) -> tuple[str, ...]:
    """The names of the values that are lists."""
    binds = (each for each in visitors.iterate(statement) if isinstance(each, sa.BindParameter))
    return tuple(sorted({bind.key for bind in binds if bind.expanding and bind.required}))


def _spell(statement: Any, dialect: sa.Dialect, lengths: Mapping[str, int]) -> _Spelled:
    compiled = statement.compile(dialect=dialect)
    late = {bind.key for bind in compiled.post_compile_params} - set(lengths)
    if compiled.insert_prefetch or compiled.update_prefetch or late:
        raise TypeError(f"{statement} leaves something to be filled in for each execution")
    told = {name: [None] * lengths[name] if name in lengths else None for name in compiled.binds}
    expanded = compiled.construct_expanded_state(told)
    lists = {name: tuple(parts) for name, parts in expanded.parameter_expansion.items()}
    stands_for = {name: name for name in compiled.binds} | {part: name for name in lists for part in lists[name]}
    names: Sequence[str] = expanded.positiontup if compiled.positional else list(expanded.parameters)
    return _Spelled(
        expanded.statement,
        dialect,
        compiled.positional,
        tuple(_bind(compiled.binds[stands_for[name]], name, dialect) for name in names),
        tuple(_processed_columns(compiled, dialect)),
        _named(tuple(column.keyname for column in compiled._result_columns)),  # noqa: SLF001 - says it nowhere else
        tuple(lists.items()),
    )


def _bind(bind: Any, name: str, dialect: sa.Dialect) -> tuple[str, bool, Process | None, Any]:
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    is_constant = not bind.required
    constant = bind.effective_value if is_constant else None
    return name, is_constant, process, process(constant) if is_constant and process else constant


def _processed_columns(compiled: Any, dialect: sa.Dialect) -> Any:
    for place, column in enumerate(compiled._result_columns):  # noqa: SLF001 - as above
        process = column.type.dialect_impl(dialect).result_processor(dialect, None)
        if process is not None:
            yield place, process


@functools.cache
def _named(names: tuple[str, ...]) -> Callable[[Any], Any]:
    row: Any = collections.namedtuple("Row", names, rename=True)  # type: ignore[misc]
    make: Callable[[Any], Any] = row._make
    return make

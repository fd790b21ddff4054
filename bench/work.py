"""What one request makes the database do: queries and commits, counted, not timed."""

from __future__ import annotations

import dataclasses
from typing import Any

import sqlalchemy as sa

from bench.house import House
from bench.subjects import Subject
from bench.wire import called

TRIES = 5
NOT_QUERIES = ("BEGIN", "PRAGMA", "SAVEPOINT", "SET ")


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """The most that any of a few requests needed."""

    queries: int
    commits: int


def of(house: House, subject: Subject) -> Work:
    """Count over a few requests, after one to warm up."""
    warm, *environs = subject.prepare(TRIES + 1)
    called(subject.app, warm)
    counted = [_one(house, subject, environ) for environ in environs]
    return Work(max(each.queries for each in counted), max(each.commits for each in counted))


def _one(house: House, subject: Subject, environ: dict[str, Any]) -> Work:
    asked: list[str] = []
    commits: list[object] = []

    def on_query(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.upper().startswith(NOT_QUERIES):
            asked.append(statement)

    def on_commit(connection: object) -> None:
        commits.append(connection)

    with house.engine() as engine:
        sa.event.listen(engine, "before_cursor_execute", on_query)
        sa.event.listen(engine, "commit", on_commit)
    try:
        called(subject.app, environ)
    finally:
        sa.event.remove(engine, "before_cursor_execute", on_query)
        sa.event.remove(engine, "commit", on_commit)
    writes = any(statement.upper().startswith(("INSERT", "UPDATE", "DELETE")) for statement in asked)
    return Work(len(asked), len(commits) if writes else 0)

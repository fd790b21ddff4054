"""A long history, made inside the database: people in 264 offices of unlike size, and their meetings of three years.

Each meeting is a copy of one that was logged, with its own office, employee and time; one in four hundred still waits
for a leader. What was sealed is copied sealed. The lines of the timelines are not copied: no list reads them.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import sqlalchemy as sa

from app.domain.levels import Gate
from app.models import Assessment, Meeting, Person, Unit, db
from bench.house import House

OFFICES, MINUTES, WAITING = 264, 3 * 365 * 24 * 60, 400
WORKERS = "bench_workers"

# Five million rows at once leave a day's tending behind. A server that does it while it answers is not measured here.
TENDED = {"sqlite": ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"), "postgresql": ("VACUUM (ANALYZE)", "CHECKPOINT")}


@dataclasses.dataclass
class History:
    """The history of one house, which can be made longer."""

    house: House
    length: int = 0

    def begin(self) -> None:
        """Make the offices and those who work there; the cast works too."""
        [(self.meeting, _mark)] = self.house.plan("kari", 1, gate=Gate.DECIDE)
        kari, office = self.house.people["kari"]
        with self.house.app.app_context(), db.engine.begin() as connection:
            highest = connection.execute(sa.text("SELECT max(id) FROM units")).scalar_one()
            _copy(connection, Unit, one=office, count=OFFICES, new={"name": "'Kontor ' || numbers.i"})
            first = connection.execute(
                sa.text("SELECT min(id) FROM units WHERE id > :id"), {"id": highest}
            ).scalar_one()
            _copy(
                connection,
                Person,
                one=kari,
                count=OFFICES * 65,
                new={"sign_in_name": "'bench' || numbers.i", "unit_id": f"{first} + numbers.i % {OFFICES}"},
                only=f"numbers.i / {OFFICES} < 5 + (numbers.i % {OFFICES}) * (numbers.i % {OFFICES}) % 60",
            )
            connection.execute(
                sa.text(
                    f"CREATE TABLE {WORKERS} AS SELECT id, unit_id, row_number() OVER (ORDER BY id) - 1 AS place "
                    "FROM people WHERE deactivated_at IS NULL"
                )
            )
            connection.execute(sa.text(f"CREATE UNIQUE INDEX {WORKERS}_place ON {WORKERS} (place)"))
            self.workers = connection.execute(sa.text(f"SELECT count(*) FROM {WORKERS}")).scalar_one()
            self._add(connection, 1, 60, only_of=kari)  # so that her page is full from the start

    def grow(self, length: int) -> None:
        """Add meetings and their assessments until there are so many, and tend them as a night would have done."""
        with self.house.app.app_context(), db.engine.connect() as raw:
            connection = raw.execution_options(isolation_level="AUTOCOMMIT")
            if db.engine.dialect.name == "postgresql":
                connection.execute(sa.text("SET statement_timeout = 0"))
            for begin in range(self.length, length, 100_000):
                self._add(connection, begin, min(length - begin, 100_000))
            for tending in TENDED[db.engine.dialect.name]:
                connection.execute(sa.text(tending))
        self.length = length

    def _add(self, connection: sa.Connection, begin: int, count: int, *, only_of: int | None = None) -> None:
        highest = connection.execute(sa.text("SELECT max(id) FROM meetings")).scalar_one()
        number = f"({begin} + numbers.i)"
        minutes = f"({number} * 7919 % {MINUTES})"
        waits = f"CASE WHEN {number} % {WAITING} = 0 THEN meetings.created_at END"
        _copy(
            connection,
            Meeting,
            one=self.meeting,
            count=count,
            joined=f"JOIN {WORKERS} w ON "
            + (f"w.id = {only_of}" if only_of else f"w.place = {number} * 31 % {self.workers}"),
            new={
                "unit_id": "w.unit_id",
                "employee_id": "w.id",
                "starts_at": _before("starts_at", minutes),
                "ends_at": _before("ends_at", minutes),
                "created_at": _before("created_at", minutes),
                "awaits_decision_since": waits,
                "awaits_reaction_since": "NULL",
            },
        )
        template = f"(SELECT id FROM assessments WHERE meeting_id = {self.meeting})"
        columns = [column.name for column in Assessment.__table__.columns if column.name not in ("id", "meeting_id")]
        listed, copied = ", ".join(columns), ", ".join(f"a.{name}" for name in columns)
        connection.execute(
            sa.text(
                f"INSERT INTO assessments (meeting_id, {listed}) SELECT m.id, {copied} "
                f"FROM assessments a, meetings m WHERE a.id = {template} AND m.id > {highest}"
            )
        )


def _before(column: str, minutes: str) -> str:
    if db.engine.dialect.name == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%f000', meetings.{column}, '-' || {minutes} || ' minutes')"
    return f"meetings.{column} - make_interval(mins => CAST({minutes} AS integer))"


def _copy(
    connection: sa.Connection,
    model: Any,
    *,
    one: int,
    count: int,
    new: dict[str, str],
    joined: str = "",
    only: str = "1 = 1",
) -> None:
    """INSERT … SELECT so many copies of one row, with these columns made anew from numbers.i."""
    table = model.__tablename__
    columns = [column.name for column in model.__table__.columns if column.name != "id"]
    made = ", ".join(new.get(name, f"{table}.{name}") for name in columns)
    if connection.dialect.name == "sqlite":
        numbers = (
            f"(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1}) SELECT i FROM n)"
        )
    else:
        numbers = f"(SELECT CAST(g AS bigint) AS i FROM generate_series(0, {count - 1}) g)"
    connection.execute(
        sa.text(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {made} FROM {table}, {numbers} numbers {joined} "
            f"WHERE {table}.id = {one} AND {only}"
        )
    )

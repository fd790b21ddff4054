"""Makes the app on a migrated database, and the quick way to put that database back as it was."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.models import db
from tests.postgres import throw_away_server

EMPTY = "empty"
KEPT = "alembic_version"
KEYS = "tests:VGhpcnR5LXR3byBieXRlcyB0aGF0IGd1YXJkIG5vdDE="
SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "for-tests-only-and-long-enough-to-be-taken-seriously",
    "ENCRYPTION_KEYS": KEYS,
    "SECURE_COOKIES": False,
    "ARGON2": {"time_cost": 1, "memory_cost": 8, "parallelism": 1},
}


Play = Callable[[], None]


@dataclass
class Prepared:
    """One app on one migrated database, which can be put back to how it was when something was remembered."""

    app: Flask
    remember: Callable[[str], None]
    recall: Callable[[str], None]
    remembered: set[str] = field(default_factory=set)

    def empty(self) -> None:
        """As after the migrations."""
        self.recall(EMPTY)

    def stage(self, scene: str, play: Play) -> None:
        """As after `play`, which is played once for each run and remembered."""
        if scene not in self.remembered:
            self.empty()
            with self.app.app_context():
                play()
            self.remember(scene)
            self.remembered.add(scene)
        self.recall(scene)


@dataclass
class Workbench:
    """Makes each app when it is first asked for, and clears up after the run."""

    folder: Path
    closing: contextlib.ExitStack
    prepared: dict[str, Prepared] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def on(self, database: str) -> Prepared:
        if database in self.failed:
            raise RuntimeError(f"There is no app on {database}; the first test that asked tells why.")
        if database not in self.prepared:
            self.failed.add(database)
            make = {"sqlite": self._on_sqlite, "postgresql": self._on_postgresql}[database]
            self.prepared[database] = make()
            self.failed.remove(database)
        return self.prepared[database]

    def _on_sqlite(self) -> Prepared:
        file = self.folder / "tests.sqlite3"
        app = migrated_app(f"sqlite:///{file}", self.folder)

        def remember(scene: str) -> None:
            self._dispose(app)
            shutil.copy(file, self.folder / f"{scene}.sqlite3")

        def recall(scene: str) -> None:
            self._dispose(app)
            for leftover in self.folder.glob(f"{file.name}-*"):
                leftover.unlink()
            shutil.copy(self.folder / f"{scene}.sqlite3", file)

        remember(EMPTY)
        return Prepared(app, remember, recall)

    def _on_postgresql(self) -> Prepared:
        app = migrated_app(self.closing.enter_context(throw_away_server()), self.folder)
        self.closing.callback(self._dispose, app)
        with app.app_context():
            engine = db.engine
        scripts: dict[str, str] = {}

        def remember(scene: str) -> None:
            with engine.begin() as connection:
                scripts[scene] = _script_back_to_now(connection, f"scene_{scene}")

        def recall(scene: str) -> None:
            with engine.begin() as connection:
                connection.exec_driver_sql(scripts[scene])

        remember(EMPTY)
        return Prepared(app, remember, recall)

    @staticmethod
    def _dispose(app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()


def _script_back_to_now(connection: sa.Connection, copies: str) -> str:
    """Copy every row into a schema of its own; return the statements that bring just these rows back.

    A replica fires no trigger: neither the order of the tables nor the log's refusal matters.
    """
    tables = [name for name in sa.inspect(connection).get_table_names() if name != KEPT]
    connection.exec_driver_sql(f"CREATE SCHEMA {copies}")
    script = ["SET LOCAL session_replication_role = replica", *(f'DELETE FROM "{name}"' for name in tables)]
    for name in tables:
        copied = connection.exec_driver_sql(f'CREATE TABLE {copies}."{name}" AS TABLE "{name}"')
        if copied.rowcount:
            script.append(f'INSERT INTO "{name}" SELECT * FROM {copies}."{name}"')
    counters = connection.exec_driver_sql(
        "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL "
        "FROM pg_sequences WHERE schemaname = current_schema"
    )
    script += [f"SELECT setval('\"{name}\"', {number}, {used})" for name, number, used in counters]
    return ";".join(script)


def migrated_app(url: str, folder: Path, **settings: Any) -> Flask:
    """An app with the schema that the migrations make; `folder` takes the place of instance/."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "INSTANCE": folder, **settings})
    with app.app_context():
        flask_migrate.upgrade()
    return app

"""Makes the app on a migrated database, and the quick way to make that database empty again."""

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

KEPT = "alembic_version"
SETTINGS = {
    "TESTING": True,
    "SECRET_KEY": "for-tests-only-and-long-enough-to-be-taken-seriously",
    "SECURE_COOKIES": False,
    "ARGON2": {"time_cost": 1, "memory_cost": 8, "parallelism": 1},
}


@dataclass
class Prepared:
    """One app on one migrated database."""

    app: Flask
    empty: Callable[[], None]


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
        file, template = self.folder / "tests.sqlite3", self.folder / "template.sqlite3"
        app = migrated_app(f"sqlite:///{file}", self.folder)
        self._dispose(app)
        shutil.copy(file, template)

        def empty() -> None:
            self._dispose(app)
            for leftover in self.folder.glob(f"{file.name}-*"):
                leftover.unlink()
            shutil.copy(template, file)

        return Prepared(app, empty)

    def _on_postgresql(self) -> Prepared:
        app = migrated_app(self.closing.enter_context(throw_away_server()), self.folder)
        self.closing.callback(self._dispose, app)
        with app.app_context():
            engine = db.engine
        tables = [name for name in sa.inspect(engine).get_table_names() if name != KEPT]
        deletes = [f'DELETE FROM "{name}"' for name in tables]
        restart = (
            "SELECT setval(quote_ident(sequencename)::regclass, start_value, false) "
            "FROM pg_sequences WHERE schemaname = current_schema AND last_value IS NOT NULL"
        )
        # A replica fires no trigger: neither the order of the tables nor the log's refusal matters.
        script = ";".join(["SET LOCAL session_replication_role = replica", *deletes, restart])

        def empty() -> None:
            with engine.begin() as connection:
                connection.exec_driver_sql(script)

        return Prepared(app, empty)

    @staticmethod
    def _dispose(app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()


def migrated_app(url: str, folder: Path, **settings: Any) -> Flask:
    """An app with the schema that the migrations make; `folder` takes the place of instance/."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": url, "INSTANCE": folder, **settings})
    with app.app_context():
        flask_migrate.upgrade()
    return app

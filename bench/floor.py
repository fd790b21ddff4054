"""The floor: the least that a Flask app can do. Hello for a GET; for a POST one durable insert by the driver."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, request

HELLO, POSTED = "/hello", "/posted"
TABLE = "CREATE TABLE floor (id {id}, said TEXT NOT NULL)"


def hello_app(url: str, folder: Path) -> Flask:
    """A bare Flask app whose POST stores one row, durably, in the same kind of database as ours."""
    app = Flask("floor")
    store = _sqlite(folder / "floor.sqlite3") if url.startswith("sqlite") else _postgresql(url)

    @app.get(HELLO)
    def hello() -> str:
        return "hello"

    @app.post(POSTED)
    def posted() -> str:
        store(request.form["said"])
        return "stored"

    return app


def _sqlite(file: Path) -> Any:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(TABLE.format(id="INTEGER PRIMARY KEY"))
    return lambda said: connection.execute("INSERT INTO floor (said) VALUES (?)", (said,))


def _postgresql(url: str) -> Any:
    spelled = sa.engine.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(spelled, autocommit=True)
    with contextlib.suppress(psycopg.errors.DuplicateTable):
        connection.execute(TABLE.format(id="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
    return lambda said: connection.execute("INSERT INTO floor (said) VALUES (%s)", (said,))

"""The app on each database: made once for a run, and put back for every test."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # tests of the domain start without the app, its libraries and their second of loading
    from flask import Flask
    from flask_sqlalchemy.session import Session
    from sqlalchemy.orm import scoped_session

    from tests.workbench import Workbench

SQLITE = pytest.param("sqlite", marks=pytest.mark.sqlite)
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)
BOTH = [SQLITE, POSTGRESQL]


def quick_folder() -> Path:
    """A folder in memory where the machine has one: SQLite waits for the disk at each commit."""
    memory = Path("/dev/shm")  # noqa: S108 — mkdtemp makes a private folder in it
    return Path(tempfile.mkdtemp(prefix="trygt", dir=memory if memory.is_dir() else None))


@pytest.fixture(scope="session")
def workbench() -> Iterator[Workbench]:
    from tests.workbench import Workbench

    folder = quick_folder()
    with contextlib.ExitStack() as closing:
        closing.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Workbench(folder, closing)


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> str:
    """Each test that touches a database runs on both."""
    return str(request.param)


@pytest.fixture
def app(workbench: Workbench, database: str, request: pytest.FixtureRequest) -> Flask:
    """The app on a migrated database: empty, or with the fixtures in SCENES that the test asks for.

    Hold no app context across requests.
    """
    from tests.scenes import SCENES

    prepared = workbench.on(database)
    asked = [scene for scene in SCENES if scene in request.fixturenames]
    if asked:
        prepared.stage(asked[-1], SCENES[asked[-1]])
    else:
        prepared.empty()
    return prepared.app


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """A database session for tests of services and models; not together with a client."""
    from app.models import db

    with app.app_context():
        yield db.session


@pytest.fixture(scope="session")
def one_app(workbench: Workbench) -> Flask:
    """The app on SQLite, for tests that look at it and leave its database alone."""
    return workbench.on("sqlite").app

"""Binds Alembic to the models; batch mode from the first day, because SQLite alters tables by copying them."""

from __future__ import annotations

import pathlib

from alembic.script import ScriptDirectory
from flask_migrate import Migrate

MIGRATIONS = pathlib.Path(__file__).parent.parent / "migrations"

migrate = Migrate(directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)


def known_schemas() -> set[str]:
    """The revisions that this program can bring to its own."""
    return {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}

"""Binds Alembic to the models; batch mode from the first day, because SQLite alters tables by copying them."""

from __future__ import annotations

import pathlib

from flask_migrate import Migrate

migrate = Migrate(
    directory=str(pathlib.Path(__file__).parent.parent / "migrations"), render_as_batch=True, compare_type=True
)

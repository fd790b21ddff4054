"""Whether the app can do its work: the database answers, and has the schema that the code expects."""

from __future__ import annotations

import functools
import pathlib

import sqlalchemy as sa
from alembic.script import ScriptDirectory

from app.models import db


def problem() -> str | None:
    """What is wrong, in a few English words for whoever runs the app; None when all is well."""
    stands_at = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if stands_at != newest_migration():
        return f"the database stands at migration {stands_at}, the code expects {newest_migration()}"
    return None


@functools.cache
def newest_migration() -> str:
    """The id of the newest migration that this code brings."""
    folder = pathlib.Path(__file__).parent.parent / "migrations"
    return str(ScriptDirectory(str(folder)).get_current_head())

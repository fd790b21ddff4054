"""An upgrade beside the old version: a migration only adds, so that what old code says still works."""

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from app import create_app
from app.models import db
from app.models.migration import MIGRATIONS
from tests.workbench import SETTINGS

# The first release. Later migrations that old code cannot live beside stand in BREAKING, with the reason.
FIRST = "0016"
BREAKING: dict[str, str] = {}


@pytest.fixture
def schema_at(tmp_path):
    """schema_at("0009") is how the tables are after that migration; revisions must be asked for in order."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'x.db'}", "INSTANCE": tmp_path})
    with app.app_context():

        def look(revision):
            flask_migrate.upgrade(revision=revision)
            found = sa.inspect(db.engine)
            return {
                table: {each["name"]: each for each in found.get_columns(table)} for table in found.get_table_names()
            }

        yield look
        db.engine.dispose()


def _revisions():
    """Every revision from the first release on, in order."""
    script = ScriptDirectory(str(MIGRATIONS))
    found = [each.revision for each in script.walk_revisions(FIRST, "heads")]
    return found[::-1]


def _against_the_rule(before, after):
    for table, columns in before.items():
        for name, column in columns.items():
            new = after.get(table, {}).get(name)
            if new is None:
                yield f"{table}.{name} is gone: old code still reads it"
            elif column["nullable"] and not new["nullable"]:
                yield f"{table}.{name} may no longer be NULL: old code still leaves it out"
        for name in after.get(table, {}).keys() - columns.keys():
            new = after[table][name]
            if not new["nullable"] and new["default"] is None:
                yield f"{table}.{name} has no default: old code cannot insert a row"


def test_migrations_only_add(schema_at):
    first, *later = _revisions()
    assert first == FIRST
    before, broken = schema_at(first), []
    for revision in later:
        after = schema_at(revision)
        if revision not in BREAKING:
            broken += [f"{revision}: {complaint}" for complaint in _against_the_rule(before, after)]
        before = after
    assert broken == []


NULLABLE, NEEDED = {"nullable": True, "default": None}, {"nullable": False, "default": None}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": NULLABLE}, {}),
        ({"a": NULLABLE}, {"a": NEEDED}),
        ({"a": NULLABLE}, {"a": NULLABLE, "b": NEEDED}),
    ],
)
def test_what_old_code_cannot_live_with_is_noticed(before, after):
    assert len(list(_against_the_rule({"t": before}, {"t": after}))) == 1


@pytest.mark.parametrize(
    "after",
    [{"a": NEEDED}, {"a": NULLABLE}, {"a": NEEDED, "b": NULLABLE}, {"a": NEEDED, "b": {**NEEDED, "default": "0"}}],
)
def test_what_old_code_does_not_notice_is_let_through(after):
    assert list(_against_the_rule({"t": {"a": NEEDED}}, {"t": after, "u": {"c": NEEDED}})) == []

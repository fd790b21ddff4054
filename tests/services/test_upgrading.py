"""An upgrade beside the old version: a migration only adds, so that what old code says still works.

That old code does work so, not only could, is what `make upgrade-beside` tries: its own tests on the newest schema.
"""

import re

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic import context
from alembic.script import ScriptDirectory

from app import create_app
from app.models import db
from app.models.migration import MIGRATIONS
from tests.databases import BOTH
from tests.postgres import throw_away_server
from tests.workbench import SETTINGS

# The first release. Later migrations that old code cannot live beside stand in BREAKING, with the reason.
FIRST = "0016"
BREAKING: dict[str, str] = {}


@pytest.fixture(params=BOTH)
def fresh_url(request, tmp_path):
    """The URL of a database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'x.db'}"
        return
    with throw_away_server() as url:
        yield url


@pytest.fixture
def schema_at(fresh_url, tmp_path):
    """schema_at("0009") is how tables and guards are after that migration; revisions must be asked for in order."""
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": fresh_url, "INSTANCE": tmp_path})
    with app.app_context():

        def look(revision):
            flask_migrate.upgrade(revision=revision)
            found = sa.inspect(db.engine)
            tables = found.get_table_names()
            columns = {table: {each["name"]: each for each in found.get_columns(table)} for table in tables}
            return columns, {table: _guards(found, table) for table in tables}

        yield look
        db.engine.dispose()


def _guards(found, table):
    """What may refuse a row of a table, by name, and the columns that it looks at (of a CHECK: its words)."""
    unique = [*found.get_unique_constraints(table), *(each for each in found.get_indexes(table) if each["unique"])]
    guards = {each["name"]: set(each["column_names"]) for each in unique}
    guards |= {each["name"]: set(each["constrained_columns"]) for each in found.get_foreign_keys(table)}
    checks = found.get_check_constraints(table)
    return guards | {each["name"]: set(re.findall(r"[a-z_]+", each["sqltext"])) for each in checks}


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
            elif str(column.get("type")) != str(new.get("type")):
                yield f"{table}.{name} is another kind of column: old code reads and writes the one it was"
        for name in after.get(table, {}).keys() - columns.keys():
            new = after[table][name]
            if not new["nullable"] and new["default"] is None:
                yield f"{table}.{name} has no default: old code cannot insert a row"


def _tightened(before, guarded, after, guards):
    """Guards that are new on tables that were there, and look at no column that is new."""
    for table, known in guarded.items():
        new_columns = after.get(table, {}).keys() - before[table].keys()
        for name, about in guards.get(table, {}).items():
            if name not in known and not about & new_columns:
                yield f"{table}: {name} may refuse what old code writes"


def test_migrations_only_add(schema_at):
    first, *later = _revisions()
    assert first == FIRST
    (before, guarded), broken = schema_at(first), []
    for revision in later:
        after, guards = schema_at(revision)
        if revision not in BREAKING:
            complaints = [*_against_the_rule(before, after), *_tightened(before, guarded, after, guards)]
            broken += [f"{revision}: {complaint}" for complaint in complaints]
        before, guarded = after, guards
    assert broken == []


def test_revisions_can_be_compared():
    """A process tells by it whether the schema is older than its code, or further on."""
    assert all(re.fullmatch(r"\d{4}", revision) for revision in _revisions())


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


@pytest.mark.parametrize(
    ("guards", "complaints"),
    [
        ({"old": {"a"}}, 0),
        ({"old": {"a"}, "uq": {"a"}}, 1),
        ({"old": {"a"}, "ck": {"a", "in"}}, 1),
        ({"old": {"a"}, "uq": {"a", "b"}}, 0),
        ({}, 0),
    ],
)
def test_a_guard_that_old_code_knows_nothing_of_is_noticed(guards, complaints):
    before, after = {"t": {"a": NULLABLE}}, {"t": {"a": NULLABLE, "b": NULLABLE}, "u": {"c": NEEDED}}
    found = _tightened(before, {"t": {"old": {"a"}}}, after, {"t": guards, "u": {"new": {"c"}}})
    assert len(list(found)) == complaints


def test_a_column_of_another_kind_is_noticed():
    text, number = {**NULLABLE, "type": sa.Text()}, {**NULLABLE, "type": sa.Integer()}
    assert len(list(_against_the_rule({"t": {"a": text}}, {"t": {"a": number}}))) == 1


@pytest.mark.parametrize("fresh_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_migration_may_take_longer_than_a_request_and_yet_waits_for_nobody(fresh_url, tmp_path, monkeypatch):
    def asked():
        return [context.get_bind().scalar(sa.text(f"SHOW {name}")) for name in ("statement_timeout", "lock_timeout")]

    found = []
    monkeypatch.setattr(context, "run_migrations", lambda: found.extend(asked()))
    app = create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": fresh_url, "INSTANCE": tmp_path})
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    assert found == ["0", "2s"]

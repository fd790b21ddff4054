"""PostgreSQL is backed up as docs/deploying.md says: with pg_dump and pg_restore, proved with `flask log verify`."""

import os
import re
import subprocess

import pytest
import sqlalchemy as sa

from app.models import Event, Meeting, db
from tests import plays, postgres
from tests.databases import POSTGRESQL
from tests.house.sources import ROOT


def _documented(word):
    """The line of docs/deploying.md that begins with this word, as it would be typed."""
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    return re.search(rf"^{word} .*$", page, re.MULTILINE).group()


def _run(line, **names):
    for name, value in names.items():
        line = line.replace(f"${name}", str(value))
    where = {**os.environ, "PATH": f"{postgres.programs()}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-c", line], env=where, check=True, capture_output=True)


@pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)
def test_what_is_dumped_while_running_comes_back(app, session, by, now, tmp_path):
    meeting_id = plays.logged(by.kari, now, plays.HIGH, topic="Tema")
    session.commit()
    url = db.engine.url.set(drivername="postgresql")
    session.execute(sa.text("COMMIT"))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS restored"))
        connection.execute(sa.text("CREATE DATABASE restored"))
    other = url.set(database="restored")
    written = {"FILE": tmp_path / "trygt.dump"}
    _run(_documented("pg_dump"), DATABASE=url.render_as_string(hide_password=False), **written)
    _run(_documented("pg_restore"), DATABASE=other.render_as_string(hide_password=False), **written)
    engine = sa.create_engine(other.set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        restored = connection.execute(sa.select(Meeting.topic).where(Meeting.id == meeting_id)).scalar_one()
        lines = connection.scalar(sa.select(sa.func.count()).select_from(Event))
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="written once"):
        connection.execute(sa.text("UPDATE events SET by_id = NULL"))
    engine.dispose()
    assert restored == "Tema"
    assert lines == session.scalar(sa.select(sa.func.count()).select_from(Event))


@pytest.fixture
def folder_with(tmp_path, monkeypatch):
    """A folder on PATH with these programs in it, on a machine without another PostgreSQL of its own."""

    def make(*names):
        for name in names:
            (tmp_path / name).touch(mode=0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return tmp_path

    monkeypatch.setattr(postgres, "DEBIAN", tmp_path / "nothing here")
    return make


@pytest.mark.parametrize("missing", postgres.NEEDED)
def test_a_postgresql_that_lacks_a_program_is_passed_over_and_never_a_reason_to_skip(missing, folder_with):
    folder_with(*(name for name in postgres.NEEDED if name != missing))
    found = postgres.programs()
    assert found == postgres.of_the_python_package()[0]
    assert all((found / name).exists() for name in postgres.NEEDED)


def test_a_whole_postgresql_is_taken(folder_with):
    folder = folder_with(*postgres.NEEDED)
    assert postgres.programs() == folder

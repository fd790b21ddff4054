"""PostgreSQL is backed up as docs/deploying.md says: with pg_dump and pg_restore, proved with `flask log verify`."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.models import Event, Meeting, db
from tests import plays, postgres
from tests.house.sources import ROOT

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def _tools():
    """Where pg_dump is: a server alone is enough for the other tests, but not for these."""
    folders = [postgres.programs(), *map(Path, os.environ["PATH"].split(":"))]
    found = next((folder for folder in folders if (folder / "pg_dump").exists()), None)
    if found is None:
        pytest.skip("the PostgreSQL on this machine comes without pg_dump (Debian: apt install postgresql-client)")
    return found


def _documented(word):
    """The line of docs/deploying.md that begins with this word, as it would be typed."""
    page = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    return re.search(rf"^{word} .*$", page, re.MULTILINE).group()


def _run(line, **names):
    for name, value in names.items():
        line = line.replace(f"${name}", str(value))
    tools = _tools()
    where = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-c", line], env=where, check=True, capture_output=True)


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

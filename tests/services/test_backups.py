"""A backup is whole or it is not there: made beside writers, killed at any step, brought back, and never over more."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import threading
import time

import pytest

from app.models import db
from app.models.migration import known_schemas
from app.services import backups
from app.services.backups import BadBackup, InTheWay
from tests import plays

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WHOLE = "SELECT count(*) FROM meetings m WHERE timeline_hash <> (SELECT hash FROM events e WHERE e.stream ="
WHOLE += " 'meeting/' || m.id AND e.number = m.timeline_length)"


@pytest.fixture
def source(session):
    return backups.live_database()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "nightly.backup"


@pytest.fixture
def target(tmp_path):
    return tmp_path / "other.db"


def _asked(database, question):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(question).fetchone()[0]


def _restored(file, target, **how):
    about = {"known": known_schemas(), "held": {"tests"}, "force": False, **how}
    return backups.restore(file, target, **about)


def test_what_is_backed_up_comes_back(source, by, now, file, target):
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    made = backups.back_up(source, file, now=now)
    assert made.keys == ["tests"]
    assert _restored(file, target) == made
    assert _asked(target, f"SELECT timeline_length FROM meetings WHERE id = {meeting_id}") == 2
    assert oct(target.stat().st_mode & 0o777) == "0o600"
    assert sorted(each.name for each in file.parent.iterdir()) == ["nightly.backup", "other.db"]


def test_a_backup_beside_writers_is_one_moment(app, source, by, now, file, target):
    kari, stop = by.kari, threading.Event()

    def write():
        with app.app_context():
            while not stop.is_set():
                plays.planned(kari, now)

    writers = [threading.Thread(target=write) for _writer in range(3)]
    for writer in writers:
        writer.start()
    try:
        for _time in range(5):
            backups.back_up(source, file, now=now)
            _restored(file, target, force=True)
            assert _asked(target, WHOLE) == 0
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert _asked(target, "SELECT count(*) FROM meetings") > 3


STEPS = ["_copy", "_described", "_pack", "_take_the_place_of"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_step_the_earlier_backup_or_the_new_one_is_whole(source, by, now, file, target, step, when):
    plays.planned(by.kari, now)
    first = backups.back_up(source, file, now=now)
    plays.planned(by.kari, now)
    db.session.commit()
    _killed(lambda: _dies(step, when), lambda: backups.back_up(source, file, now=now))
    is_new = (step, when) == ("_take_the_place_of", "after")
    assert (backups.verify(file) == first) is not is_new
    _restored(file, target)
    assert _asked(target, "SELECT count(*) FROM meetings") == (2 if is_new else 1)
    backups.back_up(source, file, now=now)
    assert [each.name for each in file.parent.iterdir() if "unfinished" in each.name] == []


def _dies(step, when):
    """From now on this process dies at this step."""
    does = getattr(backups, step)

    def die(*args, **how):
        if when == "after":
            does(*args, **how)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(backups, step, die)


def _killed(prepare, work):
    """Run in a child that is killed, or kills itself."""
    pid = os.fork()
    if pid == 0:
        try:
            prepare()
            while True:
                work()
        finally:
            os._exit(1)
    if prepare is _nothing:
        time.sleep(random.uniform(0.0, 0.06))
        os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def _nothing():
    """Nothing to prepare: the parent kills."""


def test_killed_at_random_twenty_times_there_is_always_a_whole_backup(source, by, now, file, target):
    plays.logged(by.kari, now, plays.HIGH)
    db.session.commit()
    backups.back_up(source, file, now=now)
    for _kill in range(20):
        _killed(_nothing, lambda: backups.back_up(source, file, now=now))
        backups.verify(file)
    _restored(file, target)
    assert _asked(target, WHOLE) == 0


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_one_changed_byte_is_found(source, by, now, file, target, place):
    plays.planned(by.kari, now)
    backups.back_up(source, file, now=now)
    content = bytearray(file.read_bytes())
    content[int(1536 + (len(content) - 12_000) * place)] ^= 1
    file.write_bytes(content)
    with pytest.raises(BadBackup):
        _restored(file, target, force=True)
    assert not target.exists()


@pytest.mark.parametrize("left", [0, 100, 5000, 60_000])
def test_half_a_backup_is_none(source, by, now, file, target, left):
    backups.back_up(source, file, now=now)
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(BadBackup):
        _restored(file, target, force=True)
    assert not target.exists()


def test_a_database_with_more_in_it_is_not_overwritten(source, by, now, file, target):
    plays.planned(by.kari, now)
    backups.back_up(source, file, now=now)
    plays.planned(by.kari, now)
    later = backups.back_up(source, file.with_name("later"), now=now)
    _restored(file.with_name("later"), target)
    with pytest.raises(InTheWay, match="1 events that the backup does not"):
        _restored(file, target)
    assert _asked(target, backups.LAST_EVENT) == later.last_event
    _restored(file, target, force=True)
    assert _asked(target, "SELECT count(*) FROM meetings") == 1
    assert _asked(target.with_name("other.db.before-restore"), "SELECT count(*) FROM meetings") == 2


def test_a_database_in_use_is_not_overwritten(source, by, now, file):
    plays.planned(by.kari, now)
    backups.back_up(source, file, now=now)
    db.session.commit()
    with pytest.raises(InTheWay, match="is in use"):
        _restored(file, source)
    plays.planned(by.kari, now)
    _restored(file, source, force=True)
    assert db.session.scalar(db.text("SELECT count(*) FROM meetings")) == 1


def test_a_damaged_database_is_replaced_only_when_told_to(source, by, now, file, target):
    backups.back_up(source, file, now=now)
    target.write_bytes(b"this is no database" * 500)
    with pytest.raises(InTheWay, match="cannot be read"):
        _restored(file, target)
    _restored(file, target, force=True)
    assert _asked(target, "PRAGMA integrity_check") == "ok"


@pytest.mark.parametrize(
    ("how", "error"), [({"known": {"0001"}}, BadBackup), ({"held": {"another"}}, InTheWay)], ids=["schema", "key"]
)
def test_what_could_not_be_read_afterwards_is_not_restored(source, by, now, file, target, how, error):
    plays.planned(by.kari, now)
    backups.back_up(source, file, now=now)
    with pytest.raises(error):
        _restored(file, target, **how)
    assert not target.exists()


def test_the_commands(app, by, now, file, source):
    plays.planned(by.kari, now)
    db.session.commit()
    runner = app.test_cli_runner()
    assert "you need these keys: tests" in runner.invoke(args=["backup", str(file)]).output
    assert "whole" in runner.invoke(args=["restore", "--check", str(file)]).output
    refused = runner.invoke(args=["restore", str(file)])
    assert refused.exit_code == 1
    assert "is in use" in refused.output
    shutil.copy(source, file)
    assert runner.invoke(args=["restore", "--check", str(file)]).exit_code == 1

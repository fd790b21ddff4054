"""The worker as it really runs: a process of its own, beside a server, on SQLite and by the real clock."""

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from app import clock
from app.demo import seed_cast
from app.domain.escalation import Urgency
from app.models import Escalation, db
from app.services import engine
from tests import notices, outside, plays
from tests.databases import quick_folder
from tests.workbench import SETTINGS, migrated_app

ROOT = Path(__file__).resolve().parents[2]


class House:
    """An app on a database of its own, and the processes that were started on it."""

    def __init__(self, folder):
        url = f"sqlite:///{folder / 'trygt.sqlite3'}"
        self.app = migrated_app(url, folder)
        self.environment = {**os.environ, "TRYGT_DATABASE_URL": url, "TRYGT_SECRET_KEY": SETTINGS["SECRET_KEY"]}
        self.environment["TRYGT_ENCRYPTION_KEYS"] = SETTINGS["ENCRYPTION_KEYS"]
        self.started = []
        with self.app.app_context():
            self.kari = plays.actor(seed_cast(db.session, clock.now()).kari, clock.now())

    def start(self, *words):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        one = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.started.append(one)
        return one

    def read(self, question):
        with self.app.app_context():
            return question()

    def close(self):
        for one in self.started:
            one.kill()
            one.communicate()
        with self.app.app_context():
            db.engine.dispose()


@pytest.fixture
def house():
    folder = quick_folder()
    opened = House(folder)
    yield opened
    opened.close()
    shutil.rmtree(folder, ignore_errors=True)


def _until(is_so, patience_s=60.0):
    deadline = time.monotonic() + patience_s
    while not (found := is_so()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _alive(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def _children(number):
    return {
        int(child)
        for task in Path(f"/proc/{number}/task").iterdir()
        for child in (task / "children").read_text().split()
    }


def test_a_worker_climbs_an_alarm_tells_people_and_ends_when_told_to(house):
    two_minutes_ago = clock.now() - dt.timedelta(seconds=121)
    alarm = house.read(lambda: notices.raised(house.kari, two_minutes_ago, urgency=Urgency.DANGER))
    worker = house.start("alarms", "work")
    assert _until(lambda: house.read(lambda: db.session.get_one(Escalation, alarm).position == 1))
    assert _until(lambda: house.read(lambda: all(each.sent_at for each in notices.of("console"))))
    assert house.read(engine.last_beat) > two_minutes_ago
    worker.send_signal(signal.SIGTERM)
    began = time.monotonic()
    said, _nothing = worker.communicate(timeout=60)
    assert time.monotonic() - began < 3
    assert worker.returncode == 0
    assert "Avbrutt møte ved Nav Solvik. Åpne Trygt møte." in said.decode()


def test_a_server_keeps_its_worker_alive_and_does_not_outlive_it(house):
    port = outside.free_port()
    server = house.start("serve", "--with-worker", "--port", str(port))
    assert _until(lambda: house.read(engine.last_beat))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/internal/isready") as answer:
        assert answer.read() == b"ready"
    (worker,) = _children(server.pid)
    os.kill(worker, signal.SIGKILL)
    assert _until(lambda: _children(server.pid) not in ({worker}, set())), "no other worker was started"
    (another,) = _children(server.pid)
    server.kill()
    assert _until(lambda: not _alive(another)), "the worker outlived its server"


def test_a_server_that_is_told_to_end_takes_its_worker_along(house):
    server = house.start("serve", "--with-worker", "--port", str(outside.free_port()))
    assert _until(lambda: house.read(engine.last_beat))
    (worker,) = _children(server.pid)
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=60)
    assert _until(lambda: not _alive(worker), 3)


def test_one_tick_from_the_command_line(house):
    house.read(lambda: notices.raised(house.kari, clock.now() - dt.timedelta(minutes=2)))
    run = house.app.test_cli_runner().invoke
    assert run(args=["alarms", "tick"]).output == "Moves made: 1.\n"
    assert run(args=["alarms", "tick"]).output == "Moves made: 0.\n"


def test_a_test_notice_says_what_happened_on_each_channel(house, monkeypatch):
    person = house.read(lambda: plays.people().ola)
    with outside.mail_server() as mail:
        monkeypatch.setitem(house.app.config, "NOTICE_SCHEMES", frozenset({"mailto"}))
        house.read(lambda: notices.address(f"{mail.url}&to=ola@nav.example", clock.now(), person=person))
        run = house.app.test_cli_runner().invoke
        told = run(args=["alarms", "test-notice", "--person", "ola@nav.example"])
        assert [told.output, told.exit_code] == ["console (log): sent\napprise (Adresse): sent\n", 0]
        mail.refuses = True
        told = run(args=["alarms", "test-notice", "--person", "ola@nav.example"])
        assert [told.output, told.exit_code] == ["console (log): sent\napprise (Adresse): failed, refused\n", 1]
        told = run(args=["alarms", "test-notice", "--person", "nobody@nav.example"])
        assert told.exit_code == 1
    assert [letter[1] for letter in mail.letters] == ["Dette er et prøvevarsel. Du trenger ikke gjøre noe."]


def test_new_keys_from_the_command_line_are_settings(house):
    printed = house.app.test_cli_runner().invoke(args=["alarms", "vapid-keys"]).output
    assert printed.startswith("TRYGT_VAPID_PRIVATE_KEY=")
    assert "\nTRYGT_VAPID_SUBJECT=" in printed

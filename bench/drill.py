"""`make drill`: kill -9 of the web process under write load, with honest clients. Nothing may be lost or doubled.

Each client sends a form with its key until it is answered; the same key after every broken answer. The listening
socket outlives the server, so that whoever comes meanwhile waits instead of being refused. All of it on loopback.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import datetime as dt
import http.client
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
import waitress
from flask import Flask

from app.models import Event, Meeting, db
from bench.house import House, app_on, token_of
from bench.wire import FORM
from tests.postgres import throw_away_server

CLIENTS = 3
ANSWERS_BETWEEN = 5
PATIENCE_S = 5.0
DAY = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=7)
FACTS = {"form": "office", "starts_at": f"{DAY}T10:00", "ends_at": f"{DAY}T11:00", "place": "Møterom 2"}


class Client(threading.Thread):
    """Somebody who plans one meeting after another, and tries again with the same key until it is answered."""

    def __init__(self, port: int, cookie: str, token: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.cookie, self.token, self.stop = port, cookie, token, stop
        self.acknowledged: list[str] = []
        self.repeats = 0

    def run(self) -> None:
        while not self.stop.is_set():
            key = uuid.uuid4().hex
            while not self._sent(key):
                self.repeats += 1
                time.sleep(0.01)
            self.acknowledged.append(key)

    def _sent(self, key: str) -> bool:
        """Whether the app said that it is stored. The key stands in for the topic, so that it can be found again."""
        body = urlencode({**FACTS, "topic": key, "key": key, "csrf_token": self.token})
        headers = {"Content-Type": FORM, "Cookie": self.cookie}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as line:
            try:
                line.request("POST", "/meetings", body, headers)
                status = line.getresponse().status
            except (OSError, http.client.HTTPException):
                return False
        if status not in (303, 503):
            raise RuntimeError(f"the form was answered with {status}")
        return status == 303


def drilled(url: str, folder: Path, kills: int) -> str:
    """Kill so often, then count. Returns a row for docs/proof.md."""
    pid, ready = os.fork(), folder / "ready"  # the first child prepares: no connection is carried over a fork
    if pid == 0:
        house = House(url, folder)
        browser = house.browser("kari")
        token = token_of(browser)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        ready.write_text(f"{cookie}\n{token}", encoding="utf-8")
        os._exit(0)
    os.waitpid(pid, 0)
    cookie, token = ready.read_text(encoding="utf-8").split("\n")
    with contextlib.closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as door:
        stop = threading.Event()
        server = _serving(url, folder, door)
        clients = [Client(door.getsockname()[1], cookie, token, stop) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for _ in range(kills):
            _work_goes_on(clients)
            os.kill(server, signal.SIGKILL)
            os.waitpid(server, 0)
            server = _serving(url, folder, door)
        stop.set()
        for client in clients:
            client.join(60)
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
    return _counted(app_on(url, folder), kills, clients)


def _work_goes_on(clients: list[Client]) -> None:
    """Wait until a few more have been answered, and then for a moment that nobody can foresee."""
    wanted = sum(len(client.acknowledged) for client in clients) + ANSWERS_BETWEEN
    deadline = time.monotonic() + 60
    while sum(len(client.acknowledged) for client in clients) < wanted:
        if time.monotonic() > deadline:
            raise RuntimeError("the server does not answer any more")
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.2))  # noqa: S311 — chance, not secrecy


def _serving(url: str, folder: Path, door: socket.socket) -> int:
    """The pid of a fresh server on the open door."""
    pid = os.fork()
    if pid == 0:
        try:
            waitress.serve(app_on(url, folder), sockets=[door], threads=4, _quiet=True)
        finally:
            os._exit(1)
    return pid


def _counted(app: Flask, kills: int, clients: list[Client]) -> str:
    with app.app_context():
        stored = collections.Counter(db.session.scalars(sa.select(Meeting.topic)))
        lines = db.session.scalar(sa.select(sa.func.count()).select_from(Event))
        database = db.engine.dialect.name
        db.engine.dispose()
    acknowledged = [key for client in clients for key in client.acknowledged]
    lost = sum(1 for key in acknowledged if not stored[key])
    doubled = sum(1 for number in stored.values() if number > 1)
    without_line = sum(stored.values()) - (lines or 0)
    repeats = sum(client.repeats for client in clients)
    row = [database, kills, len(acknowledged), repeats, lost, doubled, without_line]
    return f"| {' | '.join(map(str, row))} |"


def _databases(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'drill.db'}"
    with throw_away_server() as url:
        yield url


def main() -> None:
    """Drill on both databases, and print a table."""
    asked = argparse.ArgumentParser(prog="python -m bench.drill", description=__doc__)
    asked.add_argument("--kills", type=int, default=50, help="kills on each database")
    options = asked.parse_args()
    say = sys.stdout.write
    columns = ("database", "kills", "acknowledged", "sent again", "lost", "doubled", "without a line")
    say(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|\n")
    with tempfile.TemporaryDirectory(prefix="drill") as name:
        for url in _databases(Path(name)):
            say(drilled(url, Path(name), options.kills) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

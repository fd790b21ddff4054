"""`make drill`: kill -9 of the web and of the workers under load, on both databases, with honest clients.

The listening socket outlives the server, so that whoever comes meanwhile waits instead of being refused. PostgreSQL
waits for the disk at each commit, as SQLite does. All of it on loopback.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import random
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import clock
from app.models import Meeting, db
from app.models.transaction import verb
from app.services import abort_tokens
from bench import counts
from bench.clients import Client, aborts, aborts_by_token, logs
from bench.house import House, token_of
from bench.warden import WEB, Warden
from bench.wire import Browser
from tests.postgres import DURABLE, throw_away_server

WORKERS = ("worker 1", "worker 2")
ANSWERS_BETWEEN = 3
BY_TOKEN, DRAFTS = 800, 1500
SHORT_PATIENCE_S = 3
ALARMS_THAT_CLIMB = 40


@dataclasses.dataclass
class Scene:
    """What the clients need to know, made by a child so that no connection is carried over a fork."""

    logging: dict[str, Any]
    aborting: dict[str, Any]
    tokens: list[str]


def prepared(url: str, folder: Path) -> Scene:
    """Set the scene in a database."""
    told = folder / "scene.json"
    if (pid := os.fork()) == 0:
        house = House(url, folder)
        drafts = house.plan("kari", DRAFTS)
        with house.app.app_context():
            tokens = _tokens([number for number, _mark in house.plan("sunniva", BY_TOKEN)])
        signed_in = [_signed_in(house, name) for name in ("kari", "amir")]
        told.write_text(json.dumps([{**signed_in[0], "drafts": drafts}, signed_in[1], tokens]), encoding="utf-8")
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise RuntimeError("the scene could not be set")
    return Scene(*json.loads(told.read_text(encoding="utf-8")))


def warm_up(app: Flask, scene: Scene) -> None:
    """One form of each kind, without a socket, before anything is forked or killed."""
    errands = (
        (scene.logging["cookie"], next(logs([scene.logging["drafts"].pop()], scene.logging["token"]))),
        (scene.aborting["cookie"], next(aborts(scene.aborting["token"]))),
        ("", next(aborts_by_token([scene.tokens.pop()]))),
    )
    for cookie, errand in errands:
        browser = Browser(app)
        browser.cookies = dict(each.split("=", 1) for each in cookie.split("; ") if each)
        asked = browser.request(errand.path, errand.form, {"Accept": errand.accepts})
        if browser.send(asked).status != errand.stored:
            raise RuntimeError(f"{errand.path} was not stored")


def _signed_in(house: House, name: str) -> dict[str, str]:
    browser = house.browser(name)
    token = token_of(browser)
    return {"cookie": "; ".join(f"{key}={value}" for key, value in browser.cookies.items()), "token": token}


@verb
def _tokens(meeting_ids: list[int]) -> list[str]:
    for number in meeting_ids:
        abort_tokens.issue(db.session.get_one(Meeting, number))
    return [str(abort_tokens.of_meeting(number)) for number in meeting_ids]


def drilled(url: str, folder: Path, kills: int, worker_kills: int) -> tuple[str, str]:
    """Kill so often, then count. Returns a row of each of the two tables in docs/proof.md."""
    scene = prepared(url, folder)
    with contextlib.closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as door:
        warden = Warden(url, folder, door, lambda app: warm_up(app, scene))
        try:
            web = _web_killed(url, warden, door, scene, kills)
            workers = _workers_killed(url, warden, worker_kills)
        finally:
            warden.close()
    return web, workers


def _web_killed(url: str, warden: Warden, door: socket.socket, scene: Scene, kills: int) -> str:
    """Kill the server so often, and at the end everything at once, right after an answer."""
    stop, port = threading.Event(), door.getsockname()[1]
    clients = [
        Client(port, logs(scene.logging["drafts"], scene.logging["token"]), stop, scene.logging["cookie"]),
        Client(port, aborts(scene.aborting["token"]), stop, scene.aborting["cookie"]),
        Client(port, aborts_by_token(scene.tokens), stop),
    ]
    for name in (WEB, *WORKERS):
        warden.start(name)
    for client in clients:
        client.start()
    for _ in range(kills):
        _work_goes_on(clients)
        warden.kill(WEB)
        warden.start(WEB)
    _work_goes_on(clients)
    for name in (WEB, *WORKERS):
        warden.kill(name)
    stop.set()
    due_at = counts.hurry(url)
    time.sleep(max(0.0, (due_at - clock.now()).total_seconds()))
    began = time.monotonic()
    for name in (WEB, *WORKERS):
        warden.start(name)
    moved_s = _until(lambda: counts.all_have_moved_since(url, due_at)) - began
    for client in clients:
        client.join(60)
    return counts.of_web(url, kills + 1, clients, moved_s)


def _work_goes_on(clients: list[Client]) -> None:
    """Wait until a few more have been answered, alarms among them, and then for a moment that nobody can foresee."""
    answered = lambda: sum(len(client.acknowledged) for client in clients)  # noqa: E731
    alarms = lambda: sum(len(client.alarms) for client in clients)  # noqa: E731
    wanted, wanted_alarms = answered() + ANSWERS_BETWEEN, alarms() + 1
    go_on = lambda: answered() >= wanted and alarms() >= wanted_alarms  # noqa: E731
    _until(lambda: go_on() or any(client.trouble for client in clients), every_s=0.005)
    if troubles := [client.trouble for client in clients if client.trouble]:
        raise RuntimeError(troubles[0])
    time.sleep(random.uniform(0, 0.1))  # noqa: S311 — chance, not secrecy


def _workers_killed(url: str, warden: Warden, kills: int) -> str:
    """Alarms with a patience of a few seconds, two workers, and one of them killed again and again."""
    counts.forget_alarms(url)
    counts.raise_alarms(url, ALARMS_THAT_CLIMB, SHORT_PATIENCE_S)
    for _ in range(kills):
        time.sleep(random.uniform(0.05, 0.6))  # noqa: S311
        dying = random.choice(WORKERS)  # noqa: S311
        warden.kill(dying)
        warden.start(dying)
    time.sleep(SHORT_PATIENCE_S)
    return counts.of_workers(url, kills, SHORT_PATIENCE_S)


def _until(is_so: Any, every_s: float = 0.05) -> float:
    """When it was so, by the monotonic clock. Raises RuntimeError after a minute."""
    deadline = time.monotonic() + 60
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError("nothing goes on any more")
        time.sleep(every_s)
    return time.monotonic()


def databases(folder: Path) -> Iterator[str]:
    """The URL of each database, as long as it is up."""
    yield f"sqlite:///{folder / 'drill.db'}"
    with throw_away_server(DURABLE) as url:
        yield url


def main() -> None:
    """Drill on each database, and print two tables."""
    asked = argparse.ArgumentParser(prog="python -m bench.drill", description=__doc__)
    asked.add_argument("--kills", type=int, default=200, help="kills of the web process on each database")
    asked.add_argument("--worker-kills", type=int, default=50, help="kills of a worker on each database")
    asked.add_argument("--only", choices=("sqlite", "postgresql"), help="one of the databases")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="drill") as name:
        rows = [
            drilled(url, Path(name), options.kills, options.worker_kills)
            for url in databases(Path(name))
            if options.only in (None, sa.make_url(url).get_backend_name())
        ]
    for title, column in ((counts.WEB, 0), (counts.WORKERS, 1)):
        lines = [f"| {' | '.join(title)} |", "|---" * len(title) + "|", *(row[column] for row in rows), ""]
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

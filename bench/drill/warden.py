"""Keeps the processes that a drill kills: any number of web servers and workers, forked from an app made once.

The warden itself has one thread and no connection to the database, so that a fork is as good as a fresh start:
whatever the child knows of alarms and meetings, it has read from the database.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import waitress
from flask import Flask

from app.cli.running import SERVING
from app.models import db
from app.worker import Worker
from bench.house import app_on

WEB = "web"


class Warden:
    """Asked by the drill over a pair of sockets: `start NAME,…` and `kill NAME,…`, answered when it is done."""

    def __init__(self, url: str, folder: Path, door: socket.socket, warm_up: Callable[[Flask], None]) -> None:
        ours, its = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            _keep(its, _warm(app_on(url, folder), warm_up), door)
        its.close()
        self._line = ours.makefile("rw", encoding="utf-8")

    def start(self, *names: str) -> list[int]:
        """The process ids of fresh children; those called web… serve, the others work."""
        return [int(pid) for pid in self._ask(f"start {','.join(names)}").split()]

    def kill(self, *names: str) -> None:
        """kill -9, all at once, and wait until they are gone."""
        self._ask(f"kill {','.join(names)}")

    def close(self) -> None:
        """Kill whatever still runs, and the warden."""
        self._ask("end")
        self._line.close()
        os.waitpid(self.pid, 0)

    def _ask(self, what: str) -> str:
        self._line.write(f"{what}\n")
        self._line.flush()
        answer = self._line.readline()
        if not answer:
            raise RuntimeError(f"the warden died at: {what}")
        return answer


def _warm(app: Flask, warm_up: Callable[[Flask], None]) -> Flask:
    """A start is then as short as a kill: statements and templates are compiled; no connection is kept."""
    warm_up(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return app


def _keep(line: socket.socket, app: Flask, door: socket.socket) -> None:
    running: dict[str, int] = {}
    with line.makefile("rw", encoding="utf-8") as talk:
        for asked in talk:
            what, _, listed = asked.strip().partition(" ")
            names = list(running) if what == "end" else listed.split(",")
            if what == "start":
                running |= {name: _started(name, app, door) for name in names}
            else:
                _end([running.pop(name) for name in names])
            talk.write(f"{' '.join(str(running.get(name, 0)) for name in names)}\n")
            talk.flush()
            if what == "end":
                os._exit(0)
    os._exit(1)


def _end(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for pid in pids:
        os.waitpid(pid, 0)


def _started(name: str, app: Flask, door: socket.socket) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            if name.startswith(WEB):
                waitress.serve(app, sockets=[door], threads=8, _quiet=True, **SERVING)
            else:
                Worker(app, parent=os.getppid()).run()
        finally:
            os._exit(1)
    return pid

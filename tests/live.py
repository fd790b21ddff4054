"""The app on a real server, for real browsers: on a port of its own, with the demo's believable week."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import waitress

from tests.workbench import migrated_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class LiveHouse:
    """A running server that any test may leave in a mess: `start_afresh` brings the demo back."""

    def __init__(self, folder: Path, *seeded: str) -> None:
        self.file, self.template = folder / "live.sqlite3", folder / "demo.sqlite3"
        self.app = migrated_app(f"sqlite:///{self.file}", folder, DEMO=True)
        seeding = self.app.test_cli_runner().invoke(args=["prepare", *seeded])
        if seeding.exit_code != 0:
            raise RuntimeError(f"flask prepare failed:\n{seeding.output}") from seeding.exception
        _copy(self.file, self.template)
        self.is_down = False
        self.seconds_late: dict[str, float] = {}
        self.server = waitress.create_server(self._gateway, host="127.0.0.1", port=0, threads=4)
        self.address = f"http://127.0.0.1:{self.server.effective_port}"
        self.thread = threading.Thread(target=self.server.run, name="live house", daemon=True)
        self.thread.start()

    def start_afresh(self) -> None:
        """Brings the demo back, under the open connections of the server."""
        self.is_down = False
        self.seconds_late = {}
        _copy(self.template, self.file)

    def _gateway(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """What stands in front of the app: answers for one that is down, as proxies do, or late (`seconds_late`)."""
        time.sleep(self.seconds_late.get(environ["PATH_INFO"], 0))
        if not self.is_down:
            return self.app(environ, start)
        start("502 Bad Gateway", [("Content-Type", "text/html")])
        return [b"<html><h1>Bad Gateway</h1></html>"]

    def close(self) -> None:
        self.server.close()
        self.thread.join(5)


def _copy(origin: Path, target: Path) -> None:
    with closing(sqlite3.connect(origin)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)

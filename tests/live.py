"""The app on a real server, for real browsers: on a port of its own, with the demo's believable week."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import waitress

from tests.workbench import migrated_app


class LiveHouse:
    """A running server that any test may leave in a mess: `start_afresh` brings the demo back."""

    def __init__(self, folder: Path) -> None:
        self.file, self.template = folder / "live.sqlite3", folder / "demo.sqlite3"
        self.app = migrated_app(f"sqlite:///{self.file}", folder, DEMO=True)
        seeding = self.app.test_cli_runner().invoke(args=["prepare"])
        if seeding.exit_code != 0:
            raise RuntimeError(f"flask prepare failed:\n{seeding.output}") from seeding.exception
        _copy(self.file, self.template)
        self.server = waitress.create_server(self.app, host="127.0.0.1", port=0, threads=4)
        self.address = f"http://127.0.0.1:{self.server.effective_port}"
        self.thread = threading.Thread(target=self.server.run, name="live house", daemon=True)
        self.thread.start()

    def start_afresh(self) -> None:
        """Brings the demo back, under the open connections of the server."""
        _copy(self.template, self.file)

    def close(self) -> None:
        self.server.close()
        self.thread.join(5)


def _copy(origin: Path, target: Path) -> None:
    with closing(sqlite3.connect(origin)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)

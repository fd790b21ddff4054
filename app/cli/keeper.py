"""Keeping a worker alive beside the server: `flask serve --with-worker`."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading

import click
from flask.cli import ScriptInfo

log = logging.getLogger("trygt.engine")

PAUSE_S = 1.0
GOODBYE_S = 3.0


class Keeper:
    """Starts a worker as a child, starts another when it dies, and ends it with the server."""

    def __init__(self, app_import_path: str) -> None:
        self._command = [sys.executable, "-m", "flask", "--app", app_import_path, "alarms", "work"]
        self._command += ["--parent", str(os.getpid())]
        self._child: subprocess.Popen[bytes] | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(GOODBYE_S)
        except subprocess.TimeoutExpired:
            child.kill()

    def _keep(self) -> None:
        while not self._ending.is_set():
            self._child = subprocess.Popen(self._command)  # nosec B603 # noqa: S603 - our own program, with our own words
            status = self._child.wait()
            if not self._ending.wait(PAUSE_S):
                log.error("the worker died and is started again", extra={"status": status})


def app_import_path() -> str:
    """How this program was told to find the app: FLASK_APP, --app, or the wsgi.py beside it."""
    found = click.get_current_context().find_object(ScriptInfo)
    return (found.app_import_path if found else None) or "wsgi"

"""Two web processes and a worker on one database, as they run in production, and what a crowd needs to know of them."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import waitress

from app.models import pool
from app.worker import Worker
from bench.house import House, app_on, token_of

WEB_PROCESSES, THREADS = 2, 8


def told_by_child(folder: Path, tell: Callable[[], Any]) -> Any:
    """What a child of ours says, so that no connection and no cache of its is carried over."""
    told = folder / "told.json"
    pid = _forked(lambda: told.write_text(json.dumps(tell()), encoding="utf-8"))
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise RuntimeError("the site could not be prepared")
    return json.loads(told.read_text(encoding="utf-8"))


def signed_in(house: House, name: str) -> dict[str, str]:
    """The cookie and the token of one of the cast."""
    browser = house.browser(name)
    token = token_of(browser)
    return {"cookie": "; ".join(f"{key}={value}" for key, value in browser.cookies.items()), "token": token}


@contextlib.contextmanager
def running(url: str, folder: Path) -> Iterator[tuple[int, list[int]]]:
    """The port, and the process ids of the web processes; all of it ends with the block."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0), backlog=512)) as door:
        web = [_forked(lambda: _serve(url, folder, door)) for _ in range(WEB_PROCESSES)]
        worker = _forked(lambda: _work(url, folder))
        try:
            yield door.getsockname()[1], web
        finally:
            for pid in (*web, worker):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def memory_mb(pid: int) -> float:
    """The resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _serve(url: str, folder: Path, door: socket.socket) -> None:
    app = app_on(url, folder)
    app.config["CONSOLE_NOTICES"] = True
    with app.app_context():
        pool.open_beforehand(THREADS)
    waitress.serve(app, sockets=[door], threads=THREADS, _quiet=True)


def _work(url: str, folder: Path) -> None:
    app = app_on(url, folder)
    app.config["CONSOLE_NOTICES"] = True
    Worker(app, parent=os.getppid()).run()


def _forked(work: Callable[[], Any]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # notices on the console are not read here
            work()
            code = 0
        finally:
            os._exit(code)
    return pid

"""Where a drill is held: a database of its own, the app's processes on it, and people who use it meanwhile."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import random
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.drill.clients import Client, Reader, aborts, aborts_by_token, logs
from bench.drill.scene import DRAFTS, Scene, prepared, warm_up
from bench.drill.warden import WEB, Warden
from tests.postgres import DURABLE, Server

BACKENDS = ("sqlite", "postgresql")
WEBS, WORKERS = (WEB, f"{WEB} 2"), ("worker 1", "worker 2")


@dataclasses.dataclass(frozen=True)
class Place:
    """A database: a file, or a server that waits for the disk."""

    backend: str
    url: str
    folder: Path
    server: Server | None = None

    @property
    def its_server(self) -> Server:
        """Raises LookupError for a file."""
        if self.server is None:
            raise LookupError(f"{self.backend} has no server")
        return self.server


@contextlib.contextmanager
def place_on(backend: str, within: Path | None = None) -> Iterator[Place]:
    """A fresh and empty database of one kind; `within`: a folder, such as one on a disk that can be filled."""
    folder = Path(tempfile.mkdtemp(prefix="drill", dir=within))
    try:
        if backend == "sqlite":
            yield Place(backend, f"sqlite:///{folder / 'drill.db'}", folder)
            return
        server = Server(Path(tempfile.mkdtemp(prefix="pg", dir=within)), DURABLE)
        try:
            server.start()
            yield Place(backend, server.url, folder, server)
        finally:
            server.end()
            shutil.rmtree(server.home, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclasses.dataclass
class Stand:
    """The app at work. `crowd` uses it from `let_in` to `send_home`."""

    place: Place
    port: int
    scene: Scene
    warden: Warden
    stop: threading.Event = dataclasses.field(default_factory=threading.Event)
    crowd: list[Client] = dataclasses.field(default_factory=list)
    readers: list[Reader] = dataclasses.field(default_factory=list)

    def let_in(self, *, readers: int = 0) -> None:
        """One who logs, one who aborts signed in, one who aborts by tokens; and some who only read."""
        scene = self.scene
        self.crowd = [
            Client(self.port, logs(scene.logging["drafts"][:-1], scene.logging["token"]), self.stop, self.logs_with),
            Client(self.port, aborts(scene.aborting["token"]), self.stop, scene.aborting["cookie"]),
            Client(self.port, aborts_by_token(scene.tokens), self.stop),
        ]
        self.readers = [Reader(self.port, scene.reading, self.stop, self.logs_with) for _ in range(readers)]
        for each in (*self.crowd, *self.readers):
            each.start()

    def send_home(self) -> None:
        """Each finishes what they are at."""
        self.stop.set()
        for each in (*self.crowd, *self.readers):
            each.join(60)
        self._must_be_well()

    @property
    def logs_with(self) -> str:
        return str(self.scene.logging["cookie"])

    @property
    def answered(self) -> int:
        return sum(len(client.acknowledged) for client in self.crowd)

    @property
    def bare(self) -> collections.Counter[str]:
        """Answers that left somebody with nothing: no way to try again, or nobody to call."""
        everybody: list[Client | Reader] = [*self.crowd, *self.readers]
        return sum((each.bare for each in everybody), collections.Counter())

    def work_goes_on(self, answers: int = 3) -> float:
        """Wait until a few more have been answered, alarms among them; return how long the first of them took."""
        began, before = time.monotonic(), self.answered
        wanted = self._alarms() + 1
        first = until(lambda: self.answered > before or self._must_be_well(), every_s=0.002) - began
        until(
            lambda: (self.answered >= before + answers and self._alarms() >= wanted) or self._must_be_well(),
            every_s=0.005,
        )
        return first

    def _alarms(self) -> int:
        return sum(len(client.alarms) for client in self.crowd)

    def each_is_answered(self) -> float:
        """Wait until each of them has been answered once more; return how long that took."""
        began, before = time.monotonic(), [len(client.acknowledged) for client in self.crowd]
        return (
            until(
                lambda: (
                    all(len(client.acknowledged) > n for client, n in zip(self.crowd, before, strict=True))
                    or self._must_be_well()
                ),
                every_s=0.005,
            )
            - began
        )

    def _must_be_well(self) -> bool:
        """False; raises RuntimeError when somebody was answered as nobody should be."""
        if troubles := [client.trouble for client in self.crowd if client.trouble]:
            raise RuntimeError(troubles[0])
        return False


@contextlib.contextmanager
def standing(place: Place, *running: str, drafts: int = DRAFTS) -> Iterator[Stand]:
    """The scene is set, and these processes run."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0), backlog=512)) as door:
        scene = prepared(place.url, place.folder, drafts)
        warden = Warden(place.url, place.folder, door, lambda app: warm_up(app, scene))
        scene.logging["drafts"].pop(0)  # the warden's own process logs it
        scene.tokens.pop()
        stand = Stand(place, door.getsockname()[1], scene, warden)
        try:
            if running:
                warden.start(*running)
            yield stand
        finally:
            stand.stop.set()
            warden.close()


def until(is_so: Callable[[], object], every_s: float = 0.05, patience_s: float = 60) -> float:
    """When it was so, by the monotonic clock. Raises RuntimeError after a minute."""
    deadline = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError("nothing goes on any more")
        time.sleep(every_s)
    return time.monotonic()


def wait_for_a_moment_that_nobody_can_foresee(at_most_s: float = 0.1) -> None:
    time.sleep(random.uniform(0, at_most_s))  # noqa: S311 — chance, not secrecy

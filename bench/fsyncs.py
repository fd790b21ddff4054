"""`python -m bench.fsyncs`: how often SQLite waits for the disk, logging and for a page of questions, by strace.

Counts those of a run with requests and of one without, on the same machine; says so when there is no strace.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.house import House
from bench.subjects import _log, _section
from bench.wire import called

REQUESTS = 100
SYNCS = {"fsync", "fdatasync"}
KINDS = {"logging POST": _log, "section page": _section}


def main() -> None:
    """Print fsyncs per request of each kind."""
    if len(sys.argv) > 2:
        _work(sys.argv[1], int(sys.argv[2]))
    else:
        print("\n".join(counts()))


def counts() -> list[str]:
    """A sentence about each kind."""
    if shutil.which("strace") is None:
        return ["There is no strace here: fsyncs are not counted."]
    spent = {kind: (_counted(kind, REQUESTS) - _counted(kind, 0)) / REQUESTS for kind in KINDS}
    return [f"{kind}: {fsyncs:.2f} fsyncs per request (SQLite)" for kind, fsyncs in spent.items()]


def _counted(kind: str, requests: int) -> int:
    traced = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", sys.executable, "-m", "bench.fsyncs", kind]
    told = subprocess.run([*traced, str(requests)], check=True, capture_output=True, text=True).stderr
    rows = [line.split() for line in told.splitlines()]  # share, seconds, microseconds each, calls, errors, name
    return sum(int(row[3]) for row in rows if row and row[-1] in SYNCS)


def _work(kind: str, requests: int) -> None:
    with tempfile.TemporaryDirectory(prefix="fsyncs") as folder:
        subject = KINDS[kind](House(f"sqlite:///{folder}/bench.db", Path(folder)))
        environs = subject.prepare(REQUESTS)  # as many are planned in both runs
        for environ in environs[:requests]:
            called(subject.app, environ)


if __name__ == "__main__":
    main()

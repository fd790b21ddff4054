"""Installs what Debian has, for whoever may; says what went wrong otherwise."""

import os
import shutil
import subprocess
from collections.abc import Sequence


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> str:
    """Nothing when it went well, else the end of what apt-get said. A mirror that stumbles once is asked again."""
    return _once(packages) and _once(packages)


def _once(packages: Sequence[str]) -> str:
    return _quietly("apt-get", "update", "-q") or _quietly(
        "apt-get", "install", "-q", "-y", "--no-install-recommends", *packages
    )


def _quietly(*command: str) -> str:
    done = subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return "" if done.returncode == 0 else _last_lines((done.stdout + done.stderr).splitlines()) or "nothing"


def _last_lines(lines: Sequence[str], most: int = 12) -> str:
    return "\n".join(lines[-most:])

"""Finds the Chromium that the journeys drive, or installs Debian's, or says plainly what is missing."""

import os
import shutil
import sys

from tools import apt

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chromium-headless-shell")
MISSING = (
    "The journeys need Chromium and this machine has none. Install it (Debian: apt install chromium), "
    "or set CHROMIUM_PATH to a Chromium or Chrome of yours."
)


def chromium() -> str | None:
    """The browser to use: what CHROMIUM_PATH names, else the first one on PATH."""
    named = os.environ.get("CHROMIUM_PATH")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


def main() -> int:
    """0 when there is a browser at the end, 1 with a sentence on stderr when there is none."""
    if "CHROMIUM_PATH" in os.environ and not chromium():
        return _give_up(f"CHROMIUM_PATH names no program: {os.environ['CHROMIUM_PATH']!r}.")
    if chromium():
        return 0
    if not apt.may_install():
        return _give_up(MISSING)
    print("Installing Chromium for the journeys …", flush=True)
    said = apt.install("chromium")
    return 0 if chromium() else _give_up(f"{MISSING}\napt-get said:\n{said}")


def _give_up(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

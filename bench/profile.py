"""`make profile PAGE=…`: where the CPU time of one kind of request goes, function by function, on SQLite."""

from __future__ import annotations

import cProfile
import pstats
import sys
import tempfile
from pathlib import Path

from bench.floor import hello_app
from bench.house import House
from bench.subjects import of_the_floor, of_the_house
from bench.wire import called

REQUESTS, SHOWN = 200, 60


def main() -> None:
    """Profile the subject that is named on the command line."""
    asked = " ".join(sys.argv[1:]) or "section page"
    with tempfile.TemporaryDirectory(prefix="profile") as name:
        url = f"sqlite:///{name}/profile.db"
        found = [*of_the_floor(hello_app(url, Path(name))), *of_the_house(House(url, Path(name)))]
        subjects = {subject.name: subject for subject in found}
        if asked not in subjects:
            raise SystemExit(f"There is no page {asked!r}; there are: {', '.join(subjects)}.")
        subject = subjects[asked]
        for environ in subject.prepare(20):
            called(subject.app, environ)
        environs = subject.prepare(REQUESTS)
        with cProfile.Profile() as profile:
            for environ in environs:
                called(subject.app, environ)
    pstats.Stats(profile).strip_dirs().sort_stats("cumulative").print_stats(SHOWN)


if __name__ == "__main__":
    main()

"""`make load`: a working day of the country on two web processes, and the answer's lateness at 25 times its peak.

A day has 20,000 assessments in its busiest hour, each of five pages read and saved, its result and its log; 264 boards
that are opened within a minute and ask every four seconds; and an alarm now and then. Every request has its moment,
and waits are counted from it.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.checklists import CURRENT
from app.services import assessments
from bench import neighbours
from bench.house import House, calm_answers
from bench.load.crowd import Crowd, Errand, every, spread
from bench.load.site import memory_mb, running, signed_in, told_by_child
from bench.report import between
from tests.postgres import DURABLE, throw_away_server

PROOF = Path(__file__).parents[2] / "docs" / "proof.md"
AN_HOUR, OFFICES, ASKS_EVERY_S, ALARM_EVERY_S = 20_000, 264, 4.0, 20.0
COME_WITHIN_S = 60.0  # all leaders of the country open their boards
THINKS_S = 4.0  # between two pages of one assessment
PEAK = AN_HOUR / 3600
PEAK_TITLES = ("database", "POSTs a second", "p50", "p99", "p99 against 1 ×", "errors", "meanwhile")
WARM_UP_S = 10.0
STEPS = [section.id for section in CURRENT.sections]
BEFORE_LOG_S = THINKS_S * (len(STEPS) + 1)


def main() -> None:
    """Measure, print, and write docs/proof.md."""
    asked = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--peak-seconds", type=float, default=60, help="how long each POST rate is held")
    asked.add_argument("--write", action="store_true", help="write the result into docs/proof.md")
    options = asked.parse_args()
    lines = [
        (
            f"{time.strftime('%Y-%m-%d')}, 2 web processes, a worker, the database and the crowd on one machine. "
            f"`python -m bench.load --minutes {options.minutes:g} --peak-seconds {options.peak_seconds:g}`"
        ),
        "",
        *_on(_postgresql, lambda url, folder: _day(url, folder, options.minutes * 60)),
        *("", f"| {' | '.join(PEAK_TITLES)} |", "|---" * len(PEAK_TITLES) + "|"),
        *_on(_sqlite, lambda url, folder: _peaks("SQLite", url, folder, options.peak_seconds)),
        *_on(_postgresql, lambda url, folder: _peaks("PostgreSQL", url, folder, options.peak_seconds)),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    if options.write:
        between(PROOF, "<!-- load begins -->", "<!-- load ends -->", "\n".join(lines))


def _on(database: Any, measured: Any) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="load") as folder, database(Path(folder)) as url:
        lines: list[str] = measured(url, Path(folder))
        return lines


@contextlib.contextmanager
def _postgresql(_folder: Path) -> Iterator[str]:
    with throw_away_server(DURABLE) as url:
        yield url


@contextlib.contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'load.db'}"


def _prepared(url: str, folder: Path, count: int) -> dict[str, Any]:
    """So many drafts that are answered, and the people of the cast, signed in."""

    def tell() -> dict[str, Any]:
        house = House(url, folder)
        people = {name: signed_in(house, name) for name in ("kari", "ola", "marit")}
        return {**people, "drafts": house.plan("kari", count)}

    told: dict[str, Any] = told_by_child(folder, tell)
    return told


def _day(url: str, folder: Path, seconds: float) -> list[str]:
    count = int(PEAK * seconds)
    scene = _prepared(url, folder, count)
    with running(url, folder) as (port, web):
        _warm_up(port, scene, seconds=WARM_UP_S)
        before, ages, over = [memory_mb(pid) for pid in web], [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(url, ages, over))
        watcher.start()
        crowd = Crowd(port)
        with neighbours.watched() as others:
            crowd.run(*_work_of_a_day(scene, seconds + BEFORE_LOG_S))
        over.set()
        watcher.join()
        after = [memory_mb(pid) for pid in web]
    lines = [
        f"{seconds / 60:g} minutes at {AN_HOUR} assessments an hour and {OFFICES} boards, PostgreSQL: "
        f"{len(crowd.wrong)} errors{_spelled(crowd.wrong)}; the oldest notice that was due waited "
        f"{max(ages):.1f} s; memory of the web processes "
        + ", ".join(f"{first:.0f} → {last:.0f} MB" for first, last in zip(before, after, strict=True))
        + f"; {others}",
        *("", "| request | times | p50 | p99 |", "|---|---|---|---|"),
    ]
    for kind, waits in sorted(crowd.waits.items()):
        middle, late = spread(waits)
        lines.append(f"| {kind} | {len(waits)} | {middle:.0f} ms | {late:.0f} ms |")
    return lines


def _spelled(wrong: list[str]) -> str:
    return f" ({', '.join(sorted(set(wrong)))})" if wrong else ""


def _work_of_a_day(scene: dict[str, Any], until: float) -> Iterator[Iterator[Errand]]:
    kari = scene["kari"]
    for number, (meeting, mark) in enumerate(scene["drafts"]):
        yield _assessment(number / PEAK, meeting, mark, kari)
    for office in range(OFFICES):  # only the first has alarms; what happens there is nothing new to the others
        leader = scene["ola" if office == 0 else "marit"]
        yield _board(office, leader["cookie"], until)
    yield _alarms(kari, until)


def _assessment(at: float, meeting: int, mark: str, who: dict[str, str]) -> Iterator[Errand]:
    stored = calm_answers("home_visit")
    for step, page in enumerate(STEPS):
        section, path = CURRENT.section(page), f"/meetings/{meeting}/assessment/{page}"
        said = {question.id: stored[question.id] for question in section.asked("home_visit")}
        sent = {**said, "seen": assessments.mark_of(section, stored), "csrf_token": who["token"]}
        yield Errand(at + THINKS_S * step, "section page", path, who["cookie"])
        saved_at = at + THINKS_S * (step + 0.9)
        yield Errand(saved_at, "section POST", path, who["cookie"], {**sent, "key": uuid.uuid4().hex}, (303,))
    yield Errand(at + THINKS_S * len(STEPS), "result page", f"/meetings/{meeting}/result", who["cookie"])
    yield _log(at + BEFORE_LOG_S, meeting, mark, who)


def _log(at: float, meeting: int, mark: str, who: dict[str, str]) -> Errand:
    form = {"seen": mark, "key": uuid.uuid4().hex, "csrf_token": who["token"]}
    return Errand(at, "logging POST", f"/meetings/{meeting}/log", who["cookie"], form, (303,))


def _board(number: int, cookie: str, until: float) -> Iterator[Errand]:
    """A leader comes to work and opens the board, which asks from then on whether anything is new: mostly not (304)."""
    comes_at = COME_WITHIN_S * number / OFFICES
    for at in every(ASKS_EVERY_S, until, comes_at):
        kind = "board asks" if at > comes_at else "board drawn"
        yield Errand(at, kind, "/board/waiting", cookie, None, (200, 304), asker=number)


def _alarms(who: dict[str, str], until: float) -> Iterator[Errand]:
    for at in every(ALARM_EVERY_S, until, ALARM_EVERY_S / 2):
        form = {"urgency": "safe", "csrf_token": who["token"], "client_key": uuid.uuid4().hex}
        yield Errand(at, "abort POST", "/aborts", who["cookie"], form, (303,))


def _peaks(name: str, url: str, folder: Path, seconds: float) -> list[str]:
    """Logging at the national peak, and at 25 times that."""
    counts = [int(PEAK * times * seconds) for times in (1, 25)]
    scene = _prepared(url, folder, sum(counts))
    drafts, lines, first = list(scene["drafts"]), [], 0.0
    with running(url, folder) as (port, _web):
        _warm_up(port, scene, WARM_UP_S)
        for count in counts:
            crowd, some = Crowd(port), [drafts.pop() for _ in range(count)]
            rate = count / seconds
            logs = (_log(number / rate, meeting, mark, scene["kari"]) for number, (meeting, mark) in enumerate(some))
            with neighbours.watched() as others:
                crowd.run(logs)
            middle, late = spread(crowd.waits["logging POST"])
            first = first or late
            lines.append(
                f"| {name} | {rate:.1f} | {middle:.1f} ms | {late:.1f} ms | {late / first:.1f} | {len(crowd.wrong)} "
                f"| {others} |"
            )
    return lines


def _warm_up(port: int, scene: dict[str, Any], seconds: float) -> None:
    """Every page a few times by both processes, as after the first minutes of a morning."""
    meeting = scene["drafts"][-1][0]
    pages = [f"/meetings/{meeting}/assessment/{page}" for page in STEPS] + [f"/meetings/{meeting}/result"]
    paths = [(path, scene["kari"]["cookie"]) for path in pages] + [("/board/waiting", scene["marit"]["cookie"])]
    asked = (Errand(at, "warm up", *paths[round(at * 10) % len(paths)]) for at in every(0.1, seconds))
    crowd = Crowd(port)
    crowd.run(asked)
    if crowd.wrong:
        raise RuntimeError(f"the site does not work: {sorted(set(crowd.wrong))}")


def _watch(url: str, ages: list[float], over: threading.Event) -> None:
    """How long the oldest notice that is due has waited, again and again."""
    engine = sa.create_engine(url)
    asked = sa.text(
        "SELECT coalesce(extract(epoch FROM now() - min(try_at)), 0) FROM notices "
        "WHERE sent_at IS NULL AND given_up_at IS NULL AND try_at <= now()"
    )
    while not over.wait(1.0):
        with engine.connect() as connection:
            ages.append(float(connection.execute(asked).scalar_one()))
    engine.dispose()


if __name__ == "__main__":
    main()

"""`python -m bench.insight`: a year's figures from the table of counts against counting rows, into docs/proof.md."""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from app import clock
from app.domain.insight import YEAR, latest_year, months_on
from app.models import Assessment, Count, Meeting, db
from app.services.insight import counting, figures, pattern
from app.services.insight.figures import Year
from app.services.insight.tally import span_of, tally
from app.services.people_acting import acting
from bench.__main__ import _databases
from bench.history import History
from bench.house import House
from bench.report import between

PROOF = Path(__file__).parent.parent / "docs" / "proof.md"
BEGINS, ENDS = "<!-- insight begins -->", "<!-- insight ends -->"
ROUNDS = 9
HEAD = "| database | stored assessments | what | counting the rows | from the counts | ratio |"


def main() -> None:
    """Make a history, count it, measure, print, and write the table."""
    asked = argparse.ArgumentParser(prog="python -m bench.insight", description=__doc__)
    asked.add_argument("size", nargs="?", type=int, default=200_000)
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    lines = [HEAD, "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory(prefix="insight") as folder:
        for name, url in _databases(Path(folder)):
            lines += _measured(name, url, Path(folder) / name, options.size)
    print("\n".join(lines))
    if options.write:
        between(PROOF, BEGINS, ENDS, "\n".join(lines))


def _measured(name: str, url: str, folder: Path, size: int) -> list[str]:
    house = House(url, folder)
    history = History(house)
    history.begin()
    history.grow(size)
    with house.app.app_context():
        year = Year(*latest_year(clock.today(clock.now())))
        each = _counted(year)
        busiest = db.session.execute(
            sa.select(Count.unit_id).where(Count.subject == "meetings").group_by(Count.unit_id)
            .order_by(sa.func.sum(Count.n).desc()).limit(1)
        ).scalar_one()  # fmt: skip
        by = acting(house.people["liv"][0], now=clock.now())
        one = _row("one office", lambda: _rows_of(busiest, year), lambda: figures.both_years(busiest, year))
        top = by.unit_id
        bare = _row("the country, one bare GROUP BY", lambda: _grouped(year), lambda: _grouped_counts(year))
        warm = _milliseconds(lambda: figures.insight(top, year, by=by), ROUNDS)
        cold = _milliseconds(lambda: _cold(top, year, by), 2)
    start = f"| {name} | {size:,} |".replace(",", " ")
    told = [f"{start} {cells}" for cells in (one, bare)]
    told.append(f"{start} the country's page, with what is hidden | | {warm:.1f} ms | |")
    told.append(f"{start} the same, first after a count has changed | | {cold:.0f} ms | |")
    return [*told, f"{start} counting one month of one office, in the worker | {each:.1f} ms | | |"]


def _counted(year: Year) -> float:
    """Count the two years of every office as the worker does; return the milliseconds of a month of one office."""
    units = list(db.session.scalars(sa.select(Meeting.unit_id).distinct()))
    months = [months_on(year.before.first, number) for number in range(2 * YEAR)]
    begun = time.perf_counter()
    for unit_id in units:
        for month in months:
            counting.recount(unit_id, month)
    return (time.perf_counter() - begun) * 1000 / (len(units) * len(months))


def _row(what: str, direct: Callable[[], object], counted: Callable[[], object]) -> str:
    slow, fast = _milliseconds(direct, 3), _milliseconds(counted, ROUNDS)
    return f"{what} | {slow:.1f} ms | {fast:.2f} ms | {slow / fast:.0f} × |"


def _milliseconds(call: Callable[[], object], rounds: int) -> float:
    call()
    spent = []
    for _round in range(rounds):
        begun = time.perf_counter()
        call()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent)


def _rows_of(unit_id: int, year: Year) -> int:
    """What the page would do without the table: every figure of both years from the rows."""
    months = [months_on(year.before.first, number) for number in range(2 * YEAR)]
    return sum(len(tally(unit_id, month)) for month in months)


def _cold(top: int, year: Year, by: object) -> object:
    """The first reader after a count has changed."""
    pattern._pattern.cache_clear()
    return figures.insight(top, year, by=by)  # type: ignore[arg-type]


def _grouped(year: Year) -> list[sa.Row[tuple[str, str | None, int]]]:
    """The least that counting rows can cost: levels and forms of one year, by the database alone."""
    begins, _end = span_of(year.first)
    _begin, ends = span_of(year.last)
    judged = sa.and_(Assessment.meeting_id == Meeting.id, Assessment.superseded_at.is_(None))
    rows = sa.select(Meeting.form, Assessment.level, sa.func.count()).join(Assessment, judged)
    rows = rows.where(Meeting.starts_at >= begins, Meeting.starts_at < ends)
    return list(db.session.execute(rows.group_by(Meeting.form, Assessment.level)))


def _grouped_counts(year: Year) -> list[sa.Row[tuple[str, str, int]]]:
    rows = sa.select(Count.subject, Count.key, sa.func.sum(Count.n)).where(Count.subject.in_(("form", "status")))
    rows = rows.where(Count.month >= year.first, Count.month <= year.last)
    return list(db.session.execute(rows.group_by(Count.subject, Count.key)))


if __name__ == "__main__":
    main()

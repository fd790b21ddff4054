"""Keeping the counts in step: a month is counted when it has ended, and again when something happens to it later."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app import clock
from app.domain.events import Happened
from app.domain.insight import month_of, months_on
from app.models import Count, Counting, Escalation, Event, Meeting, Unit, db
from app.models.ready import Ready
from app.models.transaction import verb
from app.services.insight.tally import Tally, span_of, tally

Cell = tuple[int, dt.date]  # a unit, and the first day of a month

# The rows behind a month may be deleted after a year. Before that, its counts are settled for good.
OPEN_MONTHS = 9
EVENTS_AT_ONCE = 20_000


def catch_up(now: dt.datetime) -> int:
    """Count what has ended or changed since last time; return how many months of units were counted.

    Any number of workers may be here at once. What one that died has counted, the next one counts again.
    """
    state, newest, ended = _state(), _newest_event(), months_on(month_of(clock.today(now)), -1)
    fresh = sorted(_cells_after(state.through, ended))
    touched = sorted(set(_touched(state, now)) - set(fresh)) if state.through else []
    for cell in (*fresh, *touched):
        recount(*cell)
    _move_on(newest, ended, changed=bool(fresh or touched))
    return len(fresh) + len(touched)


def rebuild(now: dt.datetime) -> int:
    """Count every month anew whose rows are all still there, and those that never were; return how many."""
    state, newest, ended = _state(), _newest_event(), months_on(month_of(clock.today(now)), -1)
    oldest_open = _oldest_open(now)
    known = {(row.unit_id, row.month) for row in db.session.execute(sa.select(Count.unit_id, Count.month).distinct())}
    found = set(_cells_after(None, ended))
    chosen = sorted(cell for cell in found | known if oldest_open <= cell[1] <= ended or cell not in known)
    for cell in chosen:
        recount(*cell)
    _move_on(newest, max(ended, state.through or ended), changed=True)
    return len(chosen)


@verb
def recount(unit_id: int, month: dt.date) -> None:
    """Put what the record says of one unit's month in place of what was counted before."""
    _locked()
    store(unit_id, month, tally(unit_id, month))


def store(unit_id: int, month: dt.date, counted: Tally) -> None:
    """Put these counts in place of those of one unit's month, within the verb's transaction."""
    connection, this = db.session.connection(), sa.and_(Count.unit_id == unit_id, Count.month == month)
    connection.execute(sa.delete(Count.__table__).where(this))
    cell = {"unit_id": unit_id, "month": month}
    rows = [{**cell, "subject": str(subject), "key": key, "n": n} for (subject, key), n in sorted(counted.items())]
    if rows:
        connection.execute(sa.insert(Count.__table__), rows)


def version() -> int:
    """A number that is another one whenever a count may have changed; it never comes back, also not from a backup."""
    row = _VERSION.first()
    return row.version if row else 0


_VERSION = Ready(sa.select(Counting.version))


@verb
def _state() -> Counting:
    """How far the counting has come; a copy that is nobody else's."""
    row = _locked()
    return Counting(settled=row.settled, seen=row.seen, through=row.through, version=row.version)


@verb
def _move_on(newest: int, through: dt.date, *, changed: bool) -> None:
    """An event is looked at in two rounds: on PostgreSQL a lower number may be committed after a higher one."""
    row = _locked()
    settled = newest - EVENTS_AT_ONCE if row.through is None else min(row.seen, row.settled + EVENTS_AT_ONCE)
    row.settled, row.seen = max(0, row.settled, settled), max(row.seen, newest)
    row.through = max(through, row.through or through)
    if changed:
        row.version = secrets.randbits(62)


def _newest_event() -> int:
    return db.session.scalar(sa.select(sa.func.max(Event.id))) or 0


def _locked() -> Counting:
    """The row that whoever counts holds; the very first worker makes it, or finds that another one just has."""
    held = sa.select(Counting).with_for_update().execution_options(populate_existing=True)
    found: Counting | None = db.session.scalar(held)
    if found is not None:
        return found
    begun = postgresql.insert(Counting.__table__).values(id=1, settled=0, seen=0, version=0)
    db.session.connection().execute(begun.on_conflict_do_nothing())
    made: Counting = db.session.scalars(held).one()
    return made


def _cells_after(through: dt.date | None, ended: dt.date) -> Iterator[Cell]:
    """Every unit in every month that has ended since, from the first month that anything happened in."""
    for month in _months(months_on(through, 1) if through else _first_month() or months_on(ended, 1), ended):
        begins, ends = span_of(month)
        met = sa.exists().where(Meeting.unit_id == Unit.id, Meeting.starts_at >= begins, Meeting.starts_at < ends)
        warned = sa.exists().where(
            Escalation.unit_id == Unit.id, Escalation.raised_at >= begins, Escalation.raised_at < ends
        )
        for unit_id in db.session.scalars(sa.select(Unit.id).where(sa.or_(met, warned))):
            yield unit_id, month


def _first_month() -> dt.date | None:
    first = [db.session.scalar(sa.select(sa.func.min(column))) for column in (Meeting.starts_at, Escalation.raised_at)]
    return min((month_of(clock.today(moment)) for moment in first if moment), default=None)


def _touched(state: Counting, now: dt.datetime) -> Iterator[Cell]:
    """The counted months in which the meetings and alarms lie that something has happened to."""
    until = state.settled + EVENTS_AT_ONCE
    news = sa.select(Event.stream, Event.kind).where(Event.id > state.settled, Event.id <= until)
    about: dict[str, set[int]] = {"meeting": set(), "escalation": set()}
    moved = set()
    for stream, kind in db.session.execute(news):
        subject, _slash, number = stream.partition("/")
        if subject in about:
            about[subject].add(int(number))
            moved |= {int(number)} if kind == Happened.FACTS_CHANGED else set()
    oldest, latest = _oldest_open(now), state.through or dt.date.min
    for number, unit_id, moment in _rows(Meeting, Meeting.starts_at, about["meeting"]):
        yield from _if_open(unit_id, moment, oldest, latest)
        if number in moved:  # from which month, nothing says
            yield from ((unit_id, month) for month in _months(oldest, latest))
    for _number, unit_id, moment in _rows(Escalation, Escalation.raised_at, about["escalation"]):
        yield from _if_open(unit_id, moment, oldest, latest)


def _rows(table: Any, moment: Any, wanted: Iterable[int]) -> Iterator[Any]:
    ids = sorted(wanted)
    for start in range(0, len(ids), 500):
        some = sa.select(table.id, table.unit_id, moment).where(table.id.in_(ids[start : start + 500]))
        yield from db.session.execute(some)


def _if_open(unit_id: int, moment: dt.datetime, oldest: dt.date, latest: dt.date) -> Iterator[Cell]:
    month = month_of(clock.today(moment))
    if oldest <= month <= latest:
        yield unit_id, month


def _months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first = months_on(first, 1)


def _oldest_open(now: dt.datetime) -> dt.date:
    return months_on(month_of(clock.today(now)), -OPEN_MONTHS)

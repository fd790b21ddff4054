"""The access log: one line for each look at what is somebody else's, and reading these lines again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import logging
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app import clock
from app.domain.access_log import Looked, Pattern, Shown, cef, unusual
from app.domain.permissions import Permission
from app.models import AccessLine, Person, Unit, db
from app.models.base import AnyRow, AnySelect
from app.models.transaction import verb
from app.services import units
from app.services.paging import Page
from app.services.people_acting import Actor

stream_of_lines = logging.getLogger("trygt.access_log")

PAGE = 50
UNITS_AT_ONCE = 100
LOOKED_THROUGH = 5_000
DAYS_LOOKED_THROUGH = 14


def look(
    looked: Looked,
    *,
    stream: str,
    unit_id: int,
    about_id: int | None,
    shown: Iterable[Shown],
    by: Actor,
    now: dt.datetime,
) -> None:
    """Write one line to the database, and when it is kept, the same in CEF to the log stream. `shown`: nothing more."""
    told = {"stream": stream, "unit_id": unit_id, "about_id": about_id, "by_id": by.id, "at": now}
    parts = [part.value for part in shown]
    _keep({**told, "action": looked.value, "shown": " ".join(parts)})
    stream_of_lines.info("%s", cef(looked, shown=parts, **told))  # type: ignore[arg-type]


def look_at(subject: Any, looked: Looked, shown: Iterable[Shown], *, by: Actor, now: dt.datetime) -> None:
    """The same for a look at a meeting or an alarm: it is about its employee, in its unit."""
    about_id, unit_id = subject.employee_id, subject.unit_id
    look(looked, stream=subject.stream, unit_id=unit_id, about_id=about_id, shown=shown, by=by, now=now)


@verb
def _keep(line: dict[str, object]) -> None:
    db.session.connection().execute(sa.insert(AccessLine.__table__), line)


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Which lines: of one unit, by one person, from a day to a day, both included; None is all."""

    unit_id: int | None = None
    by_id: int | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


def lines(wanted: Wanted, after: tuple[dt.datetime, int] | None = None, *, by: Actor) -> Page:
    """The lines of the units that this person reviews, newest first; whom they are about only for who leads there."""
    reach = _units(wanted, by)
    if not reach:
        return Page([], None)
    chosen = sa.union_all(*(_newest(unit_id, wanted, after).subquery().select() for unit_id in reach)).subquery()
    return _page(chosen, sorted(by.area(Permission.SEE_CLIENT_REFERENCE)), PAGE)


def about_me(after: tuple[dt.datetime, int] | None = None, *, by: Actor, at_most: int | None = None) -> Page:
    """Who has looked at what is one's own, newest first; `at_most` lines when it is not a page."""
    length = at_most or PAGE
    mine = _after(sa.select(AccessLine).where(AccessLine.about_id == by.id), after, length)
    return _page(mine.subquery(), None, length)


def unusual_days(wanted: Wanted, *, by: Actor, now: dt.datetime) -> Sequence[Pattern]:
    """What is unusual in the last DAYS_LOOKED_THROUGH days, among the newest LOOKED_THROUGH lines of them."""
    reach = _units(wanted, by)
    since = clock.start_of_day(now, days=-DAYS_LOOKED_THROUGH)
    reader = Person
    rows = db.session.execute(
        sa.select(AccessLine.at, reader.name.label("by_name"), reader.unit_id.label("home_id"), AccessLine.unit_id)
        .join(reader, reader.id == AccessLine.by_id)
        .where(AccessLine.unit_id.in_(reach), AccessLine.at >= since)
        .order_by(AccessLine.at.desc())
        .limit(LOOKED_THROUGH)
    )
    return unusual(rows, local=clock.local, reach=functools.cache(lambda home: units.within((home,))))


def readers(*, by: Actor, now: dt.datetime) -> list[AnyRow]:
    """Who has looked at something in this person's units in the last year: id and name."""
    since = clock.start_of_day(now, days=-365)
    area = sorted(by.area(Permission.REVIEW_ACCESS))
    looked = sa.select(AccessLine.by_id).where(AccessLine.unit_id.in_(area), AccessLine.at >= since)
    return list(
        db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(looked)).order_by(Person.name))
    )


def units_reviewed(*, by: Actor) -> list[AnyRow]:
    """The units that this person reviews: id and name."""
    area = sorted(by.area(Permission.REVIEW_ACCESS))
    return list(db.session.execute(sa.select(Unit.id, Unit.name).where(Unit.id.in_(area)).order_by(Unit.name)))


def asks_for_a_unit(*, by: Actor) -> bool:
    """Whether there are so many units that one must be chosen."""
    return len(by.area(Permission.REVIEW_ACCESS)) > UNITS_AT_ONCE


def _units(wanted: Wanted, by: Actor) -> list[int]:
    area = by.area(Permission.REVIEW_ACCESS)
    if wanted.unit_id is not None:
        return [wanted.unit_id] if wanted.unit_id in area else []
    return sorted(area) if len(area) <= UNITS_AT_ONCE else []


def _newest(unit_id: int, wanted: Wanted, after: tuple[dt.datetime, int] | None) -> AnySelect:
    """A page's worth of one unit: each comes out of the index in order, whatever the others hold."""
    chosen = sa.select(AccessLine).where(AccessLine.unit_id == unit_id)
    if wanted.by_id is not None:
        chosen = chosen.where(AccessLine.by_id == wanted.by_id)
    if wanted.starts_on:
        chosen = chosen.where(AccessLine.at >= _midnight(wanted.starts_on))
    if wanted.ends_on:
        chosen = chosen.where(AccessLine.at < _midnight(wanted.ends_on + dt.timedelta(days=1)))
    return _after(chosen, after, PAGE)


def _after(chosen: AnySelect, after: tuple[dt.datetime, int] | None, length: int) -> AnySelect:
    if after:
        chosen = chosen.where(sa.tuple_(AccessLine.at, AccessLine.id) < sa.tuple_(*map(sa.literal, after)))
    return chosen.order_by(AccessLine.at.desc(), AccessLine.id.desc()).limit(length + 1)


def _page(chosen: sa.Subquery, names_in: list[int] | None, length: int) -> Page:
    """With names: by_name, unit_name, and about_name (None where the reader may not know it)."""
    line, reader, about = chosen.c, aliased(Person), aliased(Person)
    may_know = sa.true() if names_in is None else line.unit_id.in_(names_in)
    rows = list(
        db.session.execute(
            sa.select(line.id, line.at, line.action, line.stream, line.shown, Unit.name.label("unit_name"))
            .add_columns(reader.name.label("by_name"), sa.case((may_know, about.name)).label("about_name"))
            .join(reader, reader.id == line.by_id)
            .join(Unit, Unit.id == line.unit_id)
            .outerjoin(about, about.id == line.about_id)
            .order_by(line.at.desc(), line.id.desc())
            .limit(length + 1)
        )
    )
    last = rows[length - 1] if len(rows) > length else None
    return Page(rows[:length], (last.at, last.id) if last else None)


def _midnight(day: dt.date) -> dt.datetime:
    return clock.from_local(dt.datetime.combine(day, dt.time()))

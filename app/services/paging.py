"""Pages of long lists, cut by a cursor: what they cost follows the page and never the history.

A list over several units is the nearest rows of each, put together: one index answers for one unit.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from app.models import db
from app.models.base import AnyRow, AnySelect

PAGE = 20
FEW_UNITS = 40

Cursor = tuple[dt.datetime, int]


@dataclasses.dataclass(frozen=True)
class Page:
    """Some rows of a list, and the (moment, id) after which the next page begins, if there is one."""

    rows: list[AnyRow]
    next: Cursor | None


def page(rows: list[AnyRow], moment: str) -> Page:
    """The page of at most PAGE + 1 rows that were read; the one too many tells that there are more."""
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], (getattr(last, moment), last.id) if last else None)


def nearest(
    table: Any,
    moment: Any,
    unit_ids: Collection[int],
    where: Iterable[sa.ColumnElement[bool]],
    after: Cursor | None,
    *,
    newest_first: bool,
) -> AnySelect:
    """Select the ids of the next PAGE + 1 rows of a table with `unit_id` and `id`, in order of `moment`."""
    conditions = list(where)
    if after:
        here, there = sa.tuple_(moment, table.id), sa.tuple_(*map(sa.literal, after))
        conditions.append(here < there if newest_first else here > there)
    order = (moment.desc(), table.id.desc()) if newest_first else (moment, table.id)
    whole = sa.select(table.id, moment.label("moment")).where(*conditions).order_by(*order).limit(PAGE + 1)
    if not 1 < len(unit_ids) <= FEW_UNITS:
        return sa.select(whole.where(table.unit_id.in_(sorted(unit_ids))).subquery("nearest").c.id)
    each = [sa.select(whole.where(table.unit_id == unit_id).subquery()) for unit_id in sorted(unit_ids)]
    merged = sa.union_all(*each).subquery("merged")
    ways = (merged.c.moment.desc(), merged.c.id.desc()) if newest_first else (merged.c.moment, merged.c.id)
    return sa.select(sa.select(merged.c.id).order_by(*ways).limit(PAGE + 1).subquery("nearest").c.id)


def read(query: AnySelect) -> list[AnyRow]:
    """Run it."""
    return list(db.session.execute(query))

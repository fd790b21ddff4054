"""Pages of long lists, cut by a cursor: what they cost follows the page and never the history.

A list over several units is the nearest rows of each, put together: one index answers for one unit.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from app.models.base import AnyRow, AnySelect

PAGE = 20
FEW_UNITS = 40

UNITS: sa.BindParameter[Any] = sa.bindparam("units", expanding=True)

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


def apart(unit_ids: Collection[int]) -> int:
    """How many units a statement of nearest() names one by one; none when it takes them as one list."""
    return len(unit_ids) if 1 < len(unit_ids) <= FEW_UNITS else 0


def values(unit_ids: Collection[int], after: Cursor | None) -> dict[str, Any]:
    """What a statement is told of the units and of where its page begins."""
    ids = sorted(unit_ids)
    told: dict[str, Any] = {"units": ids, **{f"unit_{place}": each for place, each in enumerate(ids[: apart(ids)])}}
    return told | {"after_at": after[0], "after_id": after[1]} if after else told


def beyond(moment: Any, number: Any, *, newest_first: bool) -> sa.ColumnElement[bool]:
    """That a row comes after the place where the page before ended."""
    here = sa.tuple_(moment, number)
    there = sa.tuple_(sa.bindparam("after_at", type_=moment.type), sa.bindparam("after_id", type_=number.type))
    return here < there if newest_first else here > there


def nearest(
    table: Any,
    moment: Any,
    where: Iterable[sa.ColumnElement[bool]],
    *,
    units: int,
    is_first: bool,
    newest_first: bool,
) -> AnySelect:
    """Select the ids of the next PAGE + 1 rows of a table with `unit_id` and `id`, in order of `moment`.

    `units` is what apart() says of them; the statement is told them by values(), and where to begin unless `is_first`.
    """
    conditions = [*where, *([] if is_first else [beyond(moment, table.id, newest_first=newest_first)])]
    order = (moment.desc(), table.id.desc()) if newest_first else (moment, table.id)
    whole = sa.select(table.id, moment.label("moment")).where(*conditions).order_by(*order).limit(PAGE + 1)
    if not units:
        return sa.select(whole.where(table.unit_id.in_(UNITS)).subquery("nearest").c.id)
    each = [sa.select(whole.where(table.unit_id == sa.bindparam(f"unit_{n}")).subquery()) for n in range(units)]
    merged = sa.union_all(*each).subquery("merged")
    ways = (merged.c.moment.desc(), merged.c.id.desc()) if newest_first else (merged.c.moment, merged.c.id)
    return sa.select(sa.select(merged.c.id).order_by(*ways).limit(PAGE + 1).subquery("nearest").c.id)

"""Whether what waits on a board is still what it was: a mark that costs one query and draws nothing."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa

from app.domain.permissions import Permission
from app.models import Meeting
from app.models.meeting import INDEX_OF_WAITING
from app.models.ready import Ready
from app.models.unit import below
from app.services.people_acting import Actor


def of_waiting(by: Actor) -> str:
    """Changes whenever a flagged meeting comes to this person's board, leaves it, or is changed while it waits.

    Every verb about a meeting makes its timeline longer, so that the number of meetings, the sum of their ids and the
    sum of their timelines do not all stay the same. Its cost follows what waits, never the history (krav 2.1).
    """
    tops = by.tops(Permission.READ_FLAGGED)
    areas = {f"top_{place}": top for place, top in enumerate(tops)}
    return "-".join(f"{row.number}.{row.ids}.{row.lines}" for row in _waiting(len(tops)).all(**areas)) if tops else ""


@functools.cache
def _waiting(tops: int) -> Ready:
    """The statement for somebody whose area begins at so many units: a row for each of the two lists."""
    area = below([sa.bindparam(f"top_{place}", type_=Meeting.__table__.c.id.type) for place in range(tops)])
    lists: list[Any] = [
        sa.select(
            sa.literal_column(str(place)).label("list"),
            sa.func.count(Meeting.id).label("number"),
            sa.cast(sa.func.coalesce(sa.func.sum(Meeting.id), 0), sa.BigInteger).label("ids"),
            sa.cast(sa.func.coalesce(sa.func.sum(Meeting.timeline_length), 0), sa.BigInteger).label("lines"),
        )
        .where(since.is_not(None), Meeting.unit_id.in_(area))
        .with_hint(Meeting, INDEX_OF_WAITING[since.key], "sqlite")
        for place, since in enumerate((Meeting.awaits_decision_since, Meeting.awaits_reaction_since))
    ]
    both = sa.union_all(*lists)
    return Ready(both.order_by(sa.literal_column("list")))

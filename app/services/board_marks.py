"""Whether a board is still what it was: a mark that costs one query and draws nothing."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa

from app.domain.escalation import Status
from app.domain.permissions import Permission
from app.models import Escalation, Meeting
from app.models.base import AnySelect
from app.models.meeting import INDEX_OF_WAITING
from app.models.ready import Ready
from app.services import open_alarms
from app.services.people_acting import Actor


def of_board(by: Actor) -> str:
    """Changes whenever something comes to this person's board, leaves it, or is changed there.

    Of an open alarm that is who has it and whether it rings. Every verb about a meeting makes its timeline longer, so
    that the number of meetings, the sum of their ids and the sum of their timelines do not all stay the same. Its cost
    follows what waits and what is open, never the history (krav 2.1). A page reads it before what it marks: what
    changes in between is then drawn once more.
    """
    tops = len(by.tops(Permission.READ_FLAGGED))
    rows = _lists(tops).all(**open_alarms.values_for(by))
    return "-".join(f"{row.list}.{row.number}.{row.ids}.{row.lines}" for row in rows)


@functools.cache
def _lists(tops: int) -> Ready:
    """The statement for somebody whose area begins at so many units: a row for each alarm, and for each list."""
    area = open_alarms.area_of(tops) if tops else None
    flagged = (Meeting.awaits_decision_since, Meeting.awaits_reaction_since) if area is not None else ()
    lists = [_alarms(area), *(_summed(place, since, area) for place, since in enumerate(flagged, 1))]
    return Ready(sa.union_all(*lists).order_by(sa.literal_column("list"), sa.literal_column("number")))


def _alarms(area: AnySelect | None) -> AnySelect:
    state = sa.case({status: place for place, status in enumerate(Status)}, value=Escalation.status)
    drawn = sa.select(
        sa.literal_column("0").label("list"),
        Escalation.id.label("number"),
        sa.func.coalesce(Escalation.owner_id, 0).label("ids"),
        state.label("lines"),
    )
    strips = drawn.where(open_alarms.concerning(area)).order_by(Escalation.raised_at).limit(open_alarms.MOST)
    return sa.select(strips.subquery())


def _summed(place: int, since: Any, area: Any) -> AnySelect:
    return (
        sa.select(
            sa.literal_column(str(place)).label("list"),
            sa.func.count(Meeting.id).label("number"),
            sa.cast(sa.func.coalesce(sa.func.sum(Meeting.id), 0), sa.BigInteger).label("ids"),
            sa.cast(sa.func.coalesce(sa.func.sum(Meeting.timeline_length), 0), sa.BigInteger).label("lines"),
        )
        .where(since.is_not(None), Meeting.unit_id.in_(area))
        .with_hint(Meeting, INDEX_OF_WAITING[since.key], "sqlite")
    )

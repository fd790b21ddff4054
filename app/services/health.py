"""Whether the app can do its work: the database and its schema, and an engine that is alive and keeps its promises."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import pathlib
import time

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from app.models import Escalation, Link, Notice, db
from app.models.base import AnySelect
from app.models.transaction import Busy, writing
from app.services import engine

REFUSED_LATELY_S = 10.0
OVERDUE_AFTER = dt.timedelta(seconds=30)


def problem() -> str | None:
    """What is wrong, in a few English words for whoever runs the app; None when all is well."""
    try:
        stands_at = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return "the database does not answer"
    if not stands_at or stands_at < newest_migration():
        return f"the database stands at migration {stands_at}, the code expects {newest_migration()}"
    return None  # or further on: migrations only add, so that old code goes on working until it is replaced


def problem_with_writing(now: dt.datetime) -> str | None:
    """What is wrong when the last write of this process was refused, just now or once more when tried; else None.

    A trial is not asked of a refusal that is fresh: on a full disk a row that is there may change, and none be added.
    """
    if writing.refused is None:
        return None
    if time.monotonic() - writing.refused_at < REFUSED_LATELY_S:
        return f"the database takes no writes: {writing.refused}"
    try:
        engine.beat(now, name="a trial")
    except (Busy, SQLAlchemyError) as error:
        return f"the database takes no writes: {type(error).__name__}"
    return None


@functools.cache
def newest_migration() -> str:
    """The id of the newest migration that this code brings."""
    folder = pathlib.Path(__file__).parent.parent / "migrations"
    return str(ScriptDirectory(str(folder)).get_current_head())


def what_is_wrong_with_the_engine(now: dt.datetime) -> str | None:
    """The engine's audit of itself: what it has not done although it should have; None when all is well."""
    beat = engine.last_beat()
    if beat is None or abs(now - beat) > engine.STALE_AFTER:
        return "no recent beat"
    if db.session.scalar(_open_alarms().where(Escalation.next_at < now - OVERDUE_AFTER).limit(1)):
        return "an alarm is overdue"
    if db.session.scalar(_open_alarms().where(_reached_but_not_told()).limit(1)):
        return "somebody was reached but not told"
    return None


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """What a graph of the alarms is drawn from. Ages are in seconds; an engine that never beat has none."""

    beat_age_s: float | None
    open_alarms: int
    ringing_at_top: int
    unsent_notices: int
    queue_age_s: float


def figures(now: dt.datetime) -> Figures | None:
    """How the alarms stand, if the database answers. The queue is as old as the notice that has waited longest."""
    try:
        return _figures(now)
    except SQLAlchemyError:
        return None


def _figures(now: dt.datetime) -> Figures:
    beat = engine.last_beat()
    unsent = sa.and_(Notice.sent_at.is_(None), Notice.given_up_at.is_(None))
    waiting, oldest = db.session.execute(
        sa.select(sa.func.count(), sa.type_coerce(sa.func.min(Notice.queued_at), Notice.queued_at.type)).where(unsent)
    ).one()
    total, at_top = db.session.execute(
        sa.select(sa.func.count(), sa.func.count(Escalation.at_top_since)).where(Escalation.closed_at.is_(None))
    ).one()
    return Figures(_age(beat, now), total, at_top, waiting, _age(oldest, now) or 0.0)


def _age(moment: dt.datetime | None, now: dt.datetime) -> float | None:
    return (now - moment).total_seconds() if moment else None


def _open_alarms() -> AnySelect:
    return sa.select(Escalation.id).where(Escalation.closed_at.is_(None))


def _reached_but_not_told() -> sa.ColumnElement[bool]:
    told = sa.select(Notice.id).where(
        Notice.escalation_id == Escalation.id, Notice.person_id == Link.person_id, Notice.channel == "in_app"
    )
    return (
        sa.select(Link.id)
        .where(Link.escalation_id == Escalation.id, Link.reached_at.is_not(None), ~told.exists())
        .exists()
    )

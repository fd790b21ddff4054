"""The clock's part about measures: whoever is responsible for an overdue one is told once, at most one notice a day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app import clock
from app.models import ChosenMeasure, db
from app.models.transaction import verb
from app.services import notices

AT_MOST = 1000


def due(now: dt.datetime) -> list[int]:
    """The ids of people who are to be told that a measure of theirs is overdue."""
    overdue = sa.and_(ChosenMeasure.remind_at.is_not(None), ChosenMeasure.remind_at <= now)
    people = sa.select(ChosenMeasure.responsible_id).where(overdue).distinct().limit(AT_MOST)
    return list(db.session.connection().execute(people).scalars())


@verb
def remind(person_id: int, *, now: dt.datetime) -> bool:
    """Tell one of them of all that is overdue, in one notice without any of it; several workers tell it once."""
    told = db.session.connection().execute(
        sa.update(ChosenMeasure.__table__)
        .where(
            ChosenMeasure.responsible_id == person_id,
            ChosenMeasure.remind_at.is_not(None),
            ChosenMeasure.remind_at <= now,
        )
        .values(remind_at=None)
    )
    if not told.rowcount:
        return False
    notices.tell_of_measures(person_id, clock.today(now), now=now)
    return True

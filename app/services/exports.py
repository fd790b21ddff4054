"""Files that take time, seen by whoever asks: ask, look how far it has come, fetch. Making them: exports_made.py."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.access_log import Looked, Shown
from app.domain.exports import KEPT_FOR, MOST_AT_ONCE, OF_A_UNIT, Kind
from app.domain.permissions import Permission
from app.models import Export, db
from app.models.transaction import verb
from app.services import access_log, submissions
from app.services.people_acting import Actor
from app.services.refusals import ExportGone, Missing, NotPossibleNow, TooManyExports

# Whose something turned out to be: its timeline, its unit, and the person it is about.
Shows = Sequence[tuple[str, int, int | None]]
SHOWN_OF_A_CASE = (Shown.JUDGEMENT, Shown.WORDS, Shown.REFERENCE)


@verb
def ask(
    kind: Kind,
    wanted: Mapping[str, str],
    *,
    unit_id: int | None = None,
    language: str,
    key: str,
    by: Actor,
    now: dt.datetime,
) -> int:
    """Ask for a file and return its id. `wanted` says what of: the year's `from` and `to`, or a `reference`.

    Raises Missing for whoever may not have it, TooManyExports, and Replayed.
    """
    must_be_allowed(kind, unit_id, by)
    mine = sa.and_(Export.by_id == by.id, Export.waiting_since.is_not(None))
    if (db.session.scalar(sa.select(sa.func.count()).where(mine)) or 0) >= MOST_AT_ONCE:
        raise TooManyExports
    row = Export(
        kind=kind,
        unit_id=unit_id,
        by_id=by.id,
        language=language,
        wanted=dict(wanted),
        shows=[],
        asked_at=now,
        waiting_since=now,
        expires_at=now + KEPT_FOR,
    )
    db.session.add(row)
    db.session.flush()
    submissions.claim(key, [kind, unit_id, dict(wanted)], row.id, by=by, now=now, is_new=True)
    return row.id


def must_be_allowed(kind: str, unit_id: int | None, by: Actor) -> None:
    """Raise Missing unless this person may have such a file now: asked when it is ordered, made and fetched."""
    if kind in OF_A_UNIT and unit_id not in by.area(Permission.SEE_FIGURES):
        raise Missing
    if kind == Kind.ABOUT_CASE and not by.may(Permission.SEE_CLIENT_REFERENCE):
        raise Missing


def mine(*, by: Actor, now: dt.datetime) -> Sequence[Export]:
    """What one has asked for and that is not gone yet, newest first."""
    those = sa.select(Export).where(Export.by_id == by.id, Export.expires_at > now)
    return db.session.scalars(those.order_by(Export.id.desc()).limit(20)).all()


def find(export_id: int, *, by: Actor, now: dt.datetime) -> Export:
    """One's own file, as far as it has come. Raises ExportGone: another's is no different from none."""
    row = db.session.get(Export, export_id, populate_existing=True)
    if row is None or row.by_id != by.id or row.expires_at <= now:
        raise ExportGone
    return row


def fetch(export_id: int, *, by: Actor, now: dt.datetime) -> tuple[Export, bytes]:
    """The file, with a line in the access log for each thing of somebody else's that it shows.

    Raises ExportGone, NotPossibleNow as long as it is not ready, and Missing when this person may no longer
    see what it holds.
    """
    row = find(export_id, by=by, now=now)
    if row.content is None:
        raise NotPossibleNow
    must_be_allowed(row.kind, row.unit_id, by)
    if row.kind == Kind.ABOUT_CASE:
        area = by.area(Permission.SEE_CLIENT_REFERENCE)
        if any(unit_id not in area for _stream, unit_id, _about_id in row.shows):
            raise Missing
    told: Any = (Looked.REPORT_OPENED, SHOWN_OF_A_CASE)
    if row.kind in OF_A_UNIT:
        told = (Looked.FIGURES_EXPORTED, (Shown.FIGURES,))
    for stream, unit_id, about_id in row.shows:
        access_log.look(told[0], stream=stream, unit_id=unit_id, about_id=about_id, shown=told[1], by=by, now=now)
    return row, base64.b64decode(row.content)

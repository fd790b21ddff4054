"""An uploaded table between its preview and its import: kept here, so that what is confirmed is what was shown.

A table is read and checked first (app/domain/tables.py); keep() its content under a kind of your own, show it
with waiting(), and let the importing verb take() it in its own transaction: all of it, or nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.models import Upload, db
from app.models.transaction import verb
from app.services.people_acting import Actor
from app.services.refusals import UploadGone

KEPT_FOR = dt.timedelta(hours=1)


@verb
def keep(kind: str, content: Any, *, filename: str, unit_id: int | None = None, by: Actor, now: dt.datetime) -> int:
    """Keep checked content (what JSON can hold) for an hour and return its id. What nobody came back for goes."""
    db.session.execute(sa.delete(Upload).where(Upload.expires_at <= now))
    upload = Upload(
        kind=kind, unit_id=unit_id, by_id=by.id, filename=filename[:200], content=content, expires_at=now + KEPT_FOR
    )
    db.session.add(upload)
    db.session.flush()
    return upload.id


def waiting(upload_id: int, kind: str, *, unit_id: int | None = None, by: Actor, now: dt.datetime) -> Upload:
    """One's own upload of this kind to this unit. Raises UploadGone: another's is no different from none."""
    found: Upload | None = db.session.scalar(
        sa.select(Upload).where(
            Upload.id == upload_id,
            Upload.kind == kind,
            Upload.unit_id.is_(None) if unit_id is None else Upload.unit_id == unit_id,
            Upload.by_id == by.id,
            Upload.expires_at > now,
        )
    )
    if found is None:
        raise UploadGone
    return found


@verb
def take(upload_id: int, kind: str, *, unit_id: int | None = None, by: Actor, now: dt.datetime) -> Any:
    """The content, which is gone from here when the verb that asks has done its work. Raises UploadGone."""
    content = waiting(upload_id, kind, unit_id=unit_id, by=by, now=now).content
    taken = db.session.connection().execute(sa.delete(Upload).where(Upload.id == upload_id))
    if taken.rowcount != 1:
        raise UploadGone
    return content

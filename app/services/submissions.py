"""Idempotency: a form that is sent twice does its work once, also when many copies arrive together."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa

from app.models import Submission, db
from app.models.ready import Ready, into
from app.models.sealed import ring
from app.services.people_acting import Actor
from app.services.refusals import Replayed, UsedKey

_INSERT_UNLESS_USED = Ready(
    into(Submission.__table__, "key", "person_id", "content_hash", "outcome", "at", unless_there=True)
)


MARKED = "submissions.content_hash"


def claim(key: str, content: Any, outcome: int, *, by: Actor, now: dt.datetime, is_new: bool = False) -> None:
    """Use up a key within the verb's transaction. `outcome` is what the form is about, or was just made (`is_new`).

    Raises Replayed with the first outcome when the same person sent the same content before, and
    UsedKey when the key was used for anything else.
    """
    written = json.dumps(content, sort_keys=True, default=str)
    content_hash = ring().mark(written, MARKED)  # a plain hash of a short form could be guessed at
    if _INSERT_UNLESS_USED.count(key=key, person_id=by.id, content_hash=content_hash, outcome=outcome, at=now):
        return
    first = db.session.execute(sa.select(Submission).where(Submission.key == key)).scalar_one()
    if not is_new and first.outcome != outcome:
        raise UsedKey
    if first.person_id != by.id or first.content_hash not in ring().marks(written, MARKED):
        raise UsedKey
    raise Replayed(first.outcome)

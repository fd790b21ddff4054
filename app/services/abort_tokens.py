"""The abort-only token: raises the alarm of one meeting, and reads that alarm's state. It is good for nothing else.

The meeting's row keeps only its hash; the token itself follows from the app's secret and a nonce, so that
every page of the meeting can carry it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

import sqlalchemy as sa

from app import config
from app.domain.escalation import TOKEN_OUTLIVES_MEETING
from app.models import Meeting, db
from app.models.ready import Ready
from app.services.refusals import Missing

_MEETINGS: sa.Table = Meeting.__table__
_NONCE = Ready(
    sa.select(_MEETINGS.c.abort_nonce).where(_MEETINGS.c.id == sa.bindparam("meeting_id", type_=_MEETINGS.c.id.type))
)


def made_for(meeting_id: int) -> dict[str, str]:
    """A new token for a meeting, as the two columns that keep it."""
    nonce = secrets.token_hex(16)
    return {"abort_nonce": nonce, "abort_token_hash": _hash_of(_token(meeting_id, nonce))}


def issue(meeting: Meeting) -> None:
    """Give a meeting its token, within a verb, unless it has one since its assessment was logged."""
    if meeting.abort_nonce is None:
        for column, value in made_for(meeting.id).items():
            setattr(meeting, column, value)


def of_meeting(meeting_id: int) -> str | None:
    """The token of a meeting, if one has been issued: only for pages of the meeting's own employee."""
    kept = _NONCE.first(meeting_id=meeting_id)
    return _token(meeting_id, kept.abort_nonce) if kept and kept.abort_nonce else None


def meeting_behind(token: str, *, now: dt.datetime) -> Meeting:
    """The meeting that a token belongs to. Raises Missing when it is unknown or has died.

    It dies some hours after the end of the meeting, and so lives longer when that is moved.
    """
    meeting: Meeting | None = db.session.scalar(
        sa.select(Meeting).where(
            Meeting.abort_token_hash == _hash_of(token), Meeting.ends_at > now - TOKEN_OUTLIVES_MEETING
        )
    )
    if meeting is None:
        raise Missing
    return meeting


def _token(meeting_id: int, nonce: str) -> str:
    secret = str(config.setting("SECRET_KEY")).encode()
    return hmac.new(secret, f"abort/{meeting_id}/{nonce}".encode(), hashlib.sha256).hexdigest()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

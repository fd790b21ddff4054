"""The abort-only token: raises the alarm of one meeting, and reads that alarm's state. It is good for nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

import sqlalchemy as sa

from app import config
from app.domain.escalation import TOKEN_OUTLIVES_MEETING
from app.models import AbortToken, Meeting, db
from app.models.ready import Ready, into
from app.services.refusals import Missing

_insertion = into(AbortToken.__table__, "token_hash", "nonce", "meeting_id", "employee_id", "expires_at")
_ISSUE_OR_PROLONG = Ready(
    _insertion.on_conflict_do_update(index_elements=["meeting_id"], set_={"expires_at": _insertion.excluded.expires_at})
)
_NONCE = Ready(
    sa.select(AbortToken.nonce).where(
        AbortToken.meeting_id == sa.bindparam("meeting_id", type_=AbortToken.__table__.c.meeting_id.type)
    )
)


def issue(meeting: Meeting) -> None:
    """Make the token of a meeting, within the verb that logs its assessment or starts it; a later one lives longer.

    The table keeps only its hash; the token itself follows from the app's secret and a nonce, so that
    every page of the meeting can carry it.
    """
    nonce = secrets.token_hex(16)
    _ISSUE_OR_PROLONG.count(
        token_hash=_hash_of(_token(meeting.id, nonce)),
        nonce=nonce,
        meeting_id=meeting.id,
        employee_id=meeting.employee_id,
        expires_at=meeting.ends_at + TOKEN_OUTLIVES_MEETING,
    )


def of_meeting(meeting_id: int) -> str | None:
    """The token of a meeting, if one has been issued: only for pages of the meeting's own employee."""
    issued = _NONCE.first(meeting_id=meeting_id)
    return _token(meeting_id, issued.nonce) if issued else None


def meeting_behind(token: str, *, now: dt.datetime) -> Meeting:
    """The meeting that a token belongs to. Raises Missing when it is unknown or has died."""
    meeting: Meeting | None = db.session.scalar(
        sa.select(Meeting)
        .join(AbortToken, AbortToken.meeting_id == Meeting.id)
        .where(AbortToken.token_hash == _hash_of(token), AbortToken.expires_at > now)
    )
    if meeting is None:
        raise Missing
    return meeting


def _token(meeting_id: int, nonce: str) -> str:
    secret = str(config.setting("SECRET_KEY")).encode()
    return hmac.new(secret, f"abort/{meeting_id}/{nonce}".encode(), hashlib.sha256).hexdigest()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

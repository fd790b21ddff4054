"""The abort-only token: raises the alarm of one meeting, and reads that alarm's state. It is good for nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

import sqlalchemy as sa
from flask import current_app

from app.domain.escalation import TOKEN_OUTLIVES_MEETING
from app.models import AbortToken, Meeting, db
from app.models.transaction import verb
from app.services.refusals import Missing


@verb
def issue(meeting: Meeting) -> str:
    """The token of a meeting, made when an assessment is logged or the meeting starts.

    The table keeps only its hash; the token itself follows from the app's secret and a nonce, so that
    every page of the meeting can carry it.
    """
    held = db.session.scalar(sa.select(AbortToken).where(AbortToken.meeting_id == meeting.id))
    expires_at = meeting.ends_at + TOKEN_OUTLIVES_MEETING
    if held is None:
        nonce = secrets.token_hex(16)
        token = _token(meeting.id, nonce)
        db.session.add(
            AbortToken(
                token_hash=_hash_of(token),
                nonce=nonce,
                meeting_id=meeting.id,
                employee_id=meeting.employee_id,
                expires_at=expires_at,
            )
        )
        return token
    held.expires_at = max(held.expires_at, expires_at)
    return _token(meeting.id, held.nonce)


def of_meeting(meeting_id: int) -> str | None:
    """The token of a meeting, if one has been issued: only for pages of the meeting's own employee."""
    nonce = db.session.scalar(sa.select(AbortToken.nonce).where(AbortToken.meeting_id == meeting_id))
    return _token(meeting_id, nonce) if nonce else None


def meeting_behind(token: str, *, now: dt.datetime) -> Meeting:
    """The meeting that a token belongs to. Raises Missing when it is unknown or has died."""
    meeting = db.session.scalar(
        sa.select(Meeting)
        .join(AbortToken, AbortToken.meeting_id == Meeting.id)
        .where(AbortToken.token_hash == _hash_of(token), AbortToken.expires_at > now)
    )
    if meeting is None:
        raise Missing
    return meeting


def _token(meeting_id: int, nonce: str) -> str:
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, f"abort/{meeting_id}/{nonce}".encode(), hashlib.sha256).hexdigest()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

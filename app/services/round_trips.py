"""What waits here while a browser is away to prove something: at the provider, or with a passkey."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

import sqlalchemy as sa

from app.models import RoundTrip, db
from app.models.transaction import verb
from app.services.refusals_at_the_door import NotThisBrowser

LONGEST = dt.timedelta(minutes=15)


def fresh() -> str:
    """A secret of 64 characters that nobody can guess."""
    return secrets.token_urlsafe(48)


@verb
def set_out(errand: str, carried: dict[str, Any], *, state: str, now: dt.datetime) -> None:
    """Keep this until the browser is back with `state`. Whatever nobody came back for goes."""
    db.session.execute(_without(RoundTrip.expires_at <= now))
    kept = {"errand": errand, **carried}
    db.session.add(RoundTrip(state_hash=_hash_of(state), carried=kept, expires_at=now + LONGEST))


@verb
def come_back(errand: str, state: str, *, now: dt.datetime) -> dict[str, Any]:
    """What was kept. It is gone from here: a state is used once.

    Raises NotThisBrowser when it is unknown, used, too old, or of another errand.
    """
    trip = db.session.execute(
        sa.select(RoundTrip.id, RoundTrip.carried).where(
            RoundTrip.state_hash == _hash_of(state), RoundTrip.expires_at > now
        )
    ).one_or_none()
    if trip is None or trip.carried["errand"] != errand:
        raise NotThisBrowser
    if db.session.connection().execute(_without(RoundTrip.id == trip.id)).rowcount != 1:
        raise NotThisBrowser  # somebody else was here a moment ago
    return dict(trip.carried)


def _without(gone: sa.ColumnElement[bool]) -> sa.Delete:
    return sa.delete(RoundTrip).where(gone)


def _hash_of(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()

"""Browsers that have gone to prove something, and are not back yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Key, Moment, db
from app.models.sealed import SealedJson


class RoundTrip(db.Model):
    """One way to the provider, or to a passkey, and back; the row goes when it is used, and so it is used once."""

    __tablename__ = "round_trips"

    id: Mapped[Id]
    state_hash: Mapped[Key] = mapped_column(unique=True)
    carried: Mapped[Any] = mapped_column(SealedJson("round_trips.carried"))
    expires_at: Mapped[Moment] = mapped_column(index=True)

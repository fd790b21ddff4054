"""Tables that somebody uploaded, checked, and has not yet said yes to."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Moment, Short, db, reference
from app.models.sealed import Sealed, SealedJson


class Upload(db.Model):
    """The checked content of one uploaded table, kept until it is imported or an hour has gone."""

    __tablename__ = "uploads"

    id: Mapped[Id]
    kind: Mapped[Short]
    unit_id: Mapped[int | None] = reference("units")
    by_id: Mapped[int] = reference("people")
    filename: Mapped[str] = mapped_column(Sealed("uploads.filename"))
    content: Mapped[Any] = mapped_column(SealedJson("uploads.content"))
    expires_at: Mapped[Moment] = mapped_column(index=True)

"""What happened: events that nobody can rewrite, here or in the database, and who looked at what."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Key, Line, Moment, Short, db, reference
from app.models.record import Anchor, AnchoredHead


class Event(db.Model):
    """One line on a timeline: codes and facts; the sentence is made for its reader."""

    __tablename__ = "events"
    __table_args__ = (sa.UniqueConstraint("stream", "number"),)

    id: Mapped[Id]
    stream: Mapped[Short]
    number: Mapped[int]
    kind: Mapped[Short]
    at: Mapped[Moment]
    by_id: Mapped[int | None] = reference("people")
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    previous_hash: Mapped[Key]
    hash: Mapped[Key]


class AccessLine(db.Model):
    """Somebody looked at what is another's: one action, one line, codes for what was shown, no client in it."""

    __tablename__ = "access_lines"
    __table_args__ = (
        sa.Index("ix_access_lines_unit_id_at_id", "unit_id", "at", "id"),
        sa.Index("ix_access_lines_by_id_at_id", "by_id", "at", "id"),
        sa.Index("ix_access_lines_about_id_at_id", "about_id", "at", "id"),
    )

    id: Mapped[Id]
    at: Mapped[Moment]
    by_id: Mapped[int] = reference("people")
    action: Mapped[Short]
    stream: Mapped[Short]
    about_id: Mapped[int | None] = reference("people")
    unit_id: Mapped[int] = reference("units")
    shown: Mapped[Line] = mapped_column(default="", server_default="")


class Submission(db.Model):
    """A form that has been sent: the same key again leads to the same place, and does nothing twice."""

    __tablename__ = "submissions"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[int] = reference("people")
    content_hash: Mapped[Key]
    outcome: Mapped[int] = mapped_column(sa.BigInteger())
    at: Mapped[Moment]


class Rewritten(RuntimeError):
    """Somebody tried to change or remove what is written."""


def _refuse(_mapper: object, _connection: object, target: object) -> None:
    raise Rewritten(f"{type(target).__name__} is written once and never changed")


for written_once in (Event, AccessLine, Anchor, AnchoredHead):
    sa.event.listen(written_once, "before_update", _refuse)
    sa.event.listen(written_once, "before_delete", _refuse)

"""What proves the record: anchors over the heads of all timelines, one a day."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Key, Moment, Number, Short, db


class Anchor(db.Model):
    """A hash over every timeline that has grown since the anchor before: what one can keep outside the house."""

    __tablename__ = "anchors"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    last_event_id: Mapped[Number]
    heads: Mapped[int]
    digest: Mapped[Key]
    previous_hash: Mapped[Key]
    hash: Mapped[Key]


class AnchoredHead(db.Model):
    """Where a timeline ended when an anchor was made."""

    __tablename__ = "anchored_heads"
    __table_args__ = (sa.Index("ix_anchored_heads_stream_number", "stream", "number"),)

    anchor_number: Mapped[int] = mapped_column(sa.ForeignKey("anchors.number"), primary_key=True)
    stream: Mapped[Short] = mapped_column(sa.String(40), primary_key=True)
    number: Mapped[int]
    hash: Mapped[Key]

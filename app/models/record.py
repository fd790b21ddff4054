"""What proves the record: anchors over the heads of all timelines, and what remains of what was removed on time."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.retention import Kept
from app.models.base import Id, Key, Moment, Number, Short, db, one_of, reference
from app.models.sealed import Sealed


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


class NeverThere(db.Model):
    """A table without rows. Whatever points at it cannot be committed: that is what it is for."""

    __tablename__ = "never_there"
    __table_args__ = (sa.CheckConstraint("id <> id", name="stays_empty"),)

    id: Mapped[Id]


class Tombstone(db.Model):
    """What remains of a timeline, or of access lines, that was removed when its time had come.

    The database lets lines go only while a tombstone that fits them is being laid: `being_removed` points at what is
    never there, and is checked when the transaction ends. `noted_number` is the line of the unit that tells it.
    For counting there remains the month, and the form of a meeting that was held though nobody judged it.
    """

    __tablename__ = "tombstones"
    __table_args__ = (
        one_of("kept", Kept),
        sa.Index("ix_tombstones_unit_id_month", "unit_id", "month"),
    )

    stream: Mapped[Short] = mapped_column(sa.String(40), primary_key=True)
    kept: Mapped[Short]
    length: Mapped[int]
    hash: Mapped[Key]
    unit_id: Mapped[int] = reference("units")
    month: Mapped[dt.date]
    form: Mapped[Short | None]
    up_to_id: Mapped[Number | None]
    removed_at: Mapped[Moment]
    noted_number: Mapped[int]
    being_removed: Mapped[int | None] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        sa.ForeignKey("never_there.id", deferrable=True, initially="DEFERRED"),
    )


class Hold(db.Model):
    """A meeting or an alarm is kept, whatever its term, until somebody lifts this again."""

    __tablename__ = "holds"
    __table_args__ = (
        sa.Index(
            "uq_holds_standing",
            "stream",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    stream: Mapped[Short]
    unit_id: Mapped[int] = reference("units", index=True)
    reason: Mapped[str] = mapped_column(Sealed("holds.reason", 1000))
    by_id: Mapped[int | None] = reference("people")
    at: Mapped[Moment]
    lifted_at: Mapped[Moment | None]
    lifted_by_id: Mapped[int | None] = reference("people")

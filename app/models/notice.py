"""The outbox: who is to be told, through which channel, and what became of it. Written with the move that caused it."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Moment, Short, Words, db, one_of, reference
from app.models.sealed import Sealed, mark_of

CHANNELS = ("in_app", "console", "push", "apprise")
# What the turn of a notice begins with when it is about neither an alarm nor a meeting.
MEASURES = "measures"
UNSENT = sa.text("sent_at IS NULL AND given_up_at IS NULL")


def endpoint(target: str) -> str | None:
    """What a browser's subscription is known by, whatever keys it came with; None for other addresses."""
    return str(json.loads(target)["endpoint"]) if target.startswith("{") else None


class Notice(db.Model):
    """One message to one person through one channel, about a turn of an alarm, a meeting or one's measures.

    The turn names its matter and is unique for each person and channel: no message doubles.
    """

    __tablename__ = "notices"
    __table_args__ = (
        one_of("channel", CHANNELS),
        sa.UniqueConstraint("turn", "person_id", "channel", "address_id"),
        sa.Index("ix_notices_unsent", "try_at", sqlite_where=UNSENT, postgresql_where=UNSENT),
        sa.Index("ix_notices_person_id_id", "person_id", "id"),
    )

    id: Mapped[Id]
    escalation_id: Mapped[int | None] = reference("escalations", index=True)
    meeting_id: Mapped[int | None] = reference("meetings")
    person_id: Mapped[int] = reference("people")
    turn: Mapped[Short]
    channel: Mapped[Short]
    address_id: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[Moment]
    try_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[Moment | None]
    sent_at: Mapped[Moment | None]
    given_up_at: Mapped[Moment | None]


class Address(db.Model):
    """Where a person, or a whole unit, is told outside the app: a push subscription or an Apprise address."""

    __tablename__ = "addresses"
    __table_args__ = (
        one_of("channel", ("push", "apprise")),
        sa.CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="of_person_or_unit"),
        sa.Index("ix_addresses_target_mark", "target_mark"),
    )

    id: Mapped[Id]
    channel: Mapped[Short]
    person_id: Mapped[int | None] = reference("people", index=True)
    unit_id: Mapped[int | None] = reference("units", index=True)
    target: Mapped[str] = mapped_column(Sealed("addresses.target", 2000))
    target_mark: Mapped[str | None] = mark_of("target", "addresses.target_mark", endpoint)
    label: Mapped[str] = mapped_column(Sealed("addresses.label"))
    created_at: Mapped[Moment]
    removed_at: Mapped[Moment | None]
    reached_at: Mapped[Moment | None]


class Heartbeat(db.Model):
    """When the engine last went round. A stale beat is shown wherever an alarm could be raised."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    beat_at: Mapped[Moment]
    said: Mapped[Words | None]

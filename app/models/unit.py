"""Units and who answers for them: appointments, and deputies with their dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app.domain.events import NO_EVENT
from app.domain.permissions import APPOINTED, Role
from app.models.base import AnySelect, Id, Key, Line, Moment, Short, db, one_of, reference

UNIT_KINDS = ("office", "county", "directorate")
PLANNED = sa.text("done_at IS NULL AND dropped_at IS NULL")


def stream_of(unit_id: int) -> str:
    """The name of a unit's timeline."""
    return f"unit/{unit_id}"


class Unit(db.Model):
    """An office, the county above it, or the directorate above that; together a tree."""

    __tablename__ = "units"
    __table_args__ = (
        one_of("kind", UNIT_KINDS),
        sa.UniqueConstraint("name"),
        sa.CheckConstraint("danger_patience_s BETWEEN 30 AND 120", name="danger_patience_only_shortened"),
        sa.CheckConstraint("safe_patience_s BETWEEN 60 AND 600", name="safe_patience_only_shortened"),
    )

    id: Mapped[Id]
    name: Mapped[Line]
    kind: Mapped[Short]
    parent_id: Mapped[int | None] = reference("units", index=True)
    phone: Mapped[Short | None]
    danger_patience_s: Mapped[int | None]
    safe_patience_s: Mapped[int | None]
    closed_at: Mapped[Moment | None]
    timeline_length: Mapped[int] = mapped_column(default=0)
    timeline_hash: Mapped[Key] = mapped_column(default=NO_EVENT)

    @property
    def stream(self) -> str:
        """The name of this unit's timeline."""
        return stream_of(self.id)


class Appointment(db.Model):
    """A person leads, represents safety in, or administers a unit and what is below it."""

    __tablename__ = "appointments"
    __table_args__ = (one_of("role", APPOINTED), sa.UniqueConstraint("person_id", "unit_id", "role"))

    id: Mapped[Id]
    person_id: Mapped[int] = reference("people", index=True)
    unit_id: Mapped[int] = reference("units", index=True)
    role: Mapped[Short]
    by_group: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]


class Transfer(db.Model):
    """A person moves to another unit on a date; `done_at` says when that was carried out."""

    __tablename__ = "transfers"
    __table_args__ = (
        sa.Index("ix_transfers_planned", "on_date", sqlite_where=PLANNED, postgresql_where=PLANNED),
        sa.Index("uq_transfers_one_planned", "person_id", unique=True, sqlite_where=PLANNED, postgresql_where=PLANNED),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = reference("people")
    unit_id: Mapped[int] = reference("units")
    on_date: Mapped[dt.date]
    by_id: Mapped[int] = reference("people")
    created_at: Mapped[Moment]
    done_at: Mapped[Moment | None]
    dropped_at: Mapped[Moment | None]


class Deputyship(db.Model):
    """A person stands in for the leader of a unit from one date to another, both included."""

    __tablename__ = "deputyships"
    __table_args__ = (sa.CheckConstraint("starts_on <= ends_on", name="begins_before_it_ends"),)

    id: Mapped[Id]
    person_id: Mapped[int] = reference("people", index=True)
    unit_id: Mapped[int] = reference("units", index=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]


class Absence(db.Model):
    """A leader is away from one date to another, both included; somebody must stand in."""

    __tablename__ = "absences"
    __table_args__ = (sa.CheckConstraint("starts_on <= ends_on", name="begins_before_it_ends"),)

    id: Mapped[Id]
    person_id: Mapped[int] = reference("people", index=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]


def below(tops: Any) -> AnySelect:
    """The ids of these units and of every unit below them."""
    tree = sa.select(Unit.id).where(Unit.id.in_(tops)).cte("tree", recursive=True)
    children = sa.select(Unit.id).join(tree, Unit.parent_id == tree.c.id)
    return sa.select(tree.union(children).c.id)


def represents_safety(person_id: Any) -> sa.ColumnElement[bool]:
    """Whether the person of a column is appointed as a safety representative, and not as a leader too."""
    both = aliased(Appointment)
    leads = sa.select(both.id).where(both.person_id == person_id, both.role == Role.LEADER).exists()
    represents = sa.select(Appointment.id).where(
        Appointment.person_id == person_id, Appointment.role == Role.SAFETY_REP
    )
    return sa.and_(represents.exists(), ~leads)

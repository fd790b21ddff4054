"""Rooms and addresses where a unit meets clients."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.places import COVERAGES, EXITS, KINDS, LAYOUTS
from app.models.base import Id, Line, Moment, Short, db, one_of, reference
from app.models.sealed import Sealed

IN_USE = sa.text("archived_at IS NULL")


class Place(db.Model):
    """A room, or an area of addresses, of a unit: the ways out, the alarm and when it was tested, and what one sees."""

    __tablename__ = "places"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("exits", EXITS),
        one_of("layout", LAYOUTS),
        one_of("coverage", COVERAGES),
        sa.CheckConstraint("(tested_at IS NULL) = (tested_by_id IS NULL)", name="somebody_tested_it"),
        sa.Index("uq_places_in_use", "unit_id", "name", unique=True, sqlite_where=IN_USE, postgresql_where=IN_USE),
    )

    id: Mapped[Id]
    unit_id: Mapped[int] = reference("units")
    name: Mapped[Line]
    kind: Mapped[Short]
    exits: Mapped[Short | None]
    layout: Mapped[Short | None]
    coverage: Mapped[Short | None]
    has_alarm: Mapped[bool]
    tested_at: Mapped[Moment | None]
    tested_by_id: Mapped[int | None] = reference("people")
    remarks: Mapped[str | None] = mapped_column(Sealed("places.remarks", 500))
    created_at: Mapped[Moment]
    archived_at: Mapped[Moment | None]

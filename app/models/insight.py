"""Counts for insight: how many, by unit and month. Made from the record, and kept when the record is deleted."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.insight import Subject
from app.models.base import Number, Short, db, one_of, reference


class Count(db.Model):
    """How often something happened in one unit in one month. Zeros have no row, and drills are never in it."""

    __tablename__ = "counts"
    __table_args__ = (one_of("subject", Subject), sa.CheckConstraint("n > 0", name="only_what_happened"))

    unit_id: Mapped[int] = reference("units", primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True)
    subject: Mapped[Short] = mapped_column(primary_key=True)
    key: Mapped[Short] = mapped_column(primary_key=True)
    n: Mapped[int]


class Counting(db.Model):
    """How far the counting has come: one row.

    Events up to `settled` need no second look; `seen` was the last one at the last round. Every month up to
    `through` has been counted for every unit. `version` is another number whenever a count may have changed.
    """

    __tablename__ = "counting"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    settled: Mapped[Number] = mapped_column(default=0)
    seen: Mapped[Number] = mapped_column(default=0)
    through: Mapped[dt.date | None]
    version: Mapped[Number] = mapped_column(default=0)

"""Training that people have taken, and how long it holds."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.trainings import COURSES
from app.models.base import Id, Moment, Short, db, one_of, reference


class Training(db.Model):
    """A person took a course on a day; it holds until another, included."""

    __tablename__ = "trainings"
    __table_args__ = (
        one_of("course", COURSES),
        sa.CheckConstraint("taken_on <= valid_to", name="holds_from_when_it_was_taken"),
        sa.UniqueConstraint("person_id", "course", "taken_on"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = reference("people")
    course: Mapped[Short]
    taken_on: Mapped[dt.date]
    valid_to: Mapped[dt.date] = mapped_column(index=True)
    by_id: Mapped[int] = reference("people")
    recorded_at: Mapped[Moment]

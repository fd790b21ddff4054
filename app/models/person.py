"""People who sign in, and the devices they are signed in on."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Line, Moment, Short, db, one_of, reference

LOCALES = ("nb", "nn", "en")


class Person(db.Model):
    """An employee, leader, safety representative or administrator."""

    __tablename__ = "people"
    __table_args__ = (
        one_of("locale", LOCALES),
        sa.UniqueConstraint("sign_in_name"),
        sa.Index("ix_people_name_id", "name", "id"),
    )

    id: Mapped[Id]
    unit_id: Mapped[int] = reference("units", index=True)
    name: Mapped[Line]
    sign_in_name: Mapped[Line]
    phone: Mapped[Short | None]
    locale: Mapped[str] = mapped_column(sa.String(2), default="nb")
    password_hash: Mapped[Line | None]
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[Moment | None]
    deactivated_at: Mapped[Moment | None]
    created_at: Mapped[Moment]

    def is_locked(self, now: dt.datetime) -> bool:
        """Whether repeated failures keep this person out for a while."""
        return self.locked_until is not None and self.locked_until > now


class SignIn(db.Model):
    """One device that is, or was, signed in. Its key is the only thing the cookie knows."""

    __tablename__ = "sign_ins"

    id: Mapped[Id]
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = reference("people", index=True)
    device: Mapped[Line]
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]

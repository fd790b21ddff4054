"""People who sign in, and the devices they are signed in on."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Id, Key, Line, Moment, Number, Short, db, one_of, reference
from app.models.sealed import Sealed

LONGEST_TOKEN = 16_000
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
    # Who this is where the organisation signs in: a hash of the provider and its name for the person.
    subject_hash: Mapped[Key | None] = mapped_column(unique=True)
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
    # What the provider gave, to be shown to it once more when this device signs out; gone when it has.
    id_token: Mapped[str | None] = mapped_column(Sealed("sign_ins.id_token", LONGEST_TOKEN))


class Passkey(db.Model):
    """A key in somebody's phone or pocket that signs what we ask; we hold only its public half."""

    __tablename__ = "passkeys"

    id: Mapped[Id]
    person_id: Mapped[int] = reference("people", index=True)
    name: Mapped[str] = mapped_column(Sealed("passkeys.name"))
    # As in WebAuthn, in base64url: a credential's id has at most 1023 bytes.
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(sa.String(2000))
    sign_count: Mapped[Number]
    created_at: Mapped[Moment]
    used_at: Mapped[Moment | None]

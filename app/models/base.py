"""What every table shares: the base class, names of constraints, and the column types of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any, TypeAlias

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, mapped_column

from app.models.at_work import SessionAtWork


class Base(DeclarativeBase):
    """The declarative base; every constraint gets a name, so that migrations can speak of it."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"class_": SessionAtWork, "expire_on_commit": False})


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """A moment in UTC. Refuses naive times on the way in; gives aware ones on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the database")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def session_if_any() -> SessionAtWork | None:
    """The session of this app context, unless nobody has asked for one so far."""
    return db.session() if db.session.registry.has() else None  # type: ignore[return-value]


AnyRow: TypeAlias = sa.Row[*tuple[Any, ...]]
AnySelect: TypeAlias = sa.Select[*tuple[Any, ...]]

Id = Annotated[
    int,
    mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
]
Number = Annotated[int, mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"))]
Moment = Annotated[dt.datetime, mapped_column(UtcDateTime)]
Short = Annotated[str, mapped_column(sa.String(40))]
Line = Annotated[str, mapped_column(sa.String(200))]
Words = Annotated[str, mapped_column(sa.String(1000))]
Key = Annotated[str, mapped_column(sa.String(64))]


def reference(target: str, **options: Any) -> Any:
    """A column that points at another table's id; never cascades, because nothing here is forgotten in passing."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return mapped_column(big, sa.ForeignKey(f"{target}.id"), **options)


def one_of(column: str, words: Iterable[str]) -> sa.CheckConstraint:
    """The CHECK that a column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")

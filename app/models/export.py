"""Files that somebody has asked for and that take time to make: asked for, being made, ready for some hours, gone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.exports import Kind, State
from app.models.base import Id, Moment, Short, db, one_of, reference
from app.models.sealed import Sealed, SealedJson


class Export(db.Model):
    """One file for one person. `wanted` says what of, `shows` whose it turned out to hold: both are sealed.

    `tries` tells makers apart: only whoever holds the last try may go on with it.
    """

    __tablename__ = "exports"
    __table_args__ = (
        one_of("kind", Kind),
        sa.CheckConstraint("(ready_at IS NULL) = (content IS NULL)", name="ready_has_content"),
        sa.CheckConstraint(
            "waiting_since IS NULL OR (ready_at IS NULL AND failed_at IS NULL)", name="waits_until_it_is_made"
        ),
        sa.Index("ix_exports_waiting_since", "waiting_since", sqlite_where=sa.text("waiting_since IS NOT NULL"),
                 postgresql_where=sa.text("waiting_since IS NOT NULL")),
        sa.Index("ix_exports_by_id_id", "by_id", "id"),
    )  # fmt: skip

    id: Mapped[Id]
    kind: Mapped[Short]
    unit_id: Mapped[int | None] = reference("units")
    by_id: Mapped[int] = reference("people")
    language: Mapped[Short]
    wanted: Mapped[Any] = mapped_column(SealedJson("exports.wanted"))
    asked_at: Mapped[Moment]
    waiting_since: Mapped[Moment | None]
    leased_until: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    ready_at: Mapped[Moment | None]
    failed_at: Mapped[Moment | None]
    content: Mapped[str | None] = mapped_column(Sealed("exports.content"), deferred=True)
    shows: Mapped[Any] = mapped_column(SealedJson("exports.shows"))
    expires_at: Mapped[Moment] = mapped_column(index=True)

    @property
    def state(self) -> State:
        if self.ready_at:
            return State.READY
        if self.failed_at:
            return State.FAILED
        return State.BEING_MADE if self.tries else State.ASKED_FOR

    @property
    def mark(self) -> str:
        """Another one whenever the page about it says something else."""
        return f"{self.state}-{self.tries}-{self.done}-{self.steps}"

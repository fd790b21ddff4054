"""Meetings, and which of them wait for somebody."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.afterwards import CONCERNS_LEADER, WENT
from app.domain.case_reference import normalised
from app.domain.events import NO_EVENT
from app.domain.forms_of_meeting import FORMS
from app.models.base import Id, Key, Moment, Short, db, one_of, reference
from app.models.sealed import Sealed, mark_of, mark_under_active_key

WATCHED = sa.text("check_due_at IS NOT NULL")
UNDECIDED = sa.text("awaits_decision_since IS NOT NULL")
# SQLite takes the index over all meetings of a unit as soon as few of its statistics speak for that one: a list would
# follow the history. Named like this, it takes the right one, or says that it cannot.
INDEX_OF_WAITING = {
    "awaits_decision_since": "INDEXED BY ix_meetings_awaiting_decision",
    "awaits_reaction_since": "INDEXED BY ix_meetings_awaiting_reaction",
}
REACTED = sa.text("reacted_at IS NOT NULL")


class Meeting(db.Model):
    """One meeting with a client: when, where, how and about what.

    `reacted_at` is when a leader last answered what it waited for, `reaction_s` the seconds that it had waited.
    `abort_nonce` is what its abort token follows from, `abort_token_hash` what the token is known by; see abort_tokens.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        one_of("form", FORMS),
        sa.CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        one_of("outcome", WENT),
        sa.CheckConstraint("(outcome IS NULL) = (outcome_at IS NULL)", name="outcome_has_its_time"),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR (awaits_decision_since IS NULL AND awaits_reaction_since IS NULL)",
            name="withdrawn_waits_for_nobody",
        ),
        sa.CheckConstraint(
            "check_due_at IS NULL OR (started_at IS NOT NULL AND finished_at IS NULL AND withdrawn_at IS NULL)",
            name="only_one_under_way_is_watched",
        ),
        sa.Index("ix_meetings_employee_id_starts_at_id", "employee_id", "starts_at", "id"),
        sa.Index("ix_meetings_case_mark", "case_mark"),
        sa.Index("ix_meetings_unit_id_starts_at", "unit_id", "starts_at"),
        sa.Index("ix_meetings_watched", "check_due_at", sqlite_where=WATCHED, postgresql_where=WATCHED),
        sa.Index("ix_meetings_undecided", "starts_at", sqlite_where=UNDECIDED, postgresql_where=UNDECIDED),
        sa.Index(
            "ix_meetings_awaiting_decision",
            "unit_id",
            "starts_at",
            "id",
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        ),
        sa.Index(
            "ix_meetings_awaiting_reaction",
            "unit_id",
            "starts_at",
            "id",
            sqlite_where=sa.text("awaits_reaction_since IS NOT NULL"),
            postgresql_where=sa.text("awaits_reaction_since IS NOT NULL"),
        ),
        sa.Index("ix_meetings_reacted", "reacted_at", "id", sqlite_where=REACTED, postgresql_where=REACTED),
        sa.Index(
            "ix_meetings_reacted_unit", "unit_id", "reacted_at", "id", sqlite_where=REACTED, postgresql_where=REACTED
        ),
    )

    id: Mapped[Id]
    unit_id: Mapped[int] = reference("units")
    employee_id: Mapped[int] = reference("people")
    form: Mapped[Short]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    topic: Mapped[str] = mapped_column(Sealed("meetings.topic"))
    place: Mapped[str] = mapped_column(Sealed("meetings.place"))
    case_reference: Mapped[str | None] = mapped_column(Sealed("meetings.case_reference", 40))
    case_mark: Mapped[str | None] = mark_of("case_reference", "meetings.case_mark", normalised)
    place_id: Mapped[int | None] = reference("places")
    created_at: Mapped[Moment]
    confirmed_at: Mapped[Moment | None]
    withdrawn_at: Mapped[Moment | None]
    started_at: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]
    check_due_at: Mapped[Moment | None]
    check_every_min: Mapped[int | None]
    reminded_at: Mapped[Moment | None]
    code_word: Mapped[str | None] = mapped_column(Sealed("meetings.code_word", 40))
    awaits_decision_since: Mapped[Moment | None]
    awaits_reaction_since: Mapped[Moment | None]
    reacted_at: Mapped[Moment | None]
    reaction_s: Mapped[int | None]
    outcome: Mapped[Short | None]
    outcome_at: Mapped[Moment | None]
    abort_nonce: Mapped[Short | None]
    abort_token_hash: Mapped[Key | None] = mapped_column(sa.String(64), index=True, unique=True)
    timeline_length: Mapped[int] = mapped_column(default=0)
    timeline_hash: Mapped[Key] = mapped_column(default=NO_EVENT)

    @orm.validates("case_reference")
    def _mark_it(self, _name: str, reference: str | None) -> str | None:
        self.case_mark = mark_under_active_key(reference, "meetings.case_mark", normalised)
        return reference

    @property
    def stream(self) -> str:
        """The name of this meeting's timeline."""
        return stream_of(self.id)

    @property
    def went_wrong(self) -> bool:
        """Whether its employee has said that it did not go as planned: then it concerns its leader too."""
        return self.outcome in CONCERNS_LEADER

    def is_over(self, now: dt.datetime) -> bool:
        return self.ends_at <= now


def stream_of(meeting_id: int) -> str:
    """The name of a meeting's timeline."""
    return f"meeting/{meeting_id}"

"""Alarms as rows: the escalation itself, its frozen chain, who has acknowledged, and what has been reported."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.escalation import NO_FORM, Action, How, Source, Status, Urgency
from app.domain.events import NO_EVENT
from app.domain.forms_of_meeting import FORMS
from app.models.base import Id, Key, Line, Moment, Number, Short, db, one_of, reference
from app.models.sealed import Sealed

OPEN = sa.text("closed_at IS NULL")
STANDING = sa.text("ended_at IS NULL")


class Escalation(db.Model):
    """One alarm, from the tap until a human has closed it.

    `next_at` is when the clock has something to do with it, the earliest of its deadlines; `timed_at` is
    when those were set. One that lies ahead of the clock tells that the clock was set back.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        one_of("source", Source),
        one_of("urgency", Urgency),
        one_of("status", Status),
        one_of("form", (*FORMS, NO_FORM)),
        sa.UniqueConstraint("employee_id", "client_key", "source", "urgency", "is_drill"),
        sa.UniqueConstraint("id", "employee_id"),
        sa.CheckConstraint(
            "(status = 'ringing' AND owner_id IS NULL AND climb_at IS NOT NULL AND remind_at IS NOT NULL"
            " AND lapse_at IS NULL AND next_at IS NOT NULL)"
            " OR (status = 'owned' AND owner_id IS NOT NULL AND acknowledged_at IS NOT NULL AND remind_at IS NOT NULL"
            " AND climb_at IS NULL AND next_at IS NOT NULL AND (lapse_at IS NULL) = (reported_at IS NOT NULL))"
            " OR (status = 'closed' AND owner_id IS NOT NULL AND acknowledged_at IS NOT NULL AND closed_at IS NOT NULL"
            " AND reported_at IS NOT NULL AND closing_words <> '' AND remind_at IS NULL AND climb_at IS NULL"
            " AND lapse_at IS NULL AND next_at IS NULL)",
            name="status_has_its_facts",
        ),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_is_closed"),
        sa.CheckConstraint("owner_id IS NULL OR owner_id <> employee_id", name="nobody_owns_their_own"),
        sa.Index("ix_escalations_due", "next_at", sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_escalations_timed", "timed_at", sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_escalations_open_unit", "unit_id", "raised_at", sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_escalations_unit_id_raised_at_id", "unit_id", "raised_at", "id"),
        sa.Index("ix_escalations_meeting_id", "meeting_id"),
    )

    id: Mapped[Id]
    client_key: Mapped[Key]
    source: Mapped[Short]
    urgency: Mapped[Short]
    form: Mapped[Short]
    unit_id: Mapped[int] = reference("units")
    employee_id: Mapped[int] = reference("people")
    meeting_id: Mapped[int | None] = reference("meetings")
    place: Mapped[str | None] = mapped_column(Sealed("escalations.place"))
    words: Mapped[str | None] = mapped_column(Sealed("escalations.words", 1000))
    do_not_call: Mapped[bool] = mapped_column(default=False)
    is_drill: Mapped[bool] = mapped_column(default=False)
    raised_at: Mapped[Moment]
    patience_s: Mapped[int]
    status: Mapped[Short]
    position: Mapped[int] = mapped_column(default=0)
    reminders: Mapped[int] = mapped_column(default=0)
    timed_at: Mapped[Moment]
    climb_at: Mapped[Moment | None]
    remind_at: Mapped[Moment | None]
    lapse_at: Mapped[Moment | None]
    next_at: Mapped[Moment | None]
    at_top_since: Mapped[Moment | None]
    owner_id: Mapped[int | None] = reference("people")
    offered_to_id: Mapped[int | None] = reference("people")
    acknowledged_at: Mapped[Moment | None]
    first_acknowledged_at: Mapped[Moment | None]
    reported_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]
    closing_words: Mapped[str | None] = mapped_column(Sealed("escalations.closing_words", 1000))
    timeline_length: Mapped[int] = mapped_column(default=0)
    timeline_hash: Mapped[Key] = mapped_column(default=NO_EVENT)

    @property
    def stream(self) -> str:
        """The name of this alarm's timeline."""
        return f"escalation/{self.id}"


class Link(db.Model):
    """One person in an alarm's chain, frozen when it was raised: who answers after whom."""

    __tablename__ = "escalation_links"
    __table_args__ = (
        one_of("part", ("leader", "deputy")),
        sa.UniqueConstraint("escalation_id", "position"),
        sa.UniqueConstraint("escalation_id", "person_id"),
        sa.Index("ix_escalation_links_person_id", "person_id"),
    )

    id: Mapped[Id]
    escalation_id: Mapped[int] = reference("escalations")
    position: Mapped[int]
    person_id: Mapped[int] = reference("people")
    unit_id: Mapped[int] = reference("units")
    part: Mapped[Short]
    name: Mapped[Line]
    phone: Mapped[Short]
    reached_at: Mapped[Moment | None]
    declined_at: Mapped[Moment | None]


class Acknowledgement(db.Model):
    """Somebody has received and understood: who, how, what was read back, and what they do. One stands at a time.

    `employee_id` is the alarm's own, as the double reference proves, so that the CHECK can refuse one's own alarm.
    """

    __tablename__ = "acknowledgements"
    __table_args__ = (
        one_of("how", How),
        one_of("action", Action),
        sa.CheckConstraint("by_id <> employee_id", name="nobody_acknowledges_their_own"),
        sa.ForeignKeyConstraint(
            ["escalation_id", "employee_id"],
            ["escalations.id", "escalations.employee_id"],
            name="fk_acknowledgements_alarm",
        ),
        sa.Index(
            "uq_acknowledgements_standing",
            "escalation_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: Mapped[Id]
    escalation_id: Mapped[Number]
    employee_id: Mapped[Number]
    by_id: Mapped[int] = reference("people")
    recorded_by_id: Mapped[int] = reference("people")
    how: Mapped[Short]
    understood: Mapped[Line]
    action: Mapped[Short]
    at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class Report(db.Model):
    """A status from the place, by whoever owns the alarm."""

    __tablename__ = "escalation_reports"
    __table_args__ = (sa.Index("ix_escalation_reports_escalation_id_id", "escalation_id", "id"),)

    id: Mapped[Id]
    escalation_id: Mapped[int] = reference("escalations")
    by_id: Mapped[int] = reference("people")
    words: Mapped[str] = mapped_column(Sealed("escalation_reports.words", 1000))
    at: Mapped[Moment]


class FollowUp(db.Model):
    """The employee is followed up after an alarm: on day 0, 1, 7 and 30, by somebody by name."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        sa.UniqueConstraint("escalation_id", "day"),
        sa.Index(
            "ix_follow_ups_open",
            "assigned_to_id",
            "due_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    escalation_id: Mapped[int] = reference("escalations")
    day: Mapped[int]
    assigned_to_id: Mapped[int] = reference("people")
    due_at: Mapped[Moment]
    done_at: Mapped[Moment | None]
    done_by_id: Mapped[int | None] = reference("people")

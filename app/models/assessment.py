"""Assessments of meetings, the measures agreed on, and how leaders answered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.afterwards import EFFECTS
from app.domain.decisions import OUTCOMES, REACTIONS
from app.domain.forms_of_meeting import FORMS
from app.domain.levels import Gate, Level
from app.models.base import Id, Moment, Short, db, one_of, reference
from app.models.sealed import Sealed, SealedJson

LEVELS = [level.code for level in Level]
CURRENT = sa.text("superseded_at IS NULL")
RECEIPT = sa.text("kind = 'seen'")


def _partial(name: str, *columns: str, where: str) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class Assessment(db.Model):
    """One round of judging one meeting. It is a draft until it is logged, and frozen from then on."""

    __tablename__ = "assessments"
    __table_args__ = (
        one_of("form", FORMS),
        one_of("level", LEVELS),
        one_of("residual", LEVELS),
        one_of("gate", Gate),
        sa.CheckConstraint(
            "(logged_at IS NULL) = (level IS NULL) AND (level IS NULL) = (residual IS NULL)"
            " AND (level IS NULL) = (gate IS NULL)",
            name="logged_means_judged",
        ),
        sa.UniqueConstraint("meeting_id", "round"),
        sa.Index("uq_assessments_current", "meeting_id", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
    )

    id: Mapped[Id]
    meeting_id: Mapped[int] = reference("meetings")
    round: Mapped[int]
    checklist_version: Mapped[Short]
    form: Mapped[Short]
    answers: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    confirmed: Mapped[list[str]] = mapped_column(sa.JSON)
    choices: Mapped[dict[str, Any]] = mapped_column(SealedJson("assessments.choices"))
    copied_from_id: Mapped[int | None] = reference("assessments")
    findings: Mapped[list[list[str]]] = mapped_column(sa.JSON, default=list)
    level: Mapped[Short | None]
    residual: Mapped[Short | None]
    gate: Mapped[Short | None]
    spoken_with: Mapped[str | None] = mapped_column(Sealed("assessments.spoken_with"))
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]
    logged_at: Mapped[Moment | None]
    superseded_at: Mapped[Moment | None]

    @property
    def is_flagged(self) -> bool:
        """Whether it concerns others than the employee: the gate asks for a leader's eyes."""
        return self.gate is not None and self.gate != Gate.HOLD


class ChosenMeasure(db.Model):
    """A measure agreed on: from the catalogue or in one's own words; who, by when, whether it was done, and helped.

    `responsible` is the name that was agreed on; `responsible_id` who is reminded: that colleague, or whoever
    planned the meeting. Nobody waits for it after `settled_at`: it is done, was not needed, or fell away.
    """

    __tablename__ = "measures"
    __table_args__ = (
        one_of("effect", EFFECTS),
        sa.CheckConstraint("(code IS NULL) <> (words IS NULL)", name="code_or_words"),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        sa.CheckConstraint("done_at IS NULL OR settled_at IS NOT NULL", name="done_is_settled"),
        sa.CheckConstraint(
            "(effect IS NULL) = (effect_at IS NULL) AND (effect IS NULL) = (effect_by_id IS NULL)"
            " AND (effect IS NULL OR effect = 'not_needed' OR done_at IS NOT NULL)",
            name="judged_by_somebody",
        ),
        _partial("ix_measures_open_unit", "unit_id", "due_at", "id", where="settled_at IS NULL"),
        _partial("ix_measures_open_responsible", "responsible_id", "due_at", "id", where="settled_at IS NULL"),
        _partial("ix_measures_done_unit", "unit_id", "done_at", "id", where="done_at IS NOT NULL"),
        _partial("ix_measures_done_responsible", "responsible_id", "done_at", "id", where="done_at IS NOT NULL"),
        _partial("ix_measures_to_remind", "remind_at", where="remind_at IS NOT NULL"),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = reference("assessments", index=True)
    meeting_id: Mapped[int] = reference("meetings", index=True)
    unit_id: Mapped[int] = reference("units")
    employee_id: Mapped[int] = reference("people")
    code: Mapped[Short | None]
    words: Mapped[str | None] = mapped_column(Sealed("measures.words"))
    responsible: Mapped[str] = mapped_column(Sealed("measures.responsible"))
    responsible_id: Mapped[int] = reference("people")
    due_at: Mapped[Moment]
    remind_at: Mapped[Moment | None]
    done_at: Mapped[Moment | None]
    done_by_id: Mapped[int | None] = reference("people")
    effect: Mapped[Short | None]
    effect_at: Mapped[Moment | None]
    effect_by_id: Mapped[int | None] = reference("people")
    settled_at: Mapped[Moment | None]


class Decision(db.Model):
    """A leader's answer to a flagged assessment. There is one, and it stands."""

    __tablename__ = "decisions"
    __table_args__ = (one_of("outcome", OUTCOMES), sa.UniqueConstraint("assessment_id"))

    id: Mapped[Id]
    assessment_id: Mapped[int] = reference("assessments")
    outcome: Mapped[Short]
    words: Mapped[str] = mapped_column(Sealed("decisions.words", 1000))
    by_id: Mapped[int] = reference("people")
    at: Mapped[Moment]


class Reaction(db.Model):
    """A receipt ("seen") or a comment on an assessment, by a leader or a safety representative."""

    __tablename__ = "reactions"
    __table_args__ = (
        one_of("kind", REACTIONS),
        sa.Index("ix_reactions_assessment_id_id", "assessment_id", "id"),
        sa.Index(
            "uq_reactions_receipt",
            "assessment_id",
            "by_id",
            unique=True,
            sqlite_where=RECEIPT,
            postgresql_where=RECEIPT,
        ),
    )

    id: Mapped[Id]
    assessment_id: Mapped[int] = reference("assessments")
    kind: Mapped[Short]
    words: Mapped[str | None] = mapped_column(Sealed("reactions.words", 1000))
    by_id: Mapped[int] = reference("people")
    at: Mapped[Moment]

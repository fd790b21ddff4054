"""Assessments of meetings, the measures agreed on, and how leaders answered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.decisions import OUTCOMES, REACTIONS
from app.domain.forms_of_meeting import FORMS
from app.domain.levels import Gate, Level
from app.models.base import Id, Moment, Short, db, one_of, reference
from app.models.sealed import Sealed, SealedJson

LEVELS = [level.code for level in Level]
CURRENT = sa.text("superseded_at IS NULL")
RECEIPT = sa.text("kind = 'seen'")


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
    """A measure agreed on: from the catalogue or in one's own words, with who and by when."""

    __tablename__ = "measures"
    __table_args__ = (sa.CheckConstraint("(code IS NULL) <> (words IS NULL)", name="code_or_words"),)

    id: Mapped[Id]
    assessment_id: Mapped[int] = reference("assessments", index=True)
    code: Mapped[Short | None]
    words: Mapped[str | None] = mapped_column(Sealed("measures.words"))
    responsible: Mapped[str] = mapped_column(Sealed("measures.responsible"))
    due_at: Mapped[Moment]
    done_at: Mapped[Moment | None]


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

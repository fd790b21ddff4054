"""Keep a register of training: who took what, and until when it holds

Revision ID: 0010
Revises: 0009

"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COURSES = (
    "course IN ('violence_and_threats', 'alarm_and_evacuation', 'risk_before_meetings', 'conflict_handling', "
    "'meetings_outside', 'phone_and_digital')"
)


def upgrade() -> None:
    op.create_table(
        "trainings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, sa.ForeignKey("people.id", name="fk_trainings_person_id_people"), nullable=False),
        sa.Column("course", sa.String(40), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("by_id", BIG, sa.ForeignKey("people.id", name="fk_trainings_by_id_people"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(COURSES, name=op.f("ck_trainings_course_known")),
        sa.CheckConstraint("taken_on <= valid_to", name=op.f("ck_trainings_holds_from_when_it_was_taken")),
        sa.PrimaryKeyConstraint("id", name="pk_trainings"),
        sa.UniqueConstraint("person_id", "course", "taken_on", name="uq_trainings_person_id_course_taken_on"),
    )
    op.create_index("ix_trainings_valid_to", "trainings", ["valid_to"])


def downgrade() -> None:
    op.drop_table("trainings")

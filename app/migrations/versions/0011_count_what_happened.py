"""Count what happened, by unit and month

Revision ID: 0011
Revises: 0010

"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUBJECTS = (
    "subject IN ('meetings', 'form', 'status', 'rule', 'measure', 'effect', 'reaction', 'reaction_minutes', 'alarm',"
    " 'abort_hour', 'outcome')"
)


def upgrade() -> None:
    op.create_table(
        "counts",
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint(SUBJECTS, name=op.f("ck_counts_subject_known")),
        sa.CheckConstraint("n > 0", name=op.f("ck_counts_only_what_happened")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_counts_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "month", "subject", "key", name=op.f("pk_counts")),
    )
    op.create_table(
        "counting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settled", BIG, nullable=False),
        sa.Column("seen", BIG, nullable=False),
        sa.Column("through", sa.Date(), nullable=True),
        sa.Column("version", BIG, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_counting_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counting")),
    )
    op.create_index("ix_meetings_unit_id_starts_at", "meetings", ["unit_id", "starts_at"])


def downgrade() -> None:
    op.drop_index("ix_meetings_unit_id_starts_at", "meetings")
    op.drop_table("counting")
    op.drop_table("counts")

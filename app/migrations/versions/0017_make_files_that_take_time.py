"""Make files that take time: rows that are asked for, made by the worker, and gone after some hours

Revision ID: 0017
Revises: 0016

"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'year_report', 'all_units_csv', 'all_units_xlsx', 'about_me', 'about_case'"
WAITING = sa.text("waiting_since IS NOT NULL")


def upgrade() -> None:
    sealed = sa.Text() if op.get_bind().dialect.name == "postgresql" else sa.String(200)
    op.create_table(
        "exports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("units.id", name="fk_exports_unit_id_units")),
        sa.Column("by_id", BIG, sa.ForeignKey("people.id", name="fk_exports_by_id_people"), nullable=False),
        sa.Column("language", sa.String(40), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sealed, nullable=True),
        sa.Column("shows", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_exports_kind_known")),
        sa.CheckConstraint("(ready_at IS NULL) = (content IS NULL)", name=op.f("ck_exports_ready_has_content")),
        sa.CheckConstraint(
            "waiting_since IS NULL OR (ready_at IS NULL AND failed_at IS NULL)",
            name=op.f("ck_exports_waits_until_it_is_made"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    op.create_index(
        "ix_exports_waiting_since", "exports", ["waiting_since"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_exports_by_id_id", "exports", ["by_id", "id"])
    op.create_index("ix_exports_expires_at", "exports", ["expires_at"])


def downgrade() -> None:
    op.drop_table("exports")

"""Administer units and people: closed units, transfers, and people by name

Revision ID: 0014
Revises: 0013

"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLANNED = sa.text("done_at IS NULL AND dropped_at IS NULL")


def upgrade() -> None:
    op.add_column("units", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_people_name_id", "people", ["name", "id"])
    op.create_table(
        "transfers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_transfers_person_id_people"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_transfers_unit_id_units"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_transfers_by_id_people"),
    )
    op.create_index("ix_transfers_planned", "transfers", ["on_date"], sqlite_where=PLANNED, postgresql_where=PLANNED)
    op.create_index(
        "uq_transfers_one_planned",
        "transfers",
        ["person_id"],
        unique=True,
        sqlite_where=PLANNED,
        postgresql_where=PLANNED,
    )


def downgrade() -> None:
    op.drop_table("transfers")
    op.drop_index("ix_people_name_id", "people")
    with op.batch_alter_table("units") as units:
        units.drop_column("closed_at")

"""Sign in where the organisation does: who somebody is there, roles from groups, and trips to the provider

Revision ID: 0018
Revises: 0017

"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TOKEN = sa.String(16_000).with_variant(sa.Text(), "postgresql")


def upgrade() -> None:
    op.add_column("appointments", sa.Column("by_group", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sign_ins", sa.Column("id_token", TOKEN, nullable=True))
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("subject_hash", sa.String(64), nullable=True))
        people.create_unique_constraint(op.f("uq_people_subject_hash"), ["subject_hash"])
    op.create_table(
        "round_trips",
        sa.Column("id", BIG, nullable=False),
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("carried", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_trips")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_round_trips_state_hash")),
    )
    op.create_index(op.f("ix_round_trips_expires_at"), "round_trips", ["expires_at"])


def downgrade() -> None:
    op.drop_table("round_trips")
    with op.batch_alter_table("people") as people:
        people.drop_constraint(op.f("uq_people_subject_hash"), type_="unique")
        people.drop_column("subject_hash")
    for table, column in (("sign_ins", "id_token"), ("appointments", "by_group")):
        with op.batch_alter_table(table) as changed:
            changed.drop_column(column)

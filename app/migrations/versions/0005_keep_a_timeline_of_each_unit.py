"""Keep a timeline of each unit: who stands in, and when its leader is away

Revision ID: 0005
Revises: 0004

"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NO_EVENT = "0" * 64


def upgrade() -> None:
    with op.batch_alter_table("units") as units:
        units.add_column(sa.Column("timeline_length", sa.Integer(), nullable=False, server_default="0"))
        units.add_column(sa.Column("timeline_hash", sa.String(64), nullable=False, server_default=NO_EVENT))


def downgrade() -> None:
    with op.batch_alter_table("units") as units:
        units.drop_column("timeline_hash")
        units.drop_column("timeline_length")

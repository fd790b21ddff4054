"""Keep the abort token with its meeting

Revision ID: 0016
Revises: 0015

"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOVE = """
UPDATE meetings SET
    abort_nonce = (SELECT nonce FROM abort_tokens WHERE meeting_id = meetings.id),
    abort_token_hash = (SELECT token_hash FROM abort_tokens WHERE meeting_id = meetings.id)
WHERE id IN (SELECT meeting_id FROM abort_tokens)
"""
# How long a token lives follows from its meeting now; of before, nothing but its end is known.
MOVE_BACK = """
INSERT INTO abort_tokens (token_hash, nonce, meeting_id, employee_id, expires_at)
SELECT abort_token_hash, abort_nonce, id, employee_id, ends_at FROM meetings WHERE abort_token_hash IS NOT NULL
"""


def upgrade() -> None:
    op.add_column("meetings", sa.Column("abort_nonce", sa.String(40)))
    op.add_column("meetings", sa.Column("abort_token_hash", sa.String(64)))
    op.create_index(op.f("ix_meetings_abort_token_hash"), "meetings", ["abort_token_hash"], unique=True)
    op.execute(MOVE)
    op.drop_table("abort_tokens")


def downgrade() -> None:
    op.create_table(
        "abort_tokens",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(40), nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("employee_id", BIG, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["employee_id"], ["people.id"], name=op.f("fk_abort_tokens_employee_id_people")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_abort_tokens_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abort_tokens")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_abort_tokens_meeting_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_abort_tokens_token_hash")),
    )
    op.execute(MOVE_BACK)
    op.drop_index(op.f("ix_meetings_abort_token_hash"), "meetings")
    op.drop_column("meetings", "abort_token_hash")
    op.drop_column("meetings", "abort_nonce")

"""Say what was shown: each access line tells it, and is found by unit, by reader and by whom it is about

Revision ID: 0008
Revises: 0007

"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES = {"unit_id": "ix_access_lines_unit_id", "by_id": "ix_access_lines_by_id"}
SAME = "EXISTS (SELECT 1 FROM access_lines WHERE id = NEW.id)"
REFUSE = "BEGIN SELECT RAISE(ABORT, 'written once, never changed'); END"


def upgrade() -> None:
    with op.batch_alter_table("access_lines") as lines:
        lines.add_column(sa.Column("shown", sa.String(200), nullable=False, server_default=""))
        lines.alter_column("about_id", existing_type=sa.BigInteger(), nullable=True)
    _guard_again()
    op.drop_index("ix_access_lines_about_id_id", "access_lines")
    for column, name in INDEXES.items():
        op.drop_index(name, "access_lines")
    for column in ("unit_id", "by_id", "about_id"):
        op.create_index(f"ix_access_lines_{column}_at_id", "access_lines", [column, "at", "id"])


def downgrade() -> None:
    for column in ("unit_id", "by_id", "about_id"):
        op.drop_index(f"ix_access_lines_{column}_at_id", "access_lines")
    for column, name in INDEXES.items():
        op.create_index(name, "access_lines", [column])
    op.create_index("ix_access_lines_about_id_id", "access_lines", ["about_id", "id"])
    with op.batch_alter_table("access_lines") as lines:
        lines.drop_column("shown")
    _guard_again()


def _guard_again() -> None:
    """SQLite alters a table by making it anew, and its triggers go with the old one."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for move in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER access_lines_refuse_{move.lower()} BEFORE {move} ON access_lines {REFUSE}")
    op.execute(f"CREATE TRIGGER access_lines_refuse_replace BEFORE INSERT ON access_lines WHEN {SAME} {REFUSE}")

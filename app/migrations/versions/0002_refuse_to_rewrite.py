"""Refuse to rewrite what is written: events and access lines are append-only, whatever the code does

Revision ID: 0002
Revises: 0001

"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WRITTEN_ONCE = ("events", "access_lines")
MOVES = ("UPDATE", "DELETE")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'written once, never changed'; END $$"
        )
        for table in WRITTEN_ONCE:
            op.execute(
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite()"
            )
        return
    for table in WRITTEN_ONCE:
        for move in MOVES:
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{move.lower()} BEFORE {move} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'written once, never changed'); END"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in WRITTEN_ONCE:
            op.execute(f"DROP TRIGGER {table}_written_once ON {table}")
        op.execute("DROP FUNCTION refuse_to_rewrite()")
        return
    for table in WRITTEN_ONCE:
        for move in MOVES:
            op.execute(f"DROP TRIGGER {table}_refuse_{move.lower()}")

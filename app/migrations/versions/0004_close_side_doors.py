"""Close the side doors: one receipt each, and no rewriting by REPLACE or TRUNCATE

Revision ID: 0004
Revises: 0003

"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What makes a line that line: a second one with the same would take the place of the first.
KNOWN_BY = {"events": "id = NEW.id OR (stream = NEW.stream AND number = NEW.number)", "access_lines": "id = NEW.id"}
RECEIPT = sa.text("kind = 'seen'")


def upgrade() -> None:
    op.create_index(
        "uq_reactions_receipt",
        "reactions",
        ["assessment_id", "by_id"],
        unique=True,
        sqlite_where=RECEIPT,
        postgresql_where=RECEIPT,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in KNOWN_BY:
            op.execute(
                f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite()"
            )
        return
    for table, same in KNOWN_BY.items():
        # SQLite's REPLACE removes the old row without asking the trigger that refuses to delete.
        op.execute(
            f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            "BEGIN SELECT RAISE(ABORT, 'written once, never changed'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in KNOWN_BY:
            op.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")
    else:
        for table in KNOWN_BY:
            op.execute(f"DROP TRIGGER {table}_refuse_replace")
    op.drop_index("uq_reactions_receipt", "reactions")

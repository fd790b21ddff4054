"""Anchor the record: a row a day over the heads of all timelines, never changed

Revision ID: 0006
Revises: 0005

"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# What makes a row that row: SQLite's REPLACE would put another in its place.
KNOWN_BY = {
    "anchors": "number = NEW.number",
    "anchored_heads": "anchor_number = NEW.anchor_number AND stream = NEW.stream",
}


def upgrade() -> None:
    op.create_table(
        "anchors",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_event_id", BIG, nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_anchors")),
    )
    op.create_table(
        "anchored_heads",
        sa.Column("anchor_number", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["anchor_number"], ["anchors.number"], name=op.f("fk_anchored_heads_anchor_number_anchors")
        ),
        sa.PrimaryKeyConstraint("anchor_number", "stream", name=op.f("pk_anchored_heads")),
    )
    op.create_index("ix_anchored_heads_stream_number", "anchored_heads", ["stream", "number"])
    if op.get_bind().dialect.name == "postgresql":
        for table in KNOWN_BY:
            op.execute(
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite()"
            )
        return
    for table, same in KNOWN_BY.items():
        for move in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{move.lower()} BEFORE {move} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'written once, never changed'); END"
            )
        op.execute(
            f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            "BEGIN SELECT RAISE(ABORT, 'written once, never changed'); END"
        )


def downgrade() -> None:
    op.drop_table("anchored_heads")  # and its triggers with it
    op.drop_table("anchors")

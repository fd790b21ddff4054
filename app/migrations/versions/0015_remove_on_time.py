"""Remove on time: tombstones, holds, and a guarded way for lines to go

Revision ID: 0015
Revises: 0014

"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDING = sa.text("lifted_at IS NULL")
KEPT = ("draft", "assessment", "alarm", "notice", "sign_in", "submission", "access_line")
REFUSED = "written once, never changed"

# A line goes only while a tombstone for it is being laid; and no tombstone can be left like that.
MAY_GO = {
    "events": "SELECT 1 FROM tombstones WHERE stream = OLD.stream AND being_removed IS NOT NULL",
    "access_lines": (
        "SELECT 1 FROM tombstones WHERE kept = 'access_line' AND being_removed IS NOT NULL"
        " AND unit_id = OLD.unit_id AND OLD.id <= up_to_id AND OLD.at < {a_year_before}"
    ),
}
A_YEAR_BEFORE = {"sqlite": "datetime(removed_at, '-365 days')", "postgresql": "removed_at - interval '365 days'"}
# A tombstone is laid for a whole timeline as it stands, and never for what must be kept.
MAY_BE_LAID = (
    "NEW.being_removed IS NOT NULL AND (NEW.kept = 'access_line' OR ("
    "EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND number = NEW.length AND hash = NEW.hash)"
    " AND NOT EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream AND number > NEW.length)"
    " AND NOT EXISTS (SELECT 1 FROM holds WHERE stream = NEW.stream AND lifted_at IS NULL)"
    " AND CASE"
    " WHEN NEW.stream LIKE 'meeting/%' THEN NOT EXISTS"
    " (SELECT 1 FROM escalations WHERE meeting_id = CAST(substr(NEW.stream, 9) AS BIGINT))"
    " WHEN NEW.stream LIKE 'escalation/%' THEN EXISTS"
    " (SELECT 1 FROM escalations WHERE id = CAST(substr(NEW.stream, 12) AS BIGINT) AND closed_at IS NOT NULL)"
    " AND NOT EXISTS"
    " (SELECT 1 FROM follow_ups WHERE escalation_id = CAST(substr(NEW.stream, 12) AS BIGINT) AND done_at IS NULL)"
    " ELSE 1 = 0 END))"
)
COLUMNS = ("stream", "kept", "length", "hash", "unit_id", "month", "removed_at", "noted_number")
SAME = " AND ".join(f"NEW.{column} = OLD.{column}" for column in COLUMNS)
SAME += " AND coalesce(NEW.form, '') = coalesce(OLD.form, '') AND coalesce(NEW.up_to_id, 0) = coalesce(OLD.up_to_id, 0)"
# The one change that a tombstone ever sees: that nothing of it is left.
MAY_BE_CLOSED = (
    f"NEW.being_removed IS NULL AND OLD.being_removed IS NOT NULL AND {SAME}"
    " AND NOT EXISTS (SELECT 1 FROM events WHERE stream = NEW.stream)"
)


def upgrade() -> None:
    _make_tables()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _make_tables() -> None:
    op.create_table(
        "never_there",
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("id <> id", name=op.f("ck_never_there_stays_empty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_never_there")),
    )
    op.create_table(
        "tombstones",
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("kept", sa.String(40), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("form", sa.String(40), nullable=True),
        sa.Column("up_to_id", BIG, nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_number", sa.Integer(), nullable=False),
        sa.Column("being_removed", BIG, nullable=True),
        sa.CheckConstraint(f"kept IN {KEPT}", name=op.f("ck_tombstones_kept_known")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tombstones_unit_id_units")),
        sa.ForeignKeyConstraint(
            ["being_removed"],
            ["never_there.id"],
            name=op.f("fk_tombstones_being_removed_never_there"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_tombstones")),
    )
    op.create_index("ix_tombstones_unit_id_month", "tombstones", ["unit_id", "month"])
    op.create_table(
        "holds",
        sa.Column("id", BIG, nullable=False),
        sa.Column("stream", sa.String(40), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("reason", sa.String(1000).with_variant(sa.Text(), "postgresql"), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_holds_unit_id_units")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_holds_by_id_people")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["people.id"], name=op.f("fk_holds_lifted_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_unit_id", "holds", ["unit_id"])
    op.create_index(
        "uq_holds_standing", "holds", ["stream"], unique=True, sqlite_where=STANDING, postgresql_where=STANDING
    )


def _guard_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for table, may_go in MAY_GO.items():
        may_go = may_go.format(a_year_before=A_YEAR_BEFORE["sqlite"])
        op.execute(f"DROP TRIGGER {table}_refuse_delete")
        op.execute(
            f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({may_go}) {refuse}"
        )
    op.execute(f"CREATE TRIGGER tombstones_guarded BEFORE INSERT ON tombstones WHEN NOT ({MAY_BE_LAID}) {refuse}")
    op.execute(
        "CREATE TRIGGER tombstones_refuse_replace BEFORE INSERT ON tombstones"
        f" WHEN EXISTS (SELECT 1 FROM tombstones WHERE stream = NEW.stream) {refuse}"
    )
    op.execute(f"CREATE TRIGGER tombstones_closed BEFORE UPDATE ON tombstones WHEN NOT ({MAY_BE_CLOSED}) {refuse}")
    op.execute(f"CREATE TRIGGER tombstones_refuse_delete BEFORE DELETE ON tombstones {refuse}")


def _guard_postgresql() -> None:
    for table, may_go in MAY_GO.items():
        may_go = may_go.format(a_year_before=A_YEAR_BEFORE["postgresql"])
        _function(f"{table}_only_on_time", f"EXISTS ({may_go})", "OLD")
        op.execute(f"DROP TRIGGER {table}_written_once ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_written_once BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_only_on_time BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_only_on_time()"
        )
    for name, move, condition in (("guarded", "INSERT", MAY_BE_LAID), ("closed", "UPDATE", MAY_BE_CLOSED)):
        _function(f"tombstones_{name}", condition, "NEW")
        op.execute(
            f"CREATE TRIGGER tombstones_{name} BEFORE {move} ON tombstones "
            f"FOR EACH ROW EXECUTE FUNCTION tombstones_{name}()"
        )
    op.execute(
        "CREATE TRIGGER tombstones_refuse_delete BEFORE DELETE ON tombstones "
        "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite()"
    )
    op.execute(
        "CREATE TRIGGER tombstones_never_emptied BEFORE TRUNCATE ON tombstones "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite()"
    )


def _function(name: str, condition: str, row: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {condition} THEN RETURN {row}; END IF; RAISE EXCEPTION '{REFUSED}'; END $$"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in MAY_GO:
            op.execute(f"DROP TRIGGER {table}_only_on_time ON {table}")
            op.execute(f"DROP FUNCTION {table}_only_on_time()")
            op.execute(f"DROP TRIGGER {table}_written_once ON {table}")
            op.execute(
                f"CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite()"
            )
    else:
        for table in MAY_GO:
            op.execute(f"DROP TRIGGER {table}_refuse_delete")
            op.execute(
                f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
    op.drop_table("holds")
    op.drop_table("tombstones")
    op.drop_table("never_there")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION tombstones_guarded()")
        op.execute("DROP FUNCTION tombstones_closed()")

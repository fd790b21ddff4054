"""Follow measures up, ask how a meeting went, and keep how long a leader took to answer

Revision ID: 0013
Revises: 0012

"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

WENT = "outcome IN ('as_planned', 'not_as_planned', 'incident')"
HAS_ITS_TIME = "(outcome IS NULL) = (outcome_at IS NULL)"
CHECKS = {
    "code_or_words": "(code IS NULL) <> (words IS NULL)",
    "effect_known": "effect IN ('yes', 'partly', 'no', 'not_needed')",
    "done_by_somebody": "(done_at IS NULL) = (done_by_id IS NULL)",
    "done_is_settled": "done_at IS NULL OR settled_at IS NOT NULL",
    "judged_by_somebody": (
        "(effect IS NULL) = (effect_at IS NULL) AND (effect IS NULL) = (effect_by_id IS NULL)"
        " AND (effect IS NULL OR effect = 'not_needed' OR done_at IS NOT NULL)"
    ),
}
POINTERS = {
    "meeting_id": "meetings",
    "unit_id": "units",
    "employee_id": "people",
    "responsible_id": "people",
    "done_by_id": "people",
    "effect_by_id": "people",
}
ALWAYS = ("meeting_id", "unit_id", "employee_id", "responsible_id")
# By name: the table, what it orders by, and which rows it holds.
INDEXES = {
    "ix_meetings_reacted": ("meetings", ["reacted_at", "id"], "reacted_at IS NOT NULL"),
    "ix_meetings_reacted_unit": ("meetings", ["unit_id", "reacted_at", "id"], "reacted_at IS NOT NULL"),
    "ix_measures_open_unit": ("measures", ["unit_id", "due_at", "id"], "settled_at IS NULL"),
    "ix_measures_open_responsible": ("measures", ["responsible_id", "due_at", "id"], "settled_at IS NULL"),
    "ix_measures_done_unit": ("measures", ["unit_id", "done_at", "id"], "done_at IS NOT NULL"),
    "ix_measures_done_responsible": ("measures", ["responsible_id", "done_at", "id"], "done_at IS NOT NULL"),
    "ix_measures_to_remind": ("measures", ["remind_at"], "remind_at IS NOT NULL"),
}
# Measures agreed on before this are old: their planner answers for them, and nobody is reminded of them now.
WHOSE = """
UPDATE measures SET
  meeting_id = (SELECT m.id FROM meetings m JOIN assessments a ON a.meeting_id = m.id
                WHERE a.id = measures.assessment_id),
  unit_id = (SELECT m.unit_id FROM meetings m JOIN assessments a ON a.meeting_id = m.id
             WHERE a.id = measures.assessment_id),
  employee_id = (SELECT m.employee_id FROM meetings m JOIN assessments a ON a.meeting_id = m.id
                 WHERE a.id = measures.assessment_id),
  settled_at = COALESCE(done_at, (SELECT COALESCE(a.superseded_at, m.withdrawn_at)
                FROM meetings m JOIN assessments a ON a.meeting_id = m.id WHERE a.id = measures.assessment_id))
"""
ANSWERED = """
UPDATE meetings SET reacted_at = (
  SELECT d.at FROM decisions d JOIN assessments a ON a.id = d.assessment_id
  WHERE a.meeting_id = meetings.id AND a.superseded_at IS NULL)
"""


def upgrade() -> None:
    _ask_how_meetings_went()
    with op.batch_alter_table("measures") as measures:
        for name in POINTERS:
            measures.add_column(sa.Column(name, BIG))
        for name in ("remind_at", "effect_at", "settled_at"):
            measures.add_column(sa.Column(name, MOMENT))
        measures.add_column(sa.Column("effect", sa.String(40)))
    op.execute(WHOSE)
    op.execute("UPDATE measures SET responsible_id = employee_id")
    op.execute("UPDATE measures SET done_by_id = employee_id WHERE done_at IS NOT NULL")
    op.execute(ANSWERED)
    kept = [sa.CheckConstraint(CHECKS["code_or_words"], name=op.f("ck_measures_code_or_words"))]
    with op.batch_alter_table("measures", table_args=kept) as measures:
        for name in ALWAYS:
            measures.alter_column(name, existing_type=BIG, nullable=False)
        for name, target in POINTERS.items():
            measures.create_foreign_key(f"fk_measures_{name}_{target}", target, [name], ["id"])
        for name, rule in CHECKS.items():
            if name != "code_or_words":
                measures.create_check_constraint(op.f(f"ck_measures_{name}"), rule)
    op.create_index("ix_measures_meeting_id", "measures", ["meeting_id"])
    for name, (table, columns, where) in INDEXES.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _ask_how_meetings_went() -> None:
    """Each column with its CHECK in one statement, which both databases take without copying the table."""
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    for column in (
        f"outcome VARCHAR(40) CONSTRAINT ck_meetings_outcome_known CHECK ({WENT})",
        f"outcome_at {moment} CONSTRAINT ck_meetings_outcome_has_its_time CHECK ({HAS_ITS_TIME})",
        f"reacted_at {moment}",
        "reaction_s INTEGER",
    ):
        op.execute(f"ALTER TABLE meetings ADD COLUMN {column}")


def downgrade() -> None:
    for name, (table, _columns, _where) in INDEXES.items():
        op.drop_index(name, table)
    op.drop_index("ix_measures_meeting_id", "measures")
    kept = [sa.CheckConstraint(CHECKS["code_or_words"], name=op.f("ck_measures_code_or_words"))]
    with op.batch_alter_table("measures", table_args=kept) as measures:
        for name, target in POINTERS.items():
            measures.drop_constraint(f"fk_measures_{name}_{target}", type_="foreignkey")
        for name in (*POINTERS, "remind_at", "effect_at", "settled_at", "effect"):
            measures.drop_column(name)
    # In this order: a column cannot go as long as another one's CHECK names it.
    for name in ("outcome_at", "outcome", "reacted_at", "reaction_s"):
        op.execute(f"ALTER TABLE meetings DROP COLUMN {name}")

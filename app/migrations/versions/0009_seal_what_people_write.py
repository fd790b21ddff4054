"""Seal what people write, and where they are told: nobody reads it in a copy of the database

Revision ID: 0009
Revises: 0008
"""

import json

import sqlalchemy as sa
from alembic import op

from app.domain.case_reference import normalised
from app.models.sealed import ring

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BATCH = 500
SEALED = {
    "meetings": {"topic": 200, "place": 200, "case_reference": 40, "code_word": 40},
    "assessments": {"spoken_with": 200, "choices": None},
    "measures": {"words": 200, "responsible": 200},
    "decisions": {"words": 1000},
    "reactions": {"words": 1000},
    "escalations": {"place": 200, "words": 1000, "closing_words": 1000},
    "escalation_reports": {"words": 1000},
    "addresses": {"target": 2000, "label": 200},
    "uploads": {"filename": 200, "content": None},
}
MARKS = {"meetings": "case_mark", "addresses": "target_mark"}


def upgrade() -> None:
    for table, mark in MARKS.items():
        op.add_column(table, sa.Column(mark, sa.String(64), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in SEALED.items():
            for column, length in columns.items():
                if length:  # only the catalogue changes, no row
                    op.alter_column(table, column, type_=sa.Text(), existing_type=sa.String(length))
    for table, columns in SEALED.items():
        _rewrite(table, list(columns), _sealed)
    for table, mark in MARKS.items():
        op.create_index(f"ix_{table}_{mark}", table, [mark])


def downgrade() -> None:
    for table, columns in SEALED.items():
        _rewrite(table, list(columns), _opened)
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in SEALED.items():
            for column, length in columns.items():
                if length:
                    op.alter_column(table, column, type_=sa.String(length), existing_type=sa.Text())
    for table, mark in MARKS.items():
        op.drop_index(f"ix_{table}_{mark}", table)
        op.drop_column(table, mark)


def _rewrite(table, columns, change):
    """Each row anew, in the order of the ids, some hundred at a time. Columns without a length are JSON."""
    kinds = {column: sa.Text() if SEALED[table][column] else sa.JSON() for column in columns}
    if table in MARKS:
        kinds[MARKS[table]] = sa.Text()
    rows = sa.table(table, sa.column("id", sa.BigInteger()), *(sa.column(*each) for each in kinds.items()))
    batch = sa.select(*(rows.c[each] for each in ("id", *columns))).where(rows.c.id > sa.bindparam("last"))
    write = sa.update(rows).where(rows.c.id == sa.bindparam("this"))
    write = write.values({column: sa.bindparam(f"new_{column}", type_=kind) for column, kind in kinds.items()})
    last, connection = -1, op.get_bind()
    while found := connection.execute(batch.order_by(rows.c.id).limit(BATCH), {"last": last}).mappings().all():
        last = found[-1]["id"]
        connection.execute(write, [{"this": row["id"], **change(table, columns, row)} for row in found])


def _sealed(table, columns, row):
    fresh = {f"new_{column}": _seal(row[column], f"{table}.{column}") for column in columns}
    if table in MARKS:
        fresh[f"new_{MARKS[table]}"] = _mark(table, row)
    return fresh


def _opened(table, columns, row):
    return {f"new_{column}": _open(row[column], f"{table}.{column}") for column in columns} | (
        {f"new_{MARKS[table]}": None} if table in MARKS else {}
    )


def _seal(value, where):
    if where in ("assessments.choices", "uploads.content"):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return ring().seal(value, where) if value else value


def _open(value, where):
    opened = ring().open(value, where) if value else value
    return json.loads(opened) if where in ("assessments.choices", "uploads.content") and opened else opened


def _mark(table, row):
    if table == "meetings":
        wanted = normalised(row["case_reference"] or "")
    else:
        wanted = json.loads(row["target"])["endpoint"] if row["target"].startswith("{") else None
    return ring().mark(wanted, f"{table}.{MARKS[table]}") if wanted else None

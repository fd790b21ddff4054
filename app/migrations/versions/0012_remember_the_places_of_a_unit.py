"""Remember the places of a unit, and which of them a meeting is held in

Revision ID: 0012
Revises: 0011

"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_USE = sa.text("archived_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("id", BIG, nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("units.id", name="fk_places_unit_id_units"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("exits", sa.String(40)),
        sa.Column("layout", sa.String(40)),
        sa.Column("coverage", sa.String(40)),
        sa.Column("has_alarm", sa.Boolean(), nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True)),
        sa.Column("tested_by_id", BIG, sa.ForeignKey("people.id", name="fk_places_tested_by_id_people")),
        sa.Column("remarks", sa.String(500).with_variant(sa.Text(), "postgresql")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("kind IN ('room', 'area')", name=op.f("ck_places_kind_known")),
        sa.CheckConstraint("exits IN ('clear', 'partly', 'none')", name=op.f("ck_places_exits_known")),
        sa.CheckConstraint("layout IN ('safe', 'weaknesses', 'unsafe')", name=op.f("ck_places_layout_known")),
        sa.CheckConstraint("coverage IN ('good', 'uncertain', 'none')", name=op.f("ck_places_coverage_known")),
        sa.CheckConstraint(
            "(tested_at IS NULL) = (tested_by_id IS NULL)", name=op.f("ck_places_somebody_tested_it")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
    )
    op.create_index(
        "uq_places_in_use", "places", ["unit_id", "name"], unique=True, sqlite_where=IN_USE, postgresql_where=IN_USE
    )
    with op.batch_alter_table("meetings") as meetings:
        meetings.add_column(sa.Column("place_id", BIG))
        meetings.create_foreign_key("fk_meetings_place_id_places", "places", ["place_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("meetings") as meetings:
        meetings.drop_constraint("fk_meetings_place_id_places", type_="foreignkey")
        meetings.drop_column("place_id")
    op.drop_table("places")

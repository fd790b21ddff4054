"""Removing rows together with what belongs to them, as the foreign keys say it: whatever tables there will be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from app.models import db


def remove_with_belongings(table: sa.Table, keys: Sequence[Any]) -> None:
    """Remove these rows. A row that must name one of them goes along; one that may name none forgets which."""
    if not keys:
        return
    connection = db.session.connection()
    for child, column in _that_point_at(table):
        ours = column.in_(keys)
        if column.nullable:
            connection.execute(sa.update(child).where(ours).values({column.name: None}))
            continue
        child_keys = list(child.primary_key.columns)
        if len(child_keys) == 1 and child_keys[0] is not column:
            remove_with_belongings(child, list(connection.scalars(sa.select(child_keys[0]).where(ours))))
        else:
            connection.execute(sa.delete(child).where(ours))
    (key,) = table.primary_key.columns
    connection.execute(sa.delete(table).where(key.in_(keys)))


def _that_point_at(table: sa.Table) -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    """Every table with the column that names a row of this one."""
    (key,) = table.primary_key.columns
    for child in db.metadata.sorted_tables:
        for constraint in child.foreign_key_constraints:
            for element in constraint.elements:
                if element.column is key:
                    yield child, element.parent

"""The number of a row that is not written yet: for what must be known of it before, like the hash of its first line."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles


class NextNumber(sa.ColumnElement[int]):
    """The number that the next row of a table gets, within a verb: nobody else is given the same one."""

    inherit_cache = False  # it stands in statements that are made ready, and those are compiled once anyway
    type = sa.BigInteger()

    def __init__(self, table: Any) -> None:
        self.table = table


@compiles(NextNumber, "sqlite")
def _whoever_writes_is_alone(number: NextNumber, compiler: Any, **options: Any) -> str:
    last = sa.func.coalesce(sa.func.max(number.table.c.id), sa.literal_column("0"))
    return str(compiler.process(sa.select(last + sa.literal_column("1")).scalar_subquery(), **options))


@compiles(NextNumber, "postgresql")
def _from_the_sequence(number: NextNumber, _compiler: Any, **_options: Any) -> str:
    return f"nextval(pg_get_serial_sequence('{number.table.name}', 'id'))"

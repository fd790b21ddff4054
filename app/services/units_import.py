"""Importing a table of units: checked against the tree, shown, and then added whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import exc

from app.domain import tables
from app.domain.administration import KINDS
from app.domain.events import Happened
from app.domain.permissions import Permission
from app.domain.tables import Column, Faults, Row, Table
from app.domain.text import _
from app.models import Unit, db
from app.models.base import AnyRow, AnySelect
from app.models.transaction import verb
from app.services import bulk, submissions, uploads
from app.services.people_acting import Actor
from app.services.refusals import UploadGone

KIND = "units"
LINES_AT_MOST = 5000
NAME, ABOVE = "Enhet", "Ligger under"
COLUMNS = (
    Column("name", NAME, tables.words(100), example="Nav Solvik"),
    Column("kind", "Type", tables.one_of(KINDS), example="Kontor"),
    Column("above", ABOVE, tables.words(100), needed=False, example="Nav Vestfjord"),
)
TOO_MANY = _("En tabell kan ha høyst %(count)s enheter. Del den i flere filer.")
TWICE = _("Enheten står også på linje %(line)s. Fjern den ene.")
TAKEN = _("En enhet som du ikke administrerer, har dette navnet. Velg et annet, eller fjern linjen.")
CLOSED = _("Enheten er lagt ned. Skriv en annen, eller fjern linjen.")
DIFFERS = _("Enheten finnes med en annen type eller under en annen enhet. Endre det på siden til enheten.")
NOWHERE = _("Skriv hvilken enhet den ligger under.")
UNKNOWN = _("Du administrerer ingen enhet med dette navnet, og den står ikke i tabellen. Skriv hele navnet.")
RING = _("Enheten ender med å ligge under seg selv. Rett «Ligger under».")


class Wrong(NamedTuple):
    """What is wrong with a line: the column, and a sentence with values."""

    column: str
    sentence: str
    values: Mapping[str, object] = {}


def check(table: Table, *, by: Actor) -> list[list[Any]]:
    """The lines as they can be kept: line, name, kind, name above, whether it is new. What does not fit is a fault."""
    known = {row.name: row for row in db.session.execute(_units())}
    told = {cells["name"]: cells.get("above") for _line, cells in table.rows if cells["name"] not in known}
    tree = _Tree(known, by.area(Permission.ADMINISTER), told, _rings(told))
    seen: dict[str, int] = {}
    checked = []
    for line, cells in table.rows:
        earlier = seen.setdefault(cells["name"], line)
        wrong = Wrong(NAME, TWICE, {"line": earlier}) if earlier != line else tree.wrong(cells)
        if wrong:
            table.faults.add(line, wrong.column, wrong.sentence, **wrong.values)
        else:
            checked.append([line, cells["name"], cells["kind"], cells.get("above"), cells["name"] not in known])
    if len(table.rows) > LINES_AT_MOST:
        table.faults.add(table.rows[LINES_AT_MOST].line, None, TOO_MANY, count=LINES_AT_MOST)
    return checked


@verb
def import_all(upload_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Add every new unit of a table that was shown, and return how many.

    Raises UploadGone when it is no longer there, or no longer fits the units as they are now.
    """
    submissions.claim(key, [KIND, upload_id], upload_id, by=by, now=now)
    content = uploads.take(upload_id, KIND, by=by, now=now)
    bulk.lock_by_name({above for _line, _name, _kind, above, is_new in content if is_new and above})
    rows = [Row(line, {"name": name, "kind": kind, "above": above}) for line, name, kind, above, _new in content]
    again = Table(rows, Faults())
    if check(again, by=by) != content or again.faults.count:
        raise UploadGone
    new = [(name, kind, above) for _line, name, kind, above, is_new in content if is_new]
    if new:
        _add(new, by=by, now=now)
    return len(new)


def _add(new: list[tuple[str, str, str]], *, by: Actor, now: dt.datetime) -> None:
    """A unit is written before it is known what it lies below: that can stand later in the table."""
    try:
        db.session.connection().execute(
            sa.insert(Unit.__table__), [{"name": name, "kind": kind} for name, kind, _above in new]
        )
    except exc.IntegrityError as error:
        raise UploadGone from error  # somebody took a name a moment ago
    ids = {row.name: row.id for row in db.session.execute(_units())}
    bulk.put_below({ids[name]: ids[above] for name, _kind, above in new})
    bulk.record({ids[name]: {} for name, *_rest in new}, Happened.UNIT_ADDED, by=by, now=now)


class _Tree(NamedTuple):
    """The units as they are, by name; the ids that one administers; what the table puts below what, and its rings."""

    known: Mapping[str, AnyRow]
    area: frozenset[int]
    told: Mapping[str, str | None]
    rings: set[str]

    def wrong(self, cells: Mapping[str, Any]) -> Wrong | None:
        """What is wrong with a line, seen from the tree."""
        if cells["name"] in self.known:
            return self._wrong_with_known(self.known[cells["name"]], cells["kind"], cells.get("above"))
        return self._wrong_with_new(cells["name"], cells.get("above"))

    def _wrong_with_known(self, unit: AnyRow, kind: str, above: str | None) -> Wrong | None:
        if unit.id not in self.area:
            return Wrong(NAME, TAKEN)
        if unit.closed_at:
            return Wrong(NAME, CLOSED)
        stands = unit.above if unit.parent_id in self.area else None
        return Wrong(NAME, DIFFERS) if (kind, above) != (unit.kind, stands) else None

    def _wrong_with_new(self, name: str, above: str | None) -> Wrong | None:
        if above is None:
            return Wrong(ABOVE, NOWHERE)
        if name in self.rings:
            return Wrong(ABOVE, RING)
        if (unit := self.known.get(above)) is None:
            return None if above in self.told else Wrong(ABOVE, UNKNOWN)
        if unit.id not in self.area:
            return Wrong(ABOVE, UNKNOWN)
        return Wrong(ABOVE, CLOSED) if unit.closed_at else None


def _rings(told: Mapping[str, str | None]) -> set[str]:
    """The new units from which the way up never comes to an end. Each is walked through once."""
    rings: set[str] = set()
    settled: set[str] = set()
    for name in told:
        path: dict[str, None] = {}
        step: str | None = name
        while step is not None and step in told and step not in settled and step not in path:
            path[step] = None
            step = told[step]
        if step in path or step in rings:
            rings.update(path)
        settled.update(path)
    return rings


def _units() -> AnySelect:
    above = sa.orm.aliased(Unit)
    return sa.select(
        Unit.id, Unit.name, Unit.kind, Unit.parent_id, Unit.closed_at, above.name.label("above")
    ).outerjoin(above, above.id == Unit.parent_id)

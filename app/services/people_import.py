"""Importing a table of people: checked against who is there, shown, and then added whole or not at all.

Nobody gets a password: each is given a link to choose one with, as on the page of a person.
"""

from __future__ import annotations

import collections
import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import exc

from app.domain import tables
from app.domain.administration import ROLES, read_address, read_phone
from app.domain.events import Happened
from app.domain.permissions import Permission, Role
from app.domain.tables import Column, Faults, Row, Table
from app.domain.text import _
from app.models import Appointment, Person, Unit, db
from app.models.transaction import verb
from app.services import bulk, submissions, uploads
from app.services.people_acting import Actor
from app.services.refusals import UploadGone

KIND = "people"
ADDRESS, PHONE, UNIT, ROLE = "E-post", "Telefon", "Enhet", "Rolle"
OFFERED = {Role.EMPLOYEE.value: _("Ansatt")} | {role: ROLES[role] for role in (Role.LEADER, Role.SAFETY_REP)}
COLUMNS = (
    Column("name", "Navn", tables.words(100), example="Kari Nordmann"),
    Column("address", ADDRESS, read_address, example="kari.nordmann@nav.no"),
    Column("phone", PHONE, read_phone, needed=False, example="+47 400 00 000"),
    Column("unit", UNIT, tables.words(100), example="Nav Solvik"),
    Column("role", ROLE, tables.one_of(OFFERED), needed=False, example="Ansatt"),
)
TWICE = _("E-postadressen står også på linje %(line)s. Fjern den ene.")
UNKNOWN = _("Du administrerer ingen åpen enhet med dette navnet. Skriv navnet slik det står i listen over enheter.")
ELSEWHERE = _("En person ved en annen enhet er registrert med denne e-postadressen. Rett den, eller fjern linjen.")
NO_ACCESS = _("Personen har ikke tilgang lenger. Gi tilgangen tilbake på siden til personen, eller fjern linjen.")
DIFFERS = _("Personen er registrert med andre opplysninger. Endre dem på siden til personen, eller fjern linjen.")
NO_PHONE = _("En leder må ha telefonnummer, for at varsler skal nå fram. Fyll det inn.")
HAS_LEADER = _("Enheten har en annen leder. Avslutt den rollen først, eller skriv en annen rolle.")
TWO_LEADERS = _("Enheten får en annen leder på linje %(line)s. Skriv en annen rolle på en av linjene.")


class Wrong(NamedTuple):
    """What is wrong with a line: the column, and a sentence with values."""

    column: str
    sentence: str
    values: Mapping[str, object] = {}


class Known(NamedTuple):
    """Somebody who is there already, with the roles in the own unit."""

    id: int
    name: str
    phone: str | None
    unit_id: int
    has_access: bool
    roles: set[str]


def check(table: Table, *, by: Actor) -> list[list[Any]]:
    """The lines as they can be kept: line, name, address, phone, unit, role, whether it is new. Misfits are faults."""
    people = _known({cells["address"] for _line, cells in table.rows})
    office = _Office(_open_units(by), people, _led())
    seen: dict[str, int] = {}
    leading: dict[str, int] = {}
    checked = []
    for line, cells in table.rows:
        earlier = seen.setdefault(cells["address"], line)
        wrong = Wrong(ADDRESS, TWICE, {"line": earlier}) if earlier != line else office.wrong(cells)
        if (
            not wrong
            and cells.get("role") == Role.LEADER
            and (first := leading.setdefault(cells["unit"], line)) != line
        ):
            wrong = Wrong(ROLE, TWO_LEADERS, {"line": first})
        if wrong:
            table.faults.add(line, wrong.column, wrong.sentence, **wrong.values)
            continue
        told = [cells[name] for name in ("name", "address")] + [cells.get("phone"), cells["unit"], cells.get("role")]
        checked.append([line, *told, cells["address"] not in people])
    return checked


@verb
def import_all(upload_id: int, *, key: str, by: Actor, now: dt.datetime) -> int:
    """Add every new person of a table that was shown, with their roles, and return how many.

    Raises UploadGone when it is no longer there, or no longer fits the people and units as they are now.
    """
    submissions.claim(key, [KIND, upload_id], upload_id, by=by, now=now)
    content = uploads.take(upload_id, KIND, by=by, now=now)
    bulk.lock_by_name({unit for *_rest, unit, _role, is_new in content if is_new})
    names = [column.name for column in COLUMNS]
    again = Table([Row(line, dict(zip(names, told[:-1], strict=True))) for line, *told in content], Faults())
    if check(again, by=by) != content or again.faults.count:
        raise UploadGone
    new = [dict(zip(names, told[:-1], strict=True)) for _line, *told in content if told[-1]]
    if new:
        _add(new, _open_units(by), by=by, now=now)
    return len(new)


def _add(new: list[dict[str, Any]], units: Mapping[str, int], *, by: Actor, now: dt.datetime) -> None:
    rows = [
        {
            "name": each["name"],
            "sign_in_name": each["address"],
            "phone": each["phone"],
            "unit_id": units[each["unit"]],
            "created_at": now,
        }
        for each in new
    ]
    try:
        db.session.connection().execute(sa.insert(Person.__table__), rows)
    except exc.IntegrityError as error:
        raise UploadGone from error  # somebody was added with one of these addresses a moment ago
    told: dict[int, dict[str, Any]] = {}
    for unit_id, count in collections.Counter(row["unit_id"] for row in rows).items():
        told[unit_id] = {"lines": count}
    for row in _appoint(new, units, now=now):
        told[row["unit_id"]].setdefault(row["role"], []).append(row["person_id"])
    bulk.record(told, Happened.PEOPLE_IMPORTED, by=by, now=now)


def _appoint(new: list[dict[str, Any]], units: Mapping[str, int], *, now: dt.datetime) -> list[dict[str, Any]]:
    appointed = [each for each in new if each["role"] in (Role.LEADER, Role.SAFETY_REP)]
    people = _known({each["address"] for each in appointed})
    rows = [
        {
            "person_id": people[each["address"]].id,
            "unit_id": units[each["unit"]],
            "role": each["role"],
            "created_at": now,
        }
        for each in appointed
    ]
    if rows:
        db.session.connection().execute(sa.insert(Appointment.__table__), rows)
    return rows


class _Office(NamedTuple):
    """Who and what is there: ids of open units that one administers by name, people by address, units with a leader."""

    units: Mapping[str, int]
    people: Mapping[str, Known]
    led: frozenset[int]

    def wrong(self, cells: Mapping[str, Any]) -> Wrong | None:
        """What is wrong with a line, seen from who is there."""
        unit_id, person = self.units.get(cells["unit"]), self.people.get(cells["address"])
        if unit_id is None:
            return Wrong(UNIT, UNKNOWN)
        if person:
            misfit = _misfit(person, unit_id, cells)
            return Wrong(ADDRESS, misfit) if misfit else None
        if cells.get("role") != Role.LEADER:
            return None
        if not cells.get("phone"):
            return Wrong(PHONE, NO_PHONE)
        return Wrong(ROLE, HAS_LEADER) if unit_id in self.led else None


def _misfit(person: Known, unit_id: int, cells: Mapping[str, Any]) -> str | None:
    """Why somebody who is there is not who the line says. A line without a role says nothing of roles."""
    if person.unit_id != unit_id:
        return ELSEWHERE
    if not person.has_access:
        return NO_ACCESS
    role = cells.get("role") or Role.EMPLOYEE
    same = (person.name, person.phone or None) == (cells["name"], cells.get("phone"))
    return None if same and (role == Role.EMPLOYEE or role in person.roles) else DIFFERS


def _known(addresses: set[str]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for part in bulk.parts(sorted(addresses)):
        rows = db.session.execute(
            sa.select(Person.id, Person.name, Person.sign_in_name, Person.phone, Person.unit_id)
            .add_columns(Person.deactivated_at, Appointment.role)
            .outerjoin(Appointment, sa.and_(Appointment.person_id == Person.id, Appointment.unit_id == Person.unit_id))
            .where(Person.sign_in_name.in_(part))
        )
        for row in rows:
            fresh = Known(row.id, row.name, row.phone, row.unit_id, row.deactivated_at is None, set())
            found.setdefault(row.sign_in_name, fresh).roles.add(row.role)
    return found


def _open_units(by: Actor) -> dict[str, int]:
    area = by.area(Permission.ADMINISTER)
    rows = db.session.execute(sa.select(Unit.id, Unit.name).where(Unit.closed_at.is_(None)))
    return {row.name: row.id for row in rows if row.id in area}


def _led() -> frozenset[int]:
    """The ids of units that somebody with access leads."""
    return frozenset(
        db.session.scalars(
            sa.select(Appointment.unit_id)
            .join(Person, Person.id == Appointment.person_id)
            .where(Appointment.role == Role.LEADER, Person.deactivated_at.is_(None))
        )
    )

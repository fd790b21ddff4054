"""People whom the organisation's directory tells of: added at their first sign-in, and brought up to date at each.

The directory decides the name, the address, the roles that follow from groups, and the unit when none of the groups
fits the present one. What an administrator gave is the administrator's; whoever lost access gets none back here.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from app import config
from app.domain.administration import PHONE, PHONE_AT_MOST, read_address
from app.domain.events import Happened
from app.domain.group_mapping import GroupMapping, Line
from app.domain.identity_numbers import holds_identity_number
from app.domain.permissions import Role
from app.domain.tables import Unreadable
from app.models import Appointment, Person, Unit, db
from app.models.base import AnyRow
from app.models.transaction import verb
from app.services import people, staff, timeline, transfers
from app.services.refusals_at_the_door import AccessEnded, AddressOfAnother, NoAddress, NoGroupFits

log = logging.getLogger("trygt.access")

LONGEST_NAME = 100


class Told(NamedTuple):
    """What the directory says of somebody; `subject_hash` (64 hex digits) stays theirs whatever else changes."""

    subject_hash: str
    address: str
    name: str
    phone: str | None
    groups: frozenset[str]


class Place(NamedTuple):
    """A role in a unit, as the groups of somebody say."""

    unit_id: int
    role: Role


@verb
def brought_up_to_date(told: Told, *, locale: str, now: dt.datetime) -> int:
    """The id of whoever the directory tells of, who is now as it says.

    Raises NoGroupFits, NoAddress, AddressOfAnother or AccessEnded; then nothing has changed.
    """
    places = _places(told.groups)
    if not places:
        raise NoGroupFits
    address = _address(told)
    person = _known(told.subject_hash, address)
    if person is None:
        person = _added(told, address, places[0].unit_id, locale, now)
    elif person.deactivated_at:
        raise AccessEnded
    _describe(person, told, address, now)
    if person.unit_id not in {place.unit_id for place in places}:
        transfers.move(person, places[0].unit_id, by=None, now=now)
    _appoint(person, {place for place in places if place.role is not Role.EMPLOYEE}, now)
    return person.id


def lines_and_units() -> list[tuple[Line, str | None]]:
    """Each line of the file, with the name of its unit, None when it names no open one. Empty without a file."""
    mapping: GroupMapping | None = config.setting("OIDC_GROUPS")
    found = [(line, _open_unit(line)) for line in (mapping.lines if mapping else ())]
    return [(line, unit.name if unit else None) for line, unit in found]


def _places(groups: Iterable[str]) -> list[Place]:
    """Where these groups work, where that is first. A line that names no open unit is left out, and logged."""
    mapping: GroupMapping = config.setting("OIDC_GROUPS")
    found = []
    for line in mapping.fitting(groups):
        unit = _open_unit(line)
        if unit is None:
            log.warning("a group of no open unit", extra={"reason": str(line.unit)})
        else:
            found.append(Place(unit.id, line.role))
    return found


def _open_unit(line: Line) -> AnyRow | None:
    named = Unit.id == line.unit if isinstance(line.unit, int) else Unit.name == line.unit
    return db.session.execute(sa.select(Unit.id, Unit.name).where(named, Unit.closed_at.is_(None))).one_or_none()


def _address(told: Told) -> str:
    if holds_identity_number(f"{told.name} {told.address}"):
        raise NoAddress
    try:
        return read_address(told.address)
    except Unreadable as error:
        raise NoAddress from error


def _known(subject_hash: str, address: str) -> Person | None:
    """Whose sign-in this is; or who was registered with this address, and has not signed in like this yet."""
    person = db.session.scalar(sa.select(Person).where(Person.subject_hash == subject_hash))
    if person is None:
        person = people.with_sign_in_name(address)
    if person is None:
        return None
    _locked(person.unit_id)
    found = db.session.get_one(Person, person.id, populate_existing=True, with_for_update=True)
    if found.subject_hash not in {None, subject_hash}:
        raise AddressOfAnother
    return found


def _added(told: Told, address: str, unit_id: int, locale: str, now: dt.datetime) -> Person:
    unit = _locked(unit_id)
    person = Person(
        name=_name(told), sign_in_name=address, unit_id=unit_id, locale=locale, phone=_phone(told), created_at=now
    )
    person.subject_hash = told.subject_hash
    db.session.add(person)
    db.session.flush()
    timeline.record(unit, Happened.PERSON_ADDED, by=None, now=now, person_id=person.id)
    return person


def _describe(person: Person, told: Told, address: str, now: dt.datetime) -> None:
    """Name and address as the directory has them; a number only where it knows one."""
    person.subject_hash = told.subject_hash
    wanted = {"name": _name(told), "sign_in_name": address, "phone": _phone(told) or person.phone}
    other = people.with_sign_in_name(address)
    if other is not None and other.id != person.id:
        log.warning("an address that somebody else has", extra={"person": person.id})
        del wanted["sign_in_name"]
    fields = [field for field, value in wanted.items() if getattr(person, field) != value]
    if not fields:
        return
    for field in fields:
        setattr(person, field, wanted[field])
    facts = {"person_id": person.id, "fields": fields}
    timeline.record(_locked(person.unit_id), Happened.PERSON_CHANGED, by=None, now=now, **facts)


def _appoint(person: Person, wanted: set[Place], now: dt.datetime) -> None:
    """Give the roles that follow from groups, and end those that followed from one and no longer do."""
    held = db.session.scalars(sa.select(Appointment).where(Appointment.person_id == person.id)).all()
    given = wanted - {Place(each.unit_id, Role(each.role)) for each in held}
    ended = [each for each in held if each.by_group and Place(each.unit_id, Role(each.role)) not in wanted]
    for place in sorted(given):
        db.session.add(
            Appointment(person_id=person.id, unit_id=place.unit_id, role=place.role, by_group=True, created_at=now)
        )
        _tell(Happened.ROLE_GIVEN, place, person, now)
    for appointment in ended:
        if appointment.role == Role.ADMIN and staff.is_last_administrator(person.id):
            log.warning("the last administrator is in no group of administrators", extra={"person": person.id})
            continue  # somebody must be able to administer
        db.session.delete(appointment)
        _tell(Happened.ROLE_ENDED, Place(appointment.unit_id, Role(appointment.role)), person, now)


def _tell(happened: Happened, place: Place, person: Person, now: dt.datetime) -> None:
    timeline.record(_locked(place.unit_id), happened, by=None, now=now, person_id=person.id, role=place.role.value)


def _locked(unit_id: int) -> Unit:
    return db.session.get_one(Unit, unit_id, populate_existing=True, with_for_update=True)


def _name(told: Told) -> str:
    return (" ".join(told.name.split()) or told.address)[:LONGEST_NAME]


def _phone(told: Told) -> str | None:
    phone = (told.phone or "").strip()
    return phone if len(phone) <= PHONE_AT_MOST and PHONE.fullmatch(phone) else None

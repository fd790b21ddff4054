"""The house of the permission matrix: a small tree of units, somebody in each part, and something of each kind."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.permissions import Role
from app.models import (
    Address,
    Appointment,
    Assessment,
    ChosenMeasure,
    Deputyship,
    Export,
    FollowUp,
    Passkey,
    Person,
    Place,
    SignIn,
    Transfer,
    Unit,
    db,
)
from app.services import abort_tokens, sign_ins, uploads
from tests import alarms, plays
from tests.clock import MONDAY_MORNING

TREE = {"top": None, "county": "top", "office": "county", "team": "office", "far": "top"}
DAY = dt.timedelta(days=1)

# The parts, in the order of the table's columns: what they are, and in which unit.
PARTS: dict[str, tuple[str, Role | None]] = {
    "employee": ("office", None),
    "former": ("office", None),
    "deputy": ("office", None),
    "leader": ("office", Role.LEADER),
    "upper": ("county", Role.LEADER),
    "safety": ("office", Role.SAFETY_REP),
    "admin": ("county", Role.ADMIN),
}
STRANGERS = ("nobody", "token")
# Where a thing lies, seen from a reader: in which unit for those at the office, and for those at the county.
PLACES = {"own": ("office", "county"), "below": ("team", "office"), "above": ("county", "top"), "far": ("far", "far")}


@dataclasses.dataclass
class Things:
    """Something of each kind that lies in one unit, or is one's own: what addresses and forms can name."""

    unit_id: int
    person_id: int
    meeting_id: int | None = None
    measure_id: int | None = None
    assessment_id: int | None = None
    escalation_id: int | None = None
    follow_up_id: int | None = None
    address_id: int | None = None
    deputyship_id: int | None = None
    appointment_id: int | None = None
    sign_in_id: int | None = None
    passkey_id: int | None = None
    transfer_id: int | None = None
    link_id: int | None = None
    upload_id: int | None = None
    place_id: int | None = None
    export_id: int | None = None
    understood: str = ""
    token: str = ""


@dataclasses.dataclass
class House:
    """Who is there, and what they have, as built by play()."""

    people: dict[str, int]
    units: dict[str, int]
    of: Mapping[str, Things]

    def places(self, part: str) -> dict[str, Things]:
        """What lies where for this part: "mine", and one for each of PLACES."""
        unit = PARTS[part][0] if part in PARTS else "office"
        seen = {place: self.of[where[unit == "county"]] for place, where in PLACES.items()}
        mine = self.of.get({"token": "employee"}.get(part, part))
        return {"mine": mine, **seen} if mine else seen


def play() -> House:
    """Build the house in an empty database. Hold an app context."""
    units = _units()
    people = {part: _person(part, units[home], role) for part, (home, role) in PARTS.items()}
    workers = {home: _person(f"worker of {home}", units[home], None) for home in TREE}
    _person("director", units["top"], Role.LEADER)
    today = MONDAY_MORNING.date()
    _stand_in(people["deputy"], units["office"], today, today + 7 * DAY)
    _stand_in(people["former"], units["office"], today - 7 * DAY, today - DAY)
    db.session.commit()
    of = {name: _things(person) for name, person in [*workers.items(), *people.items()] if name != "admin"}
    for home, things in of.items():
        if home in TREE:
            things.appointment_id = _appointed(workers[home], units[home])
            things.transfer_id = _moving(workers[home], units["far" if home != "far" else "top"])
            things.deputyship_id = _stand_in(workers[home], units[home], today + 60 * DAY, today + 61 * DAY)
    db.session.commit()
    return House(people, units, of)


def _units() -> dict[str, int]:
    units: dict[str, int] = {}
    for name, above in TREE.items():
        unit = Unit(name=f"Nav {name}", kind="office", parent_id=units[above] if above else None)
        db.session.add(unit)
        db.session.flush()
        units[name] = unit.id
    return units


def _person(name: str, unit_id: int, role: Role | None) -> int:
    mail = f"{name.replace(' ', '.')}@nav.example"
    person = Person(name=name, sign_in_name=mail, unit_id=unit_id, phone="+47 400 00 000", created_at=MONDAY_MORNING)
    db.session.add(person)
    db.session.flush()
    if role:
        db.session.add(Appointment(person_id=person.id, unit_id=unit_id, role=role, created_at=MONDAY_MORNING))
    return person.id


def _stand_in(person_id: int, unit_id: int, starts_on: dt.date, ends_on: dt.date) -> int:
    row = Deputyship(person_id=person_id, unit_id=unit_id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(row)
    db.session.flush()
    return row.id


def _appointed(person_id: int, unit_id: int) -> int:
    row = Appointment(person_id=person_id, unit_id=unit_id, role=Role.SAFETY_REP, created_at=MONDAY_MORNING)
    db.session.add(row)
    db.session.flush()
    return row.id


def _moving(person_id: int, unit_id: int) -> int:
    row = Transfer(
        person_id=person_id,
        unit_id=unit_id,
        on_date=MONDAY_MORNING.date() + 90 * DAY,
        by_id=person_id,
        created_at=MONDAY_MORNING,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def _things(person_id: int) -> Things:
    """A flagged meeting with a measure and its token, an alarm that rings, somebody to follow up, and an address."""
    now = MONDAY_MORNING
    by = plays.actor(db.session.get_one(Person, person_id), now)
    things = Things(by.unit_id, person_id, meeting_id=plays.logged(by, now, plays.HIGH, measures=("prep_call",)))
    of_meeting = sa.select(ChosenMeasure.id).where(ChosenMeasure.meeting_id == things.meeting_id)
    things.measure_id = db.session.scalar(of_meeting)
    current = sa.select(Assessment.id).where(Assessment.meeting_id == things.meeting_id)
    things.assessment_id = db.session.scalar(current)
    things.token = abort_tokens.of_meeting(things.meeting_id or 0) or ""
    sign_ins.create_for(person_id, device="a test", now=now)
    things.sign_in_id = db.session.scalar(sa.select(sa.func.max(SignIn.id)).where(SignIn.person_id == person_id))
    things.escalation_id = alarms.raised(by, now, meeting_id=things.meeting_id)
    things.upload_id = uploads.keep("trainings", [], filename="a.csv", unit_id=by.unit_id, by=by, now=now)
    things.understood = alarms.code(things.escalation_id)
    things.link_id = alarms.holding(things.escalation_id)[-1].person_id
    rows: list[Any] = [
        FollowUp(escalation_id=things.escalation_id, day=1, assigned_to_id=person_id, due_at=now),
        Address(channel="apprise", person_id=person_id, target="mailtos://x@nav.example", label="x", created_at=now),
    ]
    rows.append(Place(unit_id=by.unit_id, name=by.name, kind="room", has_alarm=True, created_at=now))
    made = {"ready_at": now, "content": "QQ==", "shows": [], "asked_at": now, "expires_at": now + DAY}
    rows.append(Export(kind="about_me", by_id=person_id, language="nb", wanted={}, tries=1, done=0, steps=0, **made))
    key = {"credential_id": f"{person_id:04}", "public_key": "x", "sign_count": 0}
    rows.append(Passkey(person_id=person_id, name="x", created_at=now, **key))
    db.session.add_all(rows)
    db.session.flush()
    ids = [row.id for row in rows]
    things.follow_up_id, things.address_id, things.place_id, things.export_id, things.passkey_id = ids
    return things


# What stands in each place of an address. None: there is nothing of that kind there.
EXAMPLES: dict[str, Callable[[Things], Any]] = {
    "meeting_id": lambda things: things.meeting_id,
    "measure_id": lambda things: things.measure_id,
    "section_id": lambda _things: "client",
    "escalation_id": lambda things: things.escalation_id,
    "follow_up_id": lambda things: things.follow_up_id,
    "address_id": lambda things: things.address_id,
    "unit_id": lambda things: things.unit_id,
    "place_id": lambda things: things.place_id,
    "export_id": lambda things: things.export_id,
    "subject": lambda _things: "people",
    "upload_id": lambda things: things.upload_id,
    "person_id": lambda things: things.person_id,
    "passkey_id": lambda things: things.passkey_id,
    "sign_in_id": lambda things: things.sign_in_id,
    "appointment_id": lambda things: things.appointment_id,
    "transfer_id": lambda things: things.transfer_id,
    "deputyship_id": lambda things: things.deputyship_id,
}

_ANSWER = {"words": "Greit.", "assessment_id": "{assessment_id}"}
_DATES = {"starts_on": "2026-05-04", "ends_on": "2026-05-05"}
_PLACE = {"name": "Et nytt rom", "kind": "room", "has_alarm": "no"}
_READ_BACK = {"understood": "{understood}", "action": "coming"}


def _prefixed(prefix: str, fields: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}-{name}": value for name, value in fields.items()}


# What each form says, where an empty one would be sent back before anybody asks who sends it. {…} is of Things.
SAID: dict[str, dict[str, str]] = {
    "board.decide": {**_ANSWER, "outcome": "approve"},
    "board.receive": _prefixed("receipt", _ANSWER),
    "board.comment": _prefixed("comment", _ANSWER),
    "afterwards.tell": {"outcome": "as_planned"},
    "escalations.acknowledge": _prefixed("read-back", _READ_BACK),
    "escalations.acknowledge_by_phone": _prefixed("phone", {**_READ_BACK, "person": "{link_id}"}),
    "escalations.report": _prefixed("report", {"words": "Fremme."}),
    "escalations.offer": _prefixed("offer", {"person": "{link_id}"}),
    "escalations.close": _prefixed("closing", {"words": "Alle er trygge."}),
    "places.create": _PLACE,
    "places.change": _PLACE,
    "trainings.record": {"person": "{person_id}", "course": "alarm_and_evacuation", "taken_on": "2026-02-02"},
    "staff.appoint": _prefixed("role", {"role": "safety_rep", "unit": "{unit_id}"}),
    "staff.change": {"name": "Nytt Navn", "sign_in_name": "nytt.navn@nav.example", "phone": "+47 400 00 000"},
    "unit_tree.change": {"name": "Nytt navn", "parent": "{unit_id}"},
    "holds.place_on_meeting": {"reason": "Sak om yrkesskade"},
    "holds.place_on_alarm": {"reason": "Sak om yrkesskade"},
    "units.appoint": _prefixed("deputy", {**_DATES, "person": "{person_id}"}),
    "units.register_absence": _prefixed("absence", _DATES),
}

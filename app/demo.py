"""The cast and one believable week: for the demo, for tests, for screenshots. Everybody here is invented."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from app import clock
from app.domain.insight import month_of, months_on
from app.domain.permissions import Role
from app.domain.text import _
from app.models import Appointment, Deputyship, Person, Unit, db
from app.models.ready import Ready
from app.models.transaction import verb

AnySession: TypeAlias = scoped_session[Any] | Session

COUNTY, SOLVIK, TINDEBY, DIRECTORATE = "Nav Fjordane", "Nav Solvik", "Nav Tindeby", "Nav direktorat"


@dataclasses.dataclass(frozen=True)
class Player:
    """One of the cast: who, where, and as what."""

    name: str
    unit: str
    part: str
    role: Role | None = None
    locale: str = "nb"
    deputy: bool = False

    @property
    def first_name(self) -> str:
        return self.name.split()[0].lower()


PLAYERS = (
    Player("Kari Nordvik", SOLVIK, _("Veileder")),
    Player("Amir Haugen", SOLVIK, _("Veileder")),
    Player("Sunniva Lie", TINDEBY, _("Veileder"), locale="nn"),
    Player("Ola Berg", SOLVIK, _("Leder"), Role.LEADER),
    Player("Ingrid Moen", SOLVIK, _("Stedfortreder"), deputy=True),
    Player("Marit Dahl", TINDEBY, _("Leder"), Role.LEADER),
    Player("Tor Lund", COUNTY, _("Fylkesleder"), Role.LEADER),
    Player("Liv Aas", DIRECTORATE, _("Direktør"), Role.LEADER),
    Player("Vera Strand", SOLVIK, _("Verneombud"), Role.SAFETY_REP),
    Player("Anders Vik", DIRECTORATE, _("Administrator"), Role.ADMIN),
)


def is_empty() -> bool:
    """Whether nobody is in the database yet."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0


@verb
def seed_cast(session: AnySession, now: dt.datetime | None = None) -> Any:
    """Store units, people and their roles; return the people by first name, as in cast.kari."""
    now = now or clock.now()
    units = _seed_units(session)
    cast = {}
    for number, player in enumerate(PLAYERS):
        person = Person(
            name=player.name,
            unit_id=units[player.unit].id,
            sign_in_name=f"{player.first_name}@nav.example",
            phone=f"+47 400 00 {number + 101:03}",
            locale=player.locale,
            created_at=now,
        )
        session.add(person)
        session.flush()
        if player.role:
            session.add(Appointment(person_id=person.id, unit_id=person.unit_id, role=player.role, created_at=now))
        if player.deputy:
            today = clock.today(now)
            dates = {"starts_on": today - dt.timedelta(days=7), "ends_on": today + dt.timedelta(days=30)}
            session.add(Deputyship(person_id=person.id, unit_id=person.unit_id, **dates))
        cast[player.first_name] = person
    session.flush()
    return types.SimpleNamespace(**cast)


def _seed_units(session: AnySession) -> dict[str, Unit]:
    tree = [(DIRECTORATE, "directorate", None), (COUNTY, "county", DIRECTORATE)]
    tree += [(SOLVIK, "office", COUNTY), (TINDEBY, "office", COUNTY)]
    units: dict[str, Unit] = {}
    for name, kind, parent in tree:
        units[name] = Unit(name=name, kind=kind, parent_id=units[parent].id if parent else None)
        session.add(units[name])
        session.flush()
    return units


@verb
def seed(session: AnySession, now: dt.datetime) -> None:
    """Store the cast and its week."""
    from app import demo_registers, demo_week

    cast = seed_cast(session, now)
    demo_week.play(cast, now, demo_registers.play(cast, now))


@verb
def seed_years(session: AnySession, now: dt.datetime) -> int:
    """Store two years of meetings and alarms up to this month; return how many meetings. Counting them is left."""
    from app.demo_year import play, the_demos_places

    people = {name.split()[0].lower(): number for number, name in session.execute(sa.select(Person.id, Person.name))}
    units = {name: number for number, name in session.execute(sa.select(Unit.id, Unit.name))}
    this_month = month_of(clock.today(now))
    before, lately = the_demos_places(people, units, (SOLVIK, TINDEBY))
    stored = play(before, months_on(this_month, -27), 12)
    return stored + play(lately, months_on(this_month, -15), 15, seed=18)


def cast_to_choose_from() -> list[dict[str, Any]]:
    """The cast on the demo's sign-in page: id, name, part and unit."""
    known = {f"{player.first_name}@nav.example": player for player in PLAYERS}
    rows = _CAST.all(known=list(known))
    return [
        {
            "id": row.id,
            "name": known[row.sign_in_name].name,
            "part": known[row.sign_in_name].part,
            "unit": known[row.sign_in_name].unit,
        }
        for row in rows
    ]


_CAST = Ready(
    sa.select(Person.id, Person.sign_in_name)
    .where(Person.sign_in_name.in_(sa.bindparam("known", expanding=True)), Person.deactivated_at.is_(None))
    .order_by(Person.id)
)

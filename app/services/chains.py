"""The chain of a unit: leader → deputy → the level above, as it stands today; and whether it would hold (krav 2.4)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app import clock
from app.domain.permissions import Role
from app.domain.text import _
from app.models import Absence, Appointment, Deputyship, Person, SignIn, Unit, db
from app.models.ready import Ready

LEADER, DEPUTY = "leader", "deputy"
HIGHEST = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who answers: for which unit, as leader or deputy, under which number."""

    person_id: int
    unit_id: int
    unit_name: str
    part: str
    name: str
    phone: str
    seen_at: dt.datetime | None


class Problem(enum.StrEnum):
    """What makes a chain red."""

    NOBODY = "nobody"
    NO_LEADER = "no_leader"
    LEADER_AWAY = "leader_away"
    TOO_SHORT = "too_short"


ADVICE = {
    Problem.NOBODY: _(
        "Ingen kan varsles. Ring 112 ved fare, og be administratoren registrere leder med telefonnummer."
    ),
    Problem.NO_LEADER: _("Enheten har ingen leder med telefonnummer. Varselet går rett til nivået over."),
    Problem.LEADER_AWAY: _("Lederen er borte uten stedfortreder. Be lederen eller administratoren registrere en."),
    Problem.TOO_SHORT: _("Bare én person kan varsles. Avtal med en kollega at du ringer hvis noe skjer."),
}


@dataclasses.dataclass(frozen=True)
class Readiness:
    """Who would be told, in order, if one aborted now; and what is wrong with that, worst first."""

    holders: list[Holder]
    problems: list[Problem]


def derive(unit_id: int, *, without: int, now: dt.datetime) -> list[Holder]:
    """Everybody who answers for the unit, nearest first: nobody who is away, nobody twice, never `without`."""
    return [Holder(*row) for row in _OF_ONE.all(unit_id=unit_id, without=without, today=clock.today(now))]


def derive_in(unit_ids: Collection[int], *, without: int, now: dt.datetime) -> dict[int, list[Holder]]:
    """derive() for each of these units, in one question to the database; `seen_at` is not asked for (None)."""
    found: dict[int, list[Holder]] = {unit_id: [] for unit_id in unit_ids}
    for root, *told in _OF_MANY.all(unit_ids=sorted(unit_ids), without=without, today=clock.today(now)):
        found[root].append(Holder(*told))
    return found


def readiness(unit_id: int, *, of: int, now: dt.datetime) -> Readiness:
    """Whether somebody would answer if this person (`of`) aborted a meeting now. Shown before a meeting starts."""
    return _judged(unit_id, derive(unit_id, without=of, now=now), now)


def readiness_in(unit_ids: Collection[int], *, of: int, now: dt.datetime) -> dict[int, Readiness]:
    """readiness() of each of these units, as derive_in() knows them."""
    chains = derive_in(unit_ids, without=of, now=now)
    return {unit_id: _judged(unit_id, holders, now) for unit_id, holders in chains.items()}


def _judged(unit_id: int, holders: list[Holder], now: dt.datetime) -> Readiness:
    problems = []
    if not holders:
        problems.append(Problem.NOBODY)
    elif not any(holder.unit_id == unit_id for holder in holders):
        problems.append(Problem.LEADER_AWAY if _leader_is_away(unit_id, now) else Problem.NO_LEADER)
    if len(holders) == 1:
        problems.append(Problem.TOO_SHORT)
    return Readiness(holders, problems)


def _leader_is_away(unit_id: int, now: dt.datetime) -> bool:
    today = clock.today(now)
    away = (
        sa.select(Absence.id)
        .join(Appointment, Appointment.person_id == Absence.person_id)
        .where(
            Appointment.unit_id == unit_id,
            Appointment.role == Role.LEADER,
            Absence.starts_on <= today,
            Absence.ends_on >= today,
        )
    )
    return db.session.scalar(away.limit(1)) is not None


def _chain(of: sa.ColumnElement[bool]) -> sa.Subquery:
    """Leaders and deputies of a unit and of every unit above it, in their order, as one selectable.

    `of` says of which units: each is the `root` of a chain of its own. Parameters: those of `of`, without (a person id)
    and today. Columns: root, position, and those of Holder but seen_at.
    """
    ranked = _everybody(of)
    nearest = ranked.c.times == 1
    order = [ranked.c.height, ranked.c.turn, ranked.c.appointed]
    position = sa.func.row_number().over(partition_by=ranked.c.root, order_by=order) - 1
    part = sa.case((ranked.c.turn == 0, LEADER), else_=DEPUTY).label("part")
    return (
        sa.select(
            ranked.c.root,
            position.label("position"),
            ranked.c.person_id,
            ranked.c.unit_id,
            ranked.c.unit_name,
            part,
            ranked.c.name,
            ranked.c.phone,
        )
        .where(nearest)
        .subquery("chain")
    )


def _everybody(of: sa.ColumnElement[bool]) -> sa.Subquery:
    """The same, with whoever holds two parts twice; `times` counts them, the nearest first."""
    today = sa.bindparam("today", type_=sa.Date())
    upwards, holders = _upwards(of), _holders(today)
    away = sa.select(Absence.id).where(
        Absence.person_id == Person.id, Absence.starts_on <= today, Absence.ends_on >= today
    )
    whoever = [upwards.c.root, holders.c.person_id]
    nearest_first = [upwards.c.height, holders.c.turn, holders.c.id]
    return (
        sa.select(
            upwards.c.root,
            upwards.c.height,
            upwards.c.id.label("unit_id"),
            upwards.c.name.label("unit_name"),
            holders.c.turn,
            holders.c.id.label("appointed"),
            holders.c.person_id,
            Person.name,
            Person.phone,
            sa.func.row_number().over(partition_by=whoever, order_by=nearest_first).label("times"),
        )
        .join_from(upwards, holders, upwards.c.id == holders.c.unit_id)
        .join(Person, Person.id == holders.c.person_id)
        .where(Person.id != sa.bindparam("without", type_=Person.id.type), Person.deactivated_at.is_(None))
        .where(Person.phone.is_not(None), Person.phone != "", ~away.exists())
        .subquery("everybody")
    )


def _upwards(of: sa.ColumnElement[bool]) -> sa.CTE:
    """The units and all that is above each. A ring of units, which should not be, must not hold an alarm up."""
    root = sa.select(Unit.id.label("root"), Unit.id, Unit.parent_id, Unit.name, sa.literal(0).label("height")).where(of)
    upwards = root.cte("upwards", recursive=True, nesting=True)
    above = sa.select(upwards.c.root, Unit.id, Unit.parent_id, Unit.name, upwards.c.height + 1)
    return upwards.union_all(above.join(upwards, Unit.id == upwards.c.parent_id).where(upwards.c.height < HIGHEST))


def _holders(today: Any) -> sa.Subquery:
    leaders = sa.select(Appointment.id, Appointment.person_id, Appointment.unit_id, sa.literal(0).label("turn")).where(
        Appointment.role == Role.LEADER
    )
    deputies = sa.select(Deputyship.id, Deputyship.person_id, Deputyship.unit_id, sa.literal(1)).where(
        Deputyship.starts_on <= today, Deputyship.ends_on >= today
    )
    return sa.union_all(leaders, deputies).subquery("holders")


CHAIN = _chain(Unit.id == sa.bindparam("unit_id", type_=Unit.id.type))
CHAINS = _chain(Unit.id.in_(sa.bindparam("unit_ids", type_=Unit.id.type, expanding=True)))
_KNOWN = [field.name for field in dataclasses.fields(Holder)[:-1]]
_SEEN_AT = sa.type_coerce(
    sa.select(sa.func.max(SignIn.seen_at)).where(SignIn.person_id == CHAIN.c.person_id).scalar_subquery(),
    SignIn.seen_at.type,
)
_OF_ONE = Ready(sa.select(*(CHAIN.c[name] for name in _KNOWN), _SEEN_AT.label("seen_at")).order_by(CHAIN.c.position))
_OF_MANY = Ready(
    sa.select(CHAINS.c.root, *(CHAINS.c[name] for name in _KNOWN), sa.null().label("seen_at")).order_by(
        CHAINS.c.root, CHAINS.c.position
    )
)

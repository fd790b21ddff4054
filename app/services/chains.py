"""The chain of a unit: leader → deputy → the level above, as it stands today; and whether it would hold (krav 2.4)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

import sqlalchemy as sa

from app import clock
from app.domain.permissions import Role
from app.domain.text import _
from app.models import Absence, Appointment, Deputyship, Person, SignIn, Unit, db
from app.models.base import AnySelect

LEADER, DEPUTY = "leader", "deputy"


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
    rows = db.session.connection().execute(_HOLDERS, {"unit_id": unit_id, "today": clock.today(now)})
    chain: dict[int, Holder] = {}
    for row in rows:
        if row.person_id != without and row.person_id not in chain:
            chain[row.person_id] = Holder(
                row.person_id, row.unit_id, row.unit_name, row.part, row.name, row.phone, row.seen_at
            )
    return list(chain.values())


def readiness(unit_id: int, *, of: int, now: dt.datetime) -> Readiness:
    """Whether somebody would answer if this person (`of`) aborted a meeting now. Shown before a meeting starts."""
    holders = derive(unit_id, without=of, now=now)
    problems = []
    if not holders:
        problems.append(Problem.NOBODY)
    elif _leader_is_away(unit_id, now) and not any(
        holder.unit_id == unit_id and holder.part == DEPUTY for holder in holders
    ):
        problems.append(Problem.LEADER_AWAY)
    elif not any(holder.unit_id == unit_id for holder in holders):
        problems.append(Problem.NO_LEADER)
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


def _select_holders() -> AnySelect:
    """Leaders and deputies of the unit and of every unit above it, nearest first, in one query."""
    today = sa.bindparam("today", type_=sa.Date())
    upwards = (
        sa.select(Unit.id, Unit.parent_id, Unit.name, sa.literal(0).label("height"))
        .where(Unit.id == sa.bindparam("unit_id"))
        .cte("upwards", recursive=True)
    )
    upwards = upwards.union_all(
        sa.select(Unit.id, Unit.parent_id, Unit.name, upwards.c.height + 1).join(
            upwards, Unit.id == upwards.c.parent_id
        )
    )
    holders = _holding(today)
    seen_at = (
        sa.select(sa.func.max(SignIn.seen_at)).where(SignIn.person_id == Person.id).correlate(Person).scalar_subquery()
    )
    return (
        sa.select(
            holders.c.person_id,
            upwards.c.id.label("unit_id"),
            upwards.c.name.label("unit_name"),
            sa.case((holders.c.turn == 0, LEADER), else_=DEPUTY).label("part"),
            Person.name,
            Person.phone,
            sa.type_coerce(seen_at, SignIn.seen_at.type).label("seen_at"),
        )
        .join(upwards, upwards.c.id == holders.c.unit_id)
        .join(Person, Person.id == holders.c.person_id)
        .where(Person.deactivated_at.is_(None), Person.phone.is_not(None), Person.phone != "")
        .order_by(upwards.c.height, holders.c.turn, holders.c.id)
    )


def _holding(today: sa.BindParameter[dt.date]) -> sa.Subquery:
    """Every leader who is not away, and every deputy of that date, with the turn in which each is told."""
    away = sa.select(Absence.id).where(
        Absence.person_id == Appointment.person_id, Absence.starts_on <= today, Absence.ends_on >= today
    )
    return sa.union_all(
        sa.select(Appointment.id, Appointment.person_id, Appointment.unit_id, sa.literal(0).label("turn")).where(
            Appointment.role == Role.LEADER, ~away.exists()
        ),
        sa.select(Deputyship.id, Deputyship.person_id, Deputyship.unit_id, sa.literal(1)).where(
            Deputyship.starts_on <= today, Deputyship.ends_on >= today
        ),
    ).subquery("holders")


_HOLDERS = _select_holders()

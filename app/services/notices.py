"""Telling people: rows in the outbox, written in the same transaction as the move that causes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app import config
from app.models import Address, Escalation, Link, Meeting, Notice, Person, db

IN_APP, CONSOLE = "in_app", "console"


def tell(alarm: Escalation, people: Collection[int], turn: str, *, now: dt.datetime) -> None:
    """Queue one notice for each of these people on each channel of theirs.

    `turn` names the step of the alarm that they are told about; the same person is told once a turn,
    however many workers try. In the app it counts as delivered when it is committed.
    """
    reached = sorted(set(people) - {alarm.employee_id})
    if not reached:
        return
    _queue({"escalation_id": alarm.id, "turn": f"{alarm.stream}/{turn}"}, reached, alarm.unit_id, now)


def remind(meeting: Meeting, *, now: dt.datetime) -> None:
    """Queue a reminder to the employee that a meeting under way should be over, or that a sign of life is due."""
    turn = f"{meeting.stream}/sign-{meeting.timeline_length}"
    _queue({"meeting_id": meeting.id, "turn": turn}, [meeting.employee_id], None, now)


def _queue(about: dict[str, Any], people: list[int], unit_id: int | None, now: dt.datetime) -> None:
    base = {"escalation_id": None, "meeting_id": None, **about, "queued_at": now, "try_at": now, "tries": 0}
    rows = [{**base, "person_id": person, "channel": IN_APP, "address_id": 0, "sent_at": now} for person in people]
    if config.setting("CONSOLE_NOTICES"):
        rows += [_unsent(base, person, CONSOLE, 0) for person in people]
    rows += [_unsent(base, person, channel, number) for person, channel, number in _addresses(people, unit_id)]
    db.session.connection().execute(postgresql.insert(Notice.__table__).on_conflict_do_nothing(), rows)


def _unsent(base: dict[str, Any], person_id: int, channel: str, address_id: int) -> dict[str, Any]:
    return {**base, "person_id": person_id, "channel": channel, "address_id": address_id, "sent_at": None}


def _addresses(people: Collection[int], unit_id: int | None) -> Iterable[tuple[int, str, int]]:
    """(person, channel, address) of the people's own addresses; the unit's go with the first of them."""
    wanted: sa.ColumnElement[bool] = Address.person_id.in_(people)
    if unit_id is not None:  # "= NULL" would be said as IS NULL, and mean every address of every person
        wanted = sa.or_(wanted, Address.unit_id == unit_id)
    found = db.session.connection().execute(
        sa.select(Address.id, Address.channel, Address.person_id).where(wanted, Address.removed_at.is_(None))
    )
    first = min(people)
    for address in found:
        yield address.person_id or first, address.channel, address.id


def colleagues(alarm: Escalation) -> list[int]:
    """Everybody who works in the unit of the alarm, but for the one it is about: told at once when there is danger."""
    return list(
        db.session.scalars(
            sa.select(Person.id).where(
                Person.unit_id == alarm.unit_id, Person.deactivated_at.is_(None), Person.id != alarm.employee_id
            )
        )
    )


def reached_so_far(chain: Iterable[Link]) -> list[int]:
    """The people of the links that have been reached: notification is cumulative."""
    return [link.person_id for link in chain if link.reached_at is not None]

"""Where people, and units as a whole, are told outside the app: one keeps one's own, a leader keeps the unit's."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from app.domain.permissions import Role
from app.domain.text import _
from app.models import Address, Notice, Unit, db
from app.models.base import AnyRow
from app.models.sealed import has_mark
from app.models.transaction import verb
from app.services import people
from app.services.channels import gateways, push, wording
from app.services.channels.letters import Letter, Outside
from app.services.people_acting import Actor
from app.services.refusals import Missing, Refused

MOST = 10
LONGEST = 2000
APPRISE, PUSH = "apprise", "push"
PAGE = "/account/addresses"


class NotAllowed(Refused):
    """The address has a scheme or an option that the settings do not allow, or makes no sense."""

    status = 422
    sentence = _("Denne adressen kan ikke brukes her. Se hvilke adresser som er tillatt.")


class TooMany(Refused):
    """Nobody needs that many addresses."""

    status = 422
    sentence = _("Du har lagt inn så mange adresser som det er plass til. Fjern en først.")


def own(by: Actor) -> Sequence[AnyRow]:
    """One's own addresses: id, channel, label, target, created_at and reached_at."""
    return _rows(Address.person_id == by.id)


def of_units(by: Actor) -> list[tuple[AnyRow, Sequence[AnyRow]]]:
    """The units (id and name) that one leads or stands in for, each with its addresses."""
    led = sa.select(Unit.id, Unit.name).where(Unit.id.in_(_led(by))).order_by(Unit.name)
    return [(unit, _rows(Address.unit_id == unit.id)) for unit in db.session.execute(led)]


@verb
def add(target: str, label: str, *, unit_id: int | None = None, allowed: Outside, by: Actor, now: dt.datetime) -> int:
    """Keep a mail or Apprise address, one's own or a unit's; return its id. Raises NotAllowed, TooMany or Missing."""
    if unit_id is not None and unit_id not in _led(by):
        raise Missing
    if not gateways.may_reach(target, allowed):
        raise NotAllowed
    return _kept(APPRISE, target, label, unit_id, by, now)


@verb
def subscribe(subscription: Any, label: str, *, allowed: Outside, by: Actor, now: dt.datetime) -> int:
    """Keep a browser's push subscription, and return its id: the same one for the same browser.

    A browser tells one person only: whoever subscribed on it last. Raises NotAllowed or TooMany.
    """
    wanted = push.subscription_of(subscription)
    if wanted is None or not push.may_reach(wanted["endpoint"], allowed):
        raise NotAllowed
    target = json.dumps(wanted, separators=(",", ":"))
    if len(target) > LONGEST:
        raise NotAllowed
    same_browser = sa.and_(
        Address.channel == PUSH,
        Address.removed_at.is_(None),
        has_mark(Address.target_mark, target),
    )
    for address in db.session.execute(sa.select(Address.id, Address.person_id, Address.target).where(same_browser)):
        if (address.person_id, address.target) == (by.id, target):
            return int(address.id)
    _end(same_browser, now)
    return _kept(PUSH, target, label, None, by, now)


@verb
def remove(address_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Tell nobody at this address any more. Raises Missing."""
    _end(Address.id == _mine(address_id, by).id, now)


@verb
def try_out(address_id: int, *, by: Actor, now: dt.datetime) -> None:
    """Queue a notice that only tries the address out; at most one a minute. Raises Missing."""
    address = _mine(address_id, by)
    row = {
        "person_id": by.id,
        "turn": f"trial/{address.id}/{now:%Y%m%d%H%M}",
        "channel": address.channel,
        "address_id": address.id,
        "queued_at": now,
        "try_at": now,
    }
    db.session.connection().execute(postgresql.insert(Notice.__table__).on_conflict_do_nothing(), row)


def trial_letters(sign_in_name: str, *, console: bool) -> list[tuple[str, Letter]]:
    """A trial for each channel of a person, with the label of the address. Raises ValueError when there is nobody."""
    person = people.with_sign_in_name(sign_in_name)
    if person is None:
        raise ValueError(f"there is nobody with the sign-in name {sign_in_name}")
    rows = _rows(sa.or_(Address.person_id == person.id, Address.unit_id == person.unit_id))
    targets: list[tuple[str, str, str | None]] = [("console", "log", None)] if console else []
    targets += [(row.channel, row.label, row.target) for row in rows]
    sentence = wording.of_trial(person.locale)
    return [(label, Letter(channel, target, person.id, sentence, PAGE, "")) for channel, label, target in targets]


def _rows(whose: sa.ColumnElement[bool]) -> Sequence[AnyRow]:
    return db.session.execute(
        sa.select(Address.id, Address.channel, Address.label, Address.target, Address.created_at, Address.reached_at)
        .where(whose, Address.removed_at.is_(None))
        .order_by(Address.id)
    ).all()


def _led(by: Actor) -> set[int]:
    return {mandate.unit_id for mandate in by.mandates if mandate.role is Role.LEADER}


def _mine(address_id: int, by: Actor) -> AnyRow:
    mine = sa.or_(Address.person_id == by.id, Address.unit_id.in_(_led(by)))
    found = _rows(sa.and_(Address.id == address_id, mine))
    if not found:
        raise Missing
    return found[0]


def _kept(channel: str, target: str, label: str, unit_id: int | None, by: Actor, now: dt.datetime) -> int:
    owner = {"person_id": None, "unit_id": unit_id} if unit_id is not None else {"person_id": by.id, "unit_id": None}
    earlier = _rows(Address.unit_id == unit_id if unit_id is not None else Address.person_id == by.id)
    for address in earlier:
        if address.target == target:
            return int(address.id)
    if len(earlier) >= MOST:
        raise TooMany
    address = Address(channel=channel, target=target, label=label, created_at=now, **owner)
    db.session.add(address)
    db.session.flush()
    return address.id


def _end(which: sa.ColumnElement[bool], now: dt.datetime) -> None:
    db.session.connection().execute(
        sa.update(Address.__table__).where(which, Address.removed_at.is_(None)).values(removed_at=now)
    )

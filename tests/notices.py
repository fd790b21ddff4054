"""Short ways to an outbox with something in it, and to what became of that."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.domain.escalation import Source, Urgency
from app.domain.events import Happened
from app.models import Address, Event, Notice, Unit, db
from app.services import escalations
from app.services.channels.letters import Outside
from app.services.escalations import Alarm
from app.services.people_acting import Actor
from tests import plays

SCHEMES = frozenset({"mailto", "mailtos", "workflows"})
VAPID = "e_laHkDWM5dy-Q9G4Wzm2Oq6EV58T5ATC9pKS3Z1nt0"


def outside(**differs: Any) -> Outside:
    """What the settings of a test allow: this machine stands for the world."""
    plain = Outside(
        base_url="https://trygt.example",
        notice_schemes=SCHEMES,
        mail_url=None,
        push_origins=frozenset({"http://127.0.0.1:*"}),
        vapid_private_key=VAPID,
        vapid_subject="mailto:drift@nav.example",
    )
    return dataclasses.replace(plain, **differs)


def settings(**differs: Any) -> dict[str, Any]:
    """The same as the app's configuration."""
    return {name.upper(): value for name, value in dataclasses.asdict(outside(**differs)).items()}


def raised(by: Actor, now: dt.datetime, **differs: Any) -> int:
    """An alarm of this person's, without danger: told to the leader alone."""
    plain = Alarm(plays.key(), Source.ABORT, Urgency.SAFE, by.id, by.unit_id)
    return escalations.raise_alarm(dataclasses.replace(plain, **differs), by=by, now=now)


def address(
    target: str | Mapping[str, Any], now: dt.datetime, *, person: Any = None, unit_id: int | None = None
) -> int:
    """An address of a person or of a unit: a subscription when it is a mapping, else for Apprise."""
    is_push = isinstance(target, Mapping)
    kept = Address(
        channel="push" if is_push else "apprise",
        person_id=person.id if person else None,
        unit_id=unit_id,
        target=json.dumps(target) if is_push else target,
        label="Adresse",
        created_at=now,
    )
    db.session.add(kept)
    db.session.commit()
    return kept.id


def unit(name: str) -> Unit:
    return db.session.scalars(sa.select(Unit).where(Unit.name == name)).one()


def of(channel: str) -> list[Notice]:
    """The notices of a channel, oldest first, as the database has them now."""
    query = sa.select(Notice).where(Notice.channel == channel).order_by(Notice.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def failures() -> list[dict[str, Any]]:
    """What the timelines say of notices that failed, oldest first."""
    lines = sa.select(Event.facts).where(Event.kind == Happened.NOTICE_FAILED).order_by(Event.id)
    return [dict(facts) for facts in db.session.scalars(lines)]

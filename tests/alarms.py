"""Short ways to an alarm, and to what the database says of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.domain.escalation import Action, Source, Urgency
from app.domain.events import NO_EVENT, chained_hash
from app.models import Escalation, Event, Link, Notice, Person, Unit, db
from app.services import escalations
from app.services.escalations import Alarm
from app.services.people_acting import Actor
from tests import plays

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
WRONG = "abort-safe-transport"


def alarm(by: Actor, **differs: Any) -> Alarm:
    """An alarm of this person's: a meeting broken off, without danger."""
    plain = Alarm(plays.key(), Source.ABORT, Urgency.SAFE, by.id, by.unit_id)
    return dataclasses.replace(plain, **differs)


def raised(by: Actor, now: dt.datetime, urgency: Urgency = Urgency.SAFE, **differs: Any) -> int:
    return escalations.raise_alarm(alarm(by, urgency=urgency, **differs), by=by, now=now)


def taken(number: int, *, by: Actor, now: dt.datetime, action: Action = Action.COMING) -> bool:
    """Read back rightly."""
    return escalations.acknowledge(number, code(number), action, by=by, now=now)


def owned(by: Actor, owner: Actor, now: dt.datetime, urgency: Urgency = Urgency.SAFE, **differs: Any) -> int:
    """An alarm that somebody has."""
    number = raised(by, now, urgency, **differs)
    assert taken(number, by=owner, now=now)
    return number


def closed(by: Actor, owner: Actor, now: dt.datetime, **differs: Any) -> int:
    """An alarm at rest."""
    number = owned(by, owner, now, **differs)
    escalations.report(number, "Jeg er fremme. Alt er rolig.", by=owner, now=now)
    escalations.close(number, "Brukeren har gått. Vi har snakket sammen.", by=owner, now=now)
    return number


def found(number: int) -> Escalation:
    """The alarm as the database has it now."""
    return db.session.get_one(Escalation, number, populate_existing=True)


def code(number: int) -> str:
    """What must be read back."""
    return escalations.situation(found(number)).code


def chain(number: int) -> list[str]:
    """The frozen chain by first names."""
    return [link.name.split()[0].lower() for link in escalations.links(found(number))]


def reached(number: int) -> list[str]:
    return [link.name.split()[0].lower() for link in escalations.links(found(number)) if link.reached_at]


def told(number: int, turn: str | None = None) -> list[str]:
    """Who has been told in the app, by first name: of one turn, or of all, once for each time."""
    notices = sa.select(Person.name).join(Notice, Notice.person_id == Person.id)
    notices = notices.where(Notice.escalation_id == number, Notice.channel == "in_app").order_by(Notice.id)
    if turn is not None:
        notices = notices.where(Notice.turn == f"escalation/{number}/{turn}")
    return sorted(name.split()[0].lower() for name in db.session.scalars(notices))


def story(number: int) -> list[str]:
    """The kinds of the alarm's lines, oldest first."""
    return story_of(f"escalation/{number}")


def story_of(stream: str) -> list[str]:
    """The same of any timeline."""
    return list(db.session.scalars(sa.select(Event.kind).where(Event.stream == stream).order_by(Event.number)))


def broken_timelines() -> list[str]:
    """What is wrong with any timeline: a gap, a hash that does not follow, a head that points elsewhere."""
    wrong, heads = [], dict[str, tuple[int, str]]()
    for line in db.session.execute(sa.select(Event.__table__).order_by(Event.stream, Event.number)):
        number, previous = heads.get(line.stream, (0, NO_EVENT))
        facts = {name: getattr(line, name) for name in ("stream", "number", "kind", "at", "by_id", "facts")}
        if line.number != number + 1 or line.hash != chained_hash(previous, **facts) or line.previous_hash != previous:
            wrong.append(f"{line.stream} number {line.number}")
        heads[line.stream] = (line.number, line.hash)
    columns = (Escalation.id, Escalation.timeline_length, Escalation.timeline_hash)
    for number, length, last in db.session.execute(sa.select(*columns)):
        if heads.get(f"escalation/{number}", (0, NO_EVENT)) != (length, last):
            wrong.append(f"the head of escalation/{number}")
    return wrong


def unit(name: str) -> Unit:
    return db.session.scalars(sa.select(Unit).where(Unit.name == name)).one()


def change(model: Any, **values: Any) -> None:
    """As an administrator changes a row."""
    for name, value in values.items():
        setattr(model, name, value)
    db.session.commit()


def holding(number: int) -> list[Link]:
    return escalations.links(found(number))

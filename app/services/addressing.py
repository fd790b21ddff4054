"""From rows of the outbox to letters: what belongs together, who reads it in which language, if it still matters."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.domain.escalation import Status
from app.models import Address, Escalation, Meeting, Person, Unit, db
from app.models.base import AnyRow, AnySelect
from app.models.notice import MEASURES
from app.services.channels import wording
from app.services.channels.letters import Failed, Letter

HOUSE_LANGUAGE = "nb"


@dataclasses.dataclass(frozen=True, slots=True)
class Bundle:
    """Every unsent notice to one address about one matter: one letter says them all, so that nothing piles up."""

    channel: str
    address_id: int
    person_id: int
    escalation_id: int | None
    meeting_id: int | None
    about: str
    target: str | None
    notice_ids: tuple[int, ...]
    tries: int
    newest: dt.datetime

    @property
    def matter(self) -> str:
        """The stream of the alarm or meeting that this is about; nothing when an address is only tried out."""
        if self.escalation_id is not None:
            return f"escalation/{self.escalation_id}"
        return f"meeting/{self.meeting_id}" if self.meeting_id is not None else ""

    def only(self, ours: Collection[int]) -> Bundle | None:
        """The same with only these notices, if any is left."""
        left = tuple(number for number in self.notice_ids if number in ours)
        return dataclasses.replace(self, notice_ids=left) if left else None


@dataclasses.dataclass(frozen=True, slots=True)
class Errand:
    """A leased bundle with its letter; `moot` is a code that says why it need not be sent any more."""

    bundle: Bundle
    letter: Letter
    moot: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an errand. None as `failed` means that the other end has taken the letter."""

    errand: Errand
    failed: Failed | None = None


def shared_by(row: AnyRow) -> tuple[Any, ...]:
    """What the notices of one bundle have in common."""
    return row.channel, row.address_id, row.person_id, row.escalation_id, row.meeting_id, _kind(row)


def _kind(row: AnyRow) -> str:
    """What the turn of a notice begins with: the kind of its matter."""
    return str(row.turn).partition("/")[0]


def bundle(rows: Sequence[AnyRow]) -> Bundle:
    """The bundle of these notices."""
    first = rows[0]
    return Bundle(
        channel=first.channel,
        address_id=first.address_id,
        person_id=first.person_id,
        escalation_id=first.escalation_id,
        meeting_id=first.meeting_id,
        about=_kind(first),
        target=first.target,
        notice_ids=tuple(row.id for row in rows),
        tries=max(row.tries for row in rows),
        newest=max(row.queued_at for row in rows),
    )


def errands(bundles: Iterable[Bundle]) -> list[Errand]:
    """The bundles with their letters, each in the language of whoever reads it."""
    bundles = list(bundles)
    people = _by_id(sa.select(Person.id, Person.locale, Person.deactivated_at), Person, bundles, "person_id")
    addresses = _by_id(sa.select(Address.id, Address.unit_id, Address.removed_at), Address, bundles, "address_id")
    alarms = _by_id(
        sa.select(
            Escalation.id, Escalation.source, Escalation.is_drill, Escalation.status, Unit.name.label("unit")
        ).join(Unit, Unit.id == Escalation.unit_id),
        Escalation,
        bundles,
        "escalation_id",
    )
    meetings = _by_id(sa.select(Meeting.id, Meeting.finished_at), Meeting, bundles, "meeting_id")
    return [
        _errand(
            each,
            people[each.person_id],
            addresses.get(each.address_id),
            alarms.get(each.escalation_id),
            meetings.get(each.meeting_id),
        )
        for each in bundles
    ]


def _by_id(query: AnySelect, model: Any, bundles: Sequence[Bundle], field: str) -> dict[int | None, Any]:
    wanted = {getattr(each, field) for each in bundles} - {None, 0}
    rows = db.session.connection().execute(query.where(model.id.in_(wanted))) if wanted else ()
    return {row.id: row for row in rows}


def _errand(each: Bundle, person: Any, address: Any, alarm: Any, meeting: Any) -> Errand:
    is_units = address is not None and address.unit_id is not None
    locale = HOUSE_LANGUAGE if is_units else person.locale
    if alarm is not None:
        sentence = wording.of_alarm(alarm.source, alarm.unit, is_drill=alarm.is_drill, locale=locale)
        path = f"/escalations/{alarm.id}"
    elif meeting is not None:
        sentence, path = wording.of_reminder(locale), f"/meetings/{meeting.id}"
    elif each.about == MEASURES:
        sentence, path = wording.of_measures(locale), "/measures"
    else:
        sentence, path = wording.of_trial(locale), "/account/addresses"
    letter = Letter(each.channel, each.target, each.person_id, sentence, path, each.matter)
    return Errand(each, letter, _moot(None if is_units else person, address, alarm, meeting))


def _moot(person: Any, address: Any, alarm: Any, meeting: Any) -> str | None:
    """Why a letter need not be sent any more: its address or reader is gone, or the matter is at rest."""
    if (address is not None and address.removed_at) or (person is not None and person.deactivated_at):
        return "removed"
    if alarm is not None and alarm.status == Status.CLOSED:
        return "closed"
    return "finished" if meeting is not None and meeting.finished_at else None

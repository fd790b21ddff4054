"""The escalation: its statuses, its moves, how long it waits, and what a receiver must have understood (krav 2.4)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import random

from app.domain.forms_of_meeting import FORMS
from app.domain.text import _


class Source(enum.StrEnum):
    """What an alarm came from."""

    ABORT = "abort"
    THREAT = "threat"
    OVERDUE = "overdue"
    UNDECIDED = "undecided"


class Urgency(enum.StrEnum):
    """Danger now, or not: it decides the patience and who is told at once."""

    DANGER = "danger"
    SAFE = "safe"


class Status(enum.StrEnum):
    """Ringing until a human has it, owned until it is closed. Only a closed alarm is at rest."""

    RINGING = "ringing"
    OWNED = "owned"
    CLOSED = "closed"


class Move(enum.StrEnum):
    """Everything that can happen to an alarm after it is raised. The clock makes CLIMB, REMIND and LAPSE."""

    CLIMB = "climb"
    REMIND = "remind"
    LAPSE = "lapse"
    ACKNOWLEDGE = "acknowledge"
    MISREAD = "misread"
    DECLINE = "decline"
    REPORT = "report"
    OFFER = "offer"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    CLOSE = "close"


# Every move that is possible, and where it leads. What is not here cannot happen.
MOVES: dict[tuple[Status, Move], Status] = {
    (Status.RINGING, Move.CLIMB): Status.RINGING,
    (Status.RINGING, Move.REMIND): Status.RINGING,
    (Status.RINGING, Move.DECLINE): Status.RINGING,
    (Status.RINGING, Move.MISREAD): Status.RINGING,
    (Status.RINGING, Move.ACKNOWLEDGE): Status.OWNED,
    (Status.OWNED, Move.MISREAD): Status.OWNED,
    (Status.OWNED, Move.REMIND): Status.OWNED,
    (Status.OWNED, Move.REPORT): Status.OWNED,
    (Status.OWNED, Move.OFFER): Status.OWNED,
    (Status.OWNED, Move.TAKE_OVER): Status.OWNED,
    (Status.OWNED, Move.LAPSE): Status.RINGING,
    (Status.OWNED, Move.RELEASE): Status.RINGING,
    (Status.OWNED, Move.CLOSE): Status.CLOSED,
}


class Impossible(ValueError):
    """An alarm in this status cannot make this move."""


def after(status: Status, move: Move) -> Status:
    """The status that a move leads to. Raises Impossible when the table has no such move."""
    try:
        return MOVES[status, move]
    except KeyError:
        raise Impossible(f"{move} is not possible while {status}") from None


def due(
    status: Status,
    *,
    now: dt.datetime,
    climb_at: dt.datetime | None,
    remind_at: dt.datetime | None,
    lapse_at: dt.datetime | None,
    owner_is_gone: bool = False,
) -> Move | None:
    """The move that the clock has to make now, if any: the weightiest that is due.

    An owner whose access has ended can do nothing more: then the alarm lapses, reported or not.
    """
    if status is Status.OWNED and (owner_is_gone or (lapse_at is not None and lapse_at <= now)):
        return Move.LAPSE
    if climb_at is not None and climb_at <= now:
        return Move.CLIMB
    if remind_at is not None and remind_at <= now:
        return Move.REMIND
    return None


PATIENCE = {Urgency.DANGER: dt.timedelta(seconds=120), Urgency.SAFE: dt.timedelta(minutes=10)}
REMIND_EVERY = dt.timedelta(seconds=60)
REPORT_WITHIN = dt.timedelta(minutes=10)
REMIND_OWNER_EVERY = dt.timedelta(minutes=30)
CLOCKS_DIFFER = dt.timedelta(seconds=5)
GRACE = dt.timedelta(minutes=15)
EXTENSION = dt.timedelta(minutes=15)
DECIDE_BEFORE_START = dt.timedelta(minutes=10)
TOKEN_OUTLIVES_MEETING = dt.timedelta(hours=6)
FOLLOW_UP_DAYS = (0, 1, 7, 30)


def patience(urgency: Urgency, shortened: int | None) -> dt.timedelta:
    """How long one link may keep silent before the next is responsible; a unit may only shorten it (seconds)."""
    standard = PATIENCE[urgency]
    return standard if shortened is None else min(standard, dt.timedelta(seconds=shortened))


class Action(enum.StrEnum):
    """What whoever acknowledges does now."""

    COMING = "coming"
    CALLING = "calling"
    CALLING_112 = "calling_112"
    TAKING_OVER = "taking_over"


ACTION_WORDS = {
    Action.COMING: _("Jeg kommer"),
    Action.CALLING: _("Jeg ringer deg"),
    Action.CALLING_112: _("Jeg ringer 112"),
    Action.TAKING_OVER: _("Jeg tar over"),
}
DONE_BY_OTHERS = {
    Action.COMING: _("%(name)s kommer"),
    Action.CALLING: _("%(name)s ringer deg"),
    Action.CALLING_112: _("%(name)s ringer 112"),
    Action.TAKING_OVER: _("%(name)s tar over"),
}


class How(enum.StrEnum):
    """How somebody acknowledged: in the app, or by phone, recorded by the one who warned."""

    IN_APP = "in_app"
    BY_PHONE = "by_phone"


NO_FORM = "none"
KINDS = {
    (Source.ABORT, Urgency.DANGER): _("Fare nå"),
    (Source.ABORT, Urgency.SAFE): _("Avbrutt møte, ingen akutt fare"),
    (Source.THREAT, Urgency.DANGER): _("Trussel utenom møte, fare nå"),
    (Source.THREAT, Urgency.SAFE): _("Trussel utenom møte"),
    (Source.OVERDUE, Urgency.SAFE): _("Har ikke meldt seg ferdig"),
    (Source.UNDECIDED, Urgency.SAFE): _("Møte uten svar fra leder"),
}
# How a threat reached somebody outside a meeting: what a form sends and an alarm keeps, in bokmål.
THREAT_CHANNELS = {
    "phone": _("På telefon"),
    "chat": _("I chat eller melding"),
    "email": _("På e-post eller i brev"),
    "other": _("På en annen måte"),
}
PLACES = {**FORMS, NO_FORM: _("Utenom møte")}


@dataclasses.dataclass(frozen=True, slots=True)
class Situation:
    """What has happened, as a receiver reads it back. `code` is what a form sends."""

    source: Source
    urgency: Urgency
    form: str

    @property
    def code(self) -> str:
        return f"{self.source}-{self.urgency}-{self.form}"

    @property
    def kind(self) -> str:
        """In bokmål; translate before showing."""
        return KINDS[self.source, self.urgency]

    @property
    def place(self) -> str:
        return PLACES[self.form]


def read_back_choices(true: Situation, *, alarm_id: int) -> list[Situation]:
    """The true situation among three plausible others, in an order that stays the same for one alarm.

    Two kinds at two places, or danger and not of two kinds where there is no place: each of the four
    shares as much with the others, so that what they have in common gives nothing away.
    """
    chance = random.Random(alarm_id)  # nosec B311 # noqa: S311 - an order for the eye, not a secret
    told = (Source.ABORT, Source.THREAT)
    if true.form == NO_FORM and true.source in told:
        choices = [Situation(source, urgency, NO_FORM) for source in told for urgency in Urgency]
    else:
        kinds = [(true.source, true.urgency), chance.choice([kind for kind in KINDS if _another(kind, true)])]
        forms = [true.form, chance.choice([form for form in FORMS if form != true.form])]
        choices = [Situation(source, urgency, form) for source, urgency in kinds for form in forms]
    chance.shuffle(choices)
    return choices


def _another(kind: tuple[Source, Urgency], true: Situation) -> bool:
    """Whether this is another kind of alarm, from a meeting as the true one is."""
    return kind != (true.source, true.urgency) and (kind[0] is not Source.THREAT or true.source is Source.THREAT)

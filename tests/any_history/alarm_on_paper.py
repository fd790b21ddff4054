"""An alarm as one would keep it with pencil and paper: plain rules beside the real ones, for tests of any history.

Written from the contract (krav 2.4 and the ten promises), not from the engine: moments, a list and a dictionary.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)
PATIENCE = {"danger": 2 * MINUTE, "safe": 10 * MINUTE}
AGAIN, REPORT_WITHIN, REMIND_OWNER = MINUTE, 10 * MINUTE, 30 * MINUTE
CLOCKS_DIFFER = 5 * SECOND


@dataclasses.dataclass
class PaperAlarm:
    """One alarm. `reached` and `passed_on` hold places in the chain; `told` pairs of (turn, person)."""

    id: int
    key: str
    source: str
    urgency: str
    employee: int
    unit: int
    meeting: int | None
    is_drill: bool
    chain: list[int]
    raised_at: dt.datetime
    form: str = "none"
    status: str = "ringing"
    position: int = 0
    turn: int = 0
    reached: dict[int, dt.datetime] = dataclasses.field(default_factory=dict)
    passed_on: set[int] = dataclasses.field(default_factory=set)
    top_since: dt.datetime | None = None
    timed_at: dt.datetime | None = None
    climb_at: dt.datetime | None = None
    remind_at: dt.datetime | None = None
    lapse_at: dt.datetime | None = None
    owner: int | None = None
    offered: int | None = None
    does: str | None = None
    reported_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    taken: int = 0
    lines: list[str] = dataclasses.field(default_factory=list)
    told: set[tuple[str, int]] = dataclasses.field(default_factory=set)

    @property
    def next_at(self) -> dt.datetime | None:
        return min((each for each in (self.climb_at, self.remind_at, self.lapse_at) if each), default=None)

    @property
    def identity(self) -> tuple[object, ...]:
        """Two taps with the same are one alarm."""
        return self.employee, self.key, self.source, self.urgency, self.is_drill

    def begin(self, now: dt.datetime, own_unit_until: int) -> None:
        """The first link is reached; in danger so are all links of the own unit (places below `own_unit_until`)."""
        at_once = own_unit_until if self.urgency == "danger" else 1
        self.reached = dict.fromkeys(range(min(len(self.chain), max(1, at_once))), now)
        self.lines = ["alarm_raised"]
        if not self.chain:
            self.top_since = now
            self.lines.append("alarm_reached_top")
        self._ring_on(now)

    def is_due(self, now: dt.datetime) -> bool:
        due = self.next_at is not None and self.next_at <= now
        return self.status != "closed" and (due or self._was_set_ahead(now))

    def move(self, now: dt.datetime, gone: set[int]) -> str | None:
        """The one thing that the clock does now, by its name. `gone` are people whose access has ended."""
        if self._was_set_ahead(now):
            self._count_from(now)
        if self.status == "owned" and (self.owner in gone or (self.lapse_at and self.lapse_at <= now)):
            self._ring_again(now)
            self.lines.append("alarm_lapsed")
            self.climb(now, gone)
            return "lapse"
        if self.climb_at and self.climb_at <= now:
            self.climb(now, gone)
            return "climb"
        if self.remind_at and self.remind_at <= now:
            self.turn += 1
            self.lines.append("alarm_reminded")
            self.timed_at = now
            self.remind_at = now + (AGAIN if self.status == "ringing" else REMIND_OWNER)
            return "remind"
        return None

    def climb(self, now: dt.datetime, gone: set[int]) -> None:
        """The next place that has not passed it on and has not left; at the end of the chain everybody again."""
        self.turn += 1
        above = range(self.position + 1, len(self.chain))
        nearest = [place for place in above if place not in self.passed_on and self.chain[place] not in gone]
        if nearest:
            self.position = nearest[0]
            self.reached.setdefault(self.position, now)
            self.lines.append("alarm_climbed")
        elif self.top_since is None:
            self.top_since = now
            self.lines.append("alarm_reached_top")
        else:
            self.lines.append("alarm_reminded")
        self._ring_on(now)

    def answer(self, who: int, now: dt.datetime, *, right: bool, does: str) -> object:
        """Somebody who answers for it reads it back."""
        offered = self.status == "owned" and self.offered == who
        if self.status == "owned" and not offered and self.owner != who:
            return "AlreadyOwned"
        if self.status == "closed":
            return "AlarmClosed"
        if not right:
            self.lines.append("alarm_misread")
            return False
        if self.status == "owned" and self.owner == who:
            return True if self.does == does else "NotPossibleNow"
        self.lines.append("alarm_taken_over" if offered else "alarm_acknowledged")
        self.status, self.owner, self.does, self.offered = "owned", who, does, None
        self.reported_at = self.top_since = self.climb_at = None
        self.taken += 1
        self.timed_at, self.remind_at, self.lapse_at = now, now + REMIND_OWNER, now + REPORT_WITHIN
        return True

    def pass_on(self, who: int, now: dt.datetime, gone: set[int]) -> tuple[object, bool]:
        """ "Kan ikke": what is answered, and whether it has climbed."""
        if who not in self.chain:
            return "Missing", False
        if self.status != "ringing":
            return ("AlreadyOwned" if self.status == "owned" else "AlarmClosed"), False
        place = self.chain.index(who)
        if place in self.passed_on:
            return None, False
        self.passed_on.add(place)
        self.lines.append("alarm_declined")
        if place == self.position:
            self.climb(now, gone)
            return None, True
        return None, False

    def report(self, now: dt.datetime) -> None:
        self.reported_at, self.lapse_at = now, None
        self.timed_at, self.remind_at = now, now + REMIND_OWNER
        self.lines.append("status_reported")

    def offer(self, to: int) -> None:
        self.offered = to
        self.lines.append("alarm_offered")
        self.told.add((f"offer-{len(self.lines)}", to))

    def owner_leaves(self, now: dt.datetime) -> None:
        """Their access has ended: whatever is waited for is due."""
        self.timed_at = self.remind_at = now
        self.lapse_at = self.lapse_at and now

    def release(self, now: dt.datetime, gone: set[int]) -> None:
        self._ring_again(now)
        self.lines.append("alarm_released")
        self.climb(now, gone)

    def close(self, now: dt.datetime) -> None:
        self.status, self.closed_at = "closed", now
        self.climb_at = self.remind_at = self.lapse_at = self.offered = None
        self.lines.append("alarm_closed")

    def _ring_again(self, now: dt.datetime) -> None:
        self.status = "ringing"
        self.owner = self.offered = self.reported_at = self.does = None
        self._ring_on(now)

    def _ring_on(self, now: dt.datetime) -> None:
        self.timed_at, self.lapse_at = now, None
        self.climb_at, self.remind_at = now + PATIENCE[self.urgency], now + AGAIN

    def _was_set_ahead(self, now: dt.datetime) -> bool:
        return self.timed_at is not None and self.timed_at > now + CLOCKS_DIFFER

    def _count_from(self, now: dt.datetime) -> None:
        """The clock was set back: what was waited for is waited for from now."""
        ahead = self.timed_at - now if self.timed_at else dt.timedelta()
        for name in ("timed_at", "climb_at", "remind_at", "lapse_at"):
            moment = getattr(self, name)
            setattr(self, name, moment and moment - ahead)

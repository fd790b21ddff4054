"""The house around the alarms with pencil and paper: who leads, who stands in, whose meeting runs, what a tick does."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zoneinfo

from tests.any_history.alarm_on_paper import CLOCKS_DIFFER, MINUTE, PaperAlarm

NORWAY = zoneinfo.ZoneInfo("Europe/Oslo")
GRACE, MORE_TIME, DECIDE_BEFORE = 15 * MINUTE, 15 * MINUTE, 10 * MINUTE


@dataclasses.dataclass
class PaperMeeting:
    """A meeting: `sign_at` is when its employee has to say that all is well."""

    id: int
    employee: int
    unit: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    flagged: bool = False
    started: bool = False
    finished: bool = False
    sign_at: dt.datetime | None = None
    reminded_at: dt.datetime | None = None

    def is_due(self, now: dt.datetime) -> bool:
        late = self.sign_at is not None and self.sign_at <= now
        ahead = self.reminded_at is not None and self.reminded_at > now + CLOCKS_DIFFER
        return self.sign_at is not None and (late or ahead)

    def watch(self, now: dt.datetime) -> None:
        self.sign_at, self.reminded_at = max(self.ends_at, now), None


@dataclasses.dataclass
class PaperHouse:
    """Everything that a test knows, apart from the database."""

    parent: dict[int, int | None]
    works_at: dict[int, int]
    leaders: list[tuple[int, int]]
    deputies: list[tuple[int, int, dt.date, dt.date]]
    meetings: dict[int, PaperMeeting]
    away: list[tuple[int, dt.date, dt.date]] = dataclasses.field(default_factory=list)
    gone: set[int] = dataclasses.field(default_factory=set)
    alarms: dict[int, PaperAlarm] = dataclasses.field(default_factory=dict)
    taps: dict[tuple[object, ...], int] = dataclasses.field(default_factory=dict)
    undecided: set[int] = dataclasses.field(default_factory=set)

    def upwards(self, unit: int) -> list[int]:
        found, at = [unit], self.parent[unit]
        while at is not None:
            found.append(at)
            at = self.parent[at]
        return found

    def heads(self, unit: int, now: dt.datetime) -> list[int]:
        """Leaders and then deputies of one unit, today."""
        day = now.astimezone(NORWAY).date()
        standing_in = [who for at, who, first, last in self.deputies if at == unit and first <= day <= last]
        return [who for at, who in self.leaders if at == unit] + standing_in

    def chain(self, unit: int, without: int, now: dt.datetime) -> tuple[list[int], int]:
        """Who answers, in order, and how many of them are the unit's own."""
        day = now.astimezone(NORWAY).date()
        away = {who for who, first, last in self.away if first <= day <= last}
        found, own = list[int](), 0
        for each in self.upwards(unit):
            found += [
                who
                for who in dict.fromkeys(self.heads(each, now))
                if who not in found and who != without and who not in self.gone | away
            ]
            own = own or (len(found) if each == unit else 0)
        return found, own

    def answers_for(self, alarm: PaperAlarm, who: int, now: dt.datetime) -> bool:
        leads = any(who in self.heads(unit, now) for unit in self.upwards(alarm.unit))
        return who != alarm.employee and (who in alarm.chain or leads)

    def may_own(self, alarm: PaperAlarm, who: int, now: dt.datetime) -> bool:
        """Whoever has left answers for nothing, whatever the frozen chain says."""
        return who not in self.gone and self.answers_for(alarm, who, now)

    def raise_alarm(
        self,
        key: str,
        source: str,
        urgency: str,
        employee: int,
        unit: int,
        now: dt.datetime,
        *,
        meeting: int | None = None,
        is_drill: bool = False,
    ) -> int:
        identity = (employee, key, source, urgency, is_drill)
        known = [each.id for each in self.alarms.values() if each.identity == identity]
        if known or identity in self.taps:
            return known[0] if known else self.taps[identity]
        rings = [
            each.id
            for each in self.alarms.values()
            if each.status == "ringing" and each.meeting == meeting is not None and not is_drill and not each.is_drill
            if (each.employee, each.source, each.urgency) == (employee, source, urgency)
        ]
        if rings:
            self.taps[identity] = rings[0]
            return rings[0]
        chain, own = self.chain(unit, employee, now)
        number = max(self.alarms, default=0) + 1
        alarm = PaperAlarm(number, key, source, urgency, employee, unit, meeting, is_drill, chain, now)
        alarm.form = "office" if source in ("overdue", "undecided") else "none"
        alarm.begin(now, own)
        self.alarms[number] = alarm
        self.tell(alarm)
        if meeting is not None and source == "abort" and not is_drill:
            self.meetings[meeting].sign_at = None
        return number

    def tell(self, alarm: PaperAlarm) -> None:
        """Everybody reached who still is here; in danger, the first time, the colleagues; without a chain always."""
        turn = f"turn-{alarm.turn}"
        if alarm.status == "owned":
            alarm.told.add((turn, alarm.owner or 0))
            return
        told = {alarm.chain[place] for place in alarm.reached}
        if not alarm.chain or (alarm.urgency == "danger" and alarm.turn == 0):
            told |= {who for who, unit in self.works_at.items() if unit == alarm.unit} - {alarm.employee}
        alarm.told |= {(turn, who) for who in told - self.gone}

    def tick(self, now: dt.datetime) -> int:
        """What the engine does at this moment; how many moves."""
        moves = 0
        for alarm in [each for each in self.alarms.values() if each.is_due(now)]:
            moves += 1
            if alarm.move(now, self.gone):
                self.tell(alarm)
        order = sorted(self.meetings.values(), key=lambda each: (each.sign_at is None, each.sign_at))
        for meeting in [each for each in order if each.is_due(now)]:
            moves += 1
            self._look_after(meeting, now)
        return moves + self._ask_leaders(now)

    def _look_after(self, meeting: PaperMeeting, now: dt.datetime) -> None:
        if meeting.sign_at is not None and (meeting.sign_at > now or meeting.reminded_at is None):
            meeting.sign_at, meeting.reminded_at = now + GRACE, now
            return
        meeting.sign_at = None
        key = f"overdue-{meeting.id}-{now}-{len(self.alarms)}"
        self.raise_alarm(key, "overdue", "safe", meeting.employee, meeting.unit, now, meeting=meeting.id)

    def _ask_leaders(self, now: dt.datetime) -> int:
        due = [
            each
            for each in self.meetings.values()
            if each.flagged and each.starts_at <= now + DECIDE_BEFORE and each.ends_at > now
            if each.id not in self.undecided
        ]
        for each in due:
            self.undecided.add(each.id)
            key = f"undecided-{each.id}"
            self.raise_alarm(key, "undecided", "safe", each.employee, each.unit, now, meeting=each.id)
        return len(due)

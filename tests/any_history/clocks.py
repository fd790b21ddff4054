"""Two clocks: the real one, and the one on the wall that may be set. A tick comes in time, and never too early."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis.stateful import invariant

from app.services import engine
from tests.any_history.alarm_on_paper import AGAIN, CLOCKS_DIFFER, PATIENCE, REPORT_WITHIN, PaperAlarm
from tests.any_history.both_houses import History
from tests.any_history.on_record import compare

NONE = dt.timedelta()


class Clocks(History):
    """What passes and ticks, and what must hold of both."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.set_back, self.set_ahead = False, NONE
        self.duty = dict[int, tuple[str, int, dt.datetime, dt.timedelta]]()

    @property
    def next_at(self) -> dt.datetime | None:
        """The earliest moment at which the clock has something to do."""
        house = self.house
        waits = [each.next_at for each in house.alarms.values()] + [each.sign_at for each in house.meetings.values()]
        return min((each for each in waits if each), default=None)

    def passes(self, time: dt.timedelta) -> None:
        self.now, self.real = self.now + time, self.real + time

    def jumps(self, time: dt.timedelta) -> None:
        """The clock on the wall is set: no time has passed."""
        self.now += time
        self.set_back = self.set_back or time < NONE
        self.set_ahead += max(time, NONE)

    def tick(self) -> None:
        rang = {number for number, alarm in self.house.alarms.items() if alarm.status == "ringing"}
        moves = self.does(lambda house: house.tick(self.now), lambda: engine.tick(self.now), in_parts=True)
        went_through = moves is not None  # the power held
        for number, alarm in self.house.alarms.items():
            if number in rang and alarm.status == "ringing":
                self.climbed_in_time(alarm, whole=went_through)
            if went_through:
                self.waits_for_something(alarm)
        self.keep_duties()

    def climbed_in_time(self, alarm: PaperAlarm, *, whole: bool) -> None:
        """Not before the patience of the one responsible has ended, and not after, if no clock was set back."""
        _status, position, since, ahead_then = self.duty[alarm.id]
        waited = self.real - since
        if position != alarm.position:
            assert waited + self.set_ahead - ahead_then >= PATIENCE[alarm.urgency], "climbed before its time"
        elif whole and not self.set_back and self.somebody_is_above(alarm):
            assert waited < PATIENCE[alarm.urgency], "has not climbed in time"

    def waits_for_something(self, alarm: PaperAlarm) -> None:
        """Whatever the clocks have done: after a tick nothing is due, and no wait is longer than it should be."""
        if alarm.status == "closed":
            return
        assert alarm.next_at is not None
        assert self.now < alarm.next_at
        if alarm.status == "ringing":
            assert alarm.climb_at
            assert alarm.climb_at <= self.now + PATIENCE[alarm.urgency] + CLOCKS_DIFFER
            assert alarm.next_at <= self.now + AGAIN + CLOCKS_DIFFER
        elif alarm.lapse_at is not None:
            assert alarm.lapse_at <= self.now + REPORT_WITHIN + CLOCKS_DIFFER

    def somebody_is_above(self, alarm: PaperAlarm) -> bool:
        above = range(alarm.position + 1, len(alarm.chain))
        return any(place not in alarm.passed_on and alarm.chain[place] not in self.house.gone for place in above)

    @invariant()
    def it_is_as_on_paper(self) -> None:
        if self.broken:
            return
        with self.quick.raw() as database:
            compare(database, self.house)
        self.keep_duties()

    def keep_duties(self) -> None:
        """Since when whoever is responsible has been so."""
        for number, alarm in self.house.alarms.items():
            if self.duty.get(number, ())[:2] != (alarm.status, alarm.position):
                self.duty[number] = (alarm.status, alarm.position, self.real, self.set_ahead)

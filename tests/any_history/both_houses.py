"""Two houses, one of rows and one of paper, two clocks, and a way to do the same thing in both."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from app.models import Appointment, Deputyship, Meeting, Person, Unit, db
from app.services.people_acting import Actor, acting
from app.services.refusals import Refused
from tests import plays
from tests.any_history.alarm_on_paper import MINUTE, PaperAlarm
from tests.any_history.house_on_paper import NORWAY, PaperHouse, PaperMeeting
from tests.any_history.on_record import at
from tests.any_history.quick_sqlite import PowerCut, QuickSqlite
from tests.clock import MONDAY_MORNING
from tests.scenes import the_cast

BEGINNINGS = (
    MONDAY_MORNING,
    dt.datetime(2026, 3, 2, 22, 50, tzinfo=dt.UTC),  # ten minutes before midnight in Norway
    dt.datetime(2026, 3, 29, 0, 50, tzinfo=dt.UTC),  # before an hour is left out
    dt.datetime(2026, 10, 25, 0, 50, tzinfo=dt.UTC),  # before an hour comes twice
)


def play() -> None:
    """The cast, three meetings that may start, and one of Amir's that its leader has not answered."""
    the_cast()
    now, cast = MONDAY_MORNING, plays.people()
    times: dict[str, Any] = {"starts_at": now + 25 * MINUTE, "ends_at": now + 55 * MINUTE}
    for who in (cast.kari, cast.kari, cast.sunniva):
        plays.logged(plays.actor(who, now), now, **times)
    plays.logged(plays.actor(cast.amir, now), now, plays.HIGH, **times)


class History(RuleBasedStateMachine):
    """What every rule stands on: two houses, two clocks, and a way to do the same in both."""

    def __init__(self, quick: QuickSqlite) -> None:
        super().__init__()
        self.quick = quick
        db.session.remove()
        quick.begin_again()
        self.cast = {name: each.id for name, each in vars(plays.people()).items()}
        self.names = {number: name for name, number in self.cast.items()}
        self.actors = dict[tuple[object, ...], Actor]()
        self.cut: int | None = None
        self.broken = True  # until it has begun; then whether something was found
        self.now = self.real = MONDAY_MORNING

    @initialize(begins=st.sampled_from(BEGINNINGS), deputy_stays=st.booleans())
    def begin(self, begins: dt.datetime, deputy_stays: bool) -> None:
        self.now = self.real = begins
        shift, today = begins - MONDAY_MORNING, begins.astimezone(NORWAY).date()
        for meeting in db.session.query(Meeting):
            meeting.starts_at, meeting.ends_at = meeting.starts_at + shift, meeting.ends_at + shift
        (deputy,) = db.session.query(Deputyship)
        deputy.starts_on, deputy.ends_on = today, today + dt.timedelta(days=7 * deputy_stays)
        db.session.commit()
        self.house = _on_paper()
        db.session.remove()
        self.broken = False

    def does(self, on_paper: Callable[[PaperHouse], Any], really: Callable[[], Any], *, in_parts: bool = False) -> Any:
        """The same in both houses: they must answer alike. In a power cut, what was not committed never happened."""
        before = copy.deepcopy(self.house) if self.cut else self.house
        self.broken = True
        expected = on_paper(self.house)
        try:
            with self.quick.power_cut(self.cut):
                found = really()
        except Refused as refusal:
            found = type(refusal).__name__
        except PowerCut:
            self.house = self.half_done(before) if in_parts else before
            found = expected = None
        self.cut = None
        db.session.remove()
        assert found == expected, f"answered {found}, on paper {expected}"
        self.broken = False
        return found

    def half_done(self, before: PaperHouse) -> PaperHouse:
        """A tick is several transactions: of each thing either all of it was done, or nothing."""
        with self.quick.raw() as database:
            moved = {
                row[0]: row[1:] for row in database.execute("SELECT id, timed_at, timeline_length FROM escalations")
            }
            signs = {row[0]: row[1:] for row in database.execute("SELECT id, check_due_at, reminded_at FROM meetings")}
        after = self.house
        for number, alarm in list(after.alarms.items()):
            if number not in moved:
                del after.alarms[number]
                after.undecided -= {alarm.meeting} if alarm.source == "undecided" else set()
                after.taps = {tap: led_to for tap, led_to in after.taps.items() if led_to != number}
            elif moved[number] != (at(alarm.timed_at), len(alarm.lines)):
                after.alarms[number] = before.alarms[number]
        for number, meeting in after.meetings.items():
            if signs[number] != (at(meeting.sign_at), at(meeting.reminded_at)):
                after.meetings[number] = before.meetings[number]
        return after

    def by(self, name: str) -> Actor:
        """The person with today's mandates, looked up again when those may have changed."""
        house, day = self.house, self.now.astimezone(NORWAY).date()
        known = (name, day, tuple(house.leaders), tuple(house.deputies))
        if known not in self.actors:
            self.actors[known] = acting(self.cast[name], now=self.now)
        return self.actors[known]

    def pick(self, number: int) -> PaperAlarm:
        known = list(self.house.alarms.values())
        return known[number % len(known)]


def _on_paper() -> PaperHouse:
    """What the database holds when a history begins, copied out."""
    leaders = [(each.unit_id, each.person_id) for each in db.session.query(Appointment).filter_by(role="leader")]
    deputies = [(each.unit_id, each.person_id, each.starts_on, each.ends_on) for each in db.session.query(Deputyship)]
    meetings = {
        each.id: PaperMeeting(
            each.id,
            each.employee_id,
            each.unit_id,
            each.starts_at,
            each.ends_at,
            flagged=each.awaits_decision_since is not None,
        )
        for each in db.session.query(Meeting).order_by(Meeting.id)
    }
    return PaperHouse(
        parent={each.id: each.parent_id for each in db.session.query(Unit)},
        works_at={each.id: each.unit_id for each in db.session.query(Person)},
        leaders=leaders,
        deputies=deputies,
        meetings=meetings,
    )

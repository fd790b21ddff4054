"""What can happen, in any order: each rule does something with the real services, and the same on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.domain.escalation import Action, Source, Urgency
from app.services import escalations
from app.services.escalations import Alarm
from tests import alarms, plays
from tests.any_history.alarm_on_paper import MINUTE, SECOND, PaperAlarm
from tests.any_history.around import Around
from tests.any_history.house_on_paper import PaperHouse
from tests.any_history.on_record import compare, skipped_links

HOUR = 60 * MINUTE
AT_MOST_ALARMS = 5
ANYBODY = st.sampled_from(["kari", "amir", "sunniva", "ola", "ingrid", "marit", "tor", "liv"])
ANY = st.integers(0, 19)
URGENCIES = st.sampled_from(list(Urgency))
ACTIONS = st.sampled_from([Action.COMING, Action.CALLING])
RIGHT = st.sampled_from([True, True, True, False])
SOURCES = st.sampled_from([Source.ABORT, Source.ABORT, Source.THREAT])


def what_to_say(alarm: PaperAlarm, *, right: bool) -> str:
    """What is read back."""
    return f"{alarm.source}-{alarm.urgency}-{alarm.form}" if right else alarms.WRONG


class AnyHistory(Around):
    """Raising, answering, owning, clocks and power cuts."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self.told = list[tuple[str, Alarm]]()

    @precondition(lambda self: len(self.house.alarms) < AT_MOST_ALARMS)
    @rule(who=ANYBODY, urgency=URGENCIES, source=SOURCES, which=st.integers(0, 4), is_drill=st.sampled_from([0, 0, 1]))
    def raise_alarm(self, who: str, urgency: Urgency, source: Source, which: int, is_drill: int) -> None:
        meeting = self.house.meetings.get(which)
        if meeting is not None:
            who = self.names[meeting.employee]
        person, unit = self.cast[who], self.house.works_at[self.cast[who]]
        about = meeting.id if meeting else None
        told = Alarm(plays.key(), source, urgency, person, unit, meeting_id=about, is_drill=bool(is_drill))
        self.told.append((who, told))
        self.tell(who, told)

    @precondition(lambda self: self.told)
    @rule(which=ANY)
    def send_the_same_again(self, which: int) -> None:
        self.tell(*self.told[which % len(self.told)])

    def tell(self, who: str, told: Alarm) -> None:
        about: dict[str, Any] = {"meeting": told.meeting_id, "is_drill": told.is_drill}
        known = (told.client_key, told.source, told.urgency, told.employee_id, told.unit_id, self.now)
        self.does(
            lambda house: house.raise_alarm(*known, **about),
            lambda: escalations.raise_alarm(told, by=self.by(who), now=self.now),
        )

    @rule(seconds=st.sampled_from([1, 2, 5, 5, 30, 59, 61, 121, 601, 3600, 90000]))
    def wait(self, seconds: int) -> None:
        self.passes(seconds * SECOND)
        self.tick()

    @precondition(lambda self: self.next_at is not None)
    @rule(early=st.sampled_from([0, 0, 0, 1, -4]), workers=st.integers(1, 2))
    def wait_for_what_is_next(self, early: int, workers: int) -> None:
        """Until the next deadline, a second before it, or a tick late; the second worker finds nothing left."""
        self.passes(max(0 * SECOND, (self.next_at or self.now) - early * SECOND - self.now))
        for _worker in range(workers):
            self.tick()

    @precondition(lambda self: self.house.alarms)
    @rule(which=ANY, who=ANY, right=RIGHT, action=ACTIONS)
    def acknowledge(self, which: int, who: int, right: bool, action: Action) -> None:
        alarm = self.pick(which)
        if (name := self.somebody(alarm, who)) not in self.gone:
            self.acknowledge_as(alarm, name, right=right, action=action)

    def acknowledge_as(
        self, alarm: PaperAlarm, who: str, *, right: bool = True, action: Action = Action.COMING
    ) -> object:
        person, said = self.cast[who], what_to_say(alarm, right=right)

        def on_paper(house: PaperHouse) -> object:
            if person == alarm.employee:
                return "OwnAlarm"
            if not house.answers_for(alarm, person, self.now):
                return "Missing"
            return alarm.answer(person, self.now, right=right, does=action)

        return self.does(
            on_paper, lambda: escalations.acknowledge(alarm.id, said, action, by=self.by(who), now=self.now)
        )

    @precondition(lambda self: self.house.alarms)
    @rule(which=ANY, who=ANY, right=RIGHT, action=ACTIONS, by_another=st.sampled_from([None, None, None, "vera"]))
    def acknowledge_by_phone(self, which: int, who: int, right: bool, action: Action, by_another: str | None) -> None:
        alarm = self.pick(which)
        person = self.cast[self.somebody(alarm, who)]
        recorder, said = by_another or self.names[alarm.employee], what_to_say(alarm, right=right)

        def on_paper(house: PaperHouse) -> object:
            if by_another or not house.may_own(alarm, person, self.now):
                return "Missing"
            return alarm.answer(person, self.now, right=right, does=action)

        self.does(
            on_paper,
            lambda: escalations.acknowledge_by_phone(
                alarm.id, person, said, action, by=self.by(recorder), now=self.now
            ),
        )

    @precondition(lambda self: self.house.alarms)
    @rule(which=ANY, who=ANY)
    def pass_on(self, which: int, who: int) -> None:
        alarm = self.pick(which)
        name = self.somebody(alarm, who)
        person = self.cast[name]

        def on_paper(house: PaperHouse) -> object:
            answer, has_climbed = alarm.pass_on(person, self.now, house.gone)
            if has_climbed:
                house.tell(alarm)
            return answer

        if name not in self.gone:
            self.does(on_paper, lambda: escalations.decline(alarm.id, by=self.by(name), now=self.now))

    @precondition(lambda self: self.house.alarms)
    @rule(
        which=ANY,
        who=ANY,
        what=st.sampled_from(["report", "report", "close", "close", "release", "offer"]),
        to=ANY,
    )
    def own(self, which: int, who: int, what: str, to: int) -> None:
        """Whoever owns it reports, closes, lets go or offers; sometimes somebody else tries to."""
        alarm = self.pick(which)
        owner = self.names[alarm.owner] if alarm.owner and who else self.somebody(alarm, who)
        if owner not in self.gone:
            self.own_as(alarm, owner, what, self.somebody(alarm, to))

    def own_as(self, alarm: PaperAlarm, owner: str, what: str, to: str = "tor") -> object:
        return self.does(
            lambda house: self.owns(house, alarm, owner, what, to), lambda: self.really(alarm, owner, what, to)
        )

    def owns(self, house: PaperHouse, alarm: PaperAlarm, owner: str, what: str, to: str) -> object:
        person, other = self.cast[owner], self.cast[to]
        if alarm.status == "closed":
            return "AlarmClosed"
        if alarm.owner != person:
            knows = person == alarm.employee or house.answers_for(alarm, person, self.now)
            return "NotOwner" if knows else "Missing"
        if what == "offer" and (person == other or other not in alarm.chain or other in house.gone):
            return "Missing"
        if what == "close" and alarm.reported_at is None:
            return "NotReported"
        if what == "offer":
            alarm.offer(other)
        elif what == "release":
            alarm.release(self.now, house.gone)
            house.tell(alarm)
        else:
            getattr(alarm, what)(self.now)
        return None

    def really(self, alarm: PaperAlarm, owner: str, what: str, to: str) -> None:
        about: dict[str, Any] = {"by": self.by(owner), "now": self.now}
        if what == "release":
            escalations.release(alarm.id, **about)
        elif what == "offer":
            escalations.offer(alarm.id, self.cast[to], **about)
        else:
            getattr(escalations, what)(alarm.id, "Jeg er fremme.", **about)

    @rule(jump=st.sampled_from([-HOUR, HOUR, -4 * SECOND, -20 * SECOND, 3 * MINUTE]))
    def set_the_clock(self, jump: dt.timedelta) -> None:
        self.jumps(jump)

    @rule(statement=st.integers(1, 14))
    def cut_the_power_during_the_next_thing(self, statement: int) -> None:
        self.cut = statement

    def somebody(self, alarm: PaperAlarm, number: int) -> str:
        """Mostly one of the chain; now and then another leader, or whoever warned."""
        others = ["marit", "ola", self.names[alarm.employee]]
        return ([self.names[person] for person in alarm.chain] * 3 + others)[number % (len(alarm.chain) * 3 + 3)]

    @property
    def gone(self) -> set[str]:
        return {self.names[person] for person in self.house.gone}

    def teardown(self) -> None:
        """Whatever has happened, each alarm can be brought to rest by a human, and by nothing else."""
        if self.broken:
            return
        self.cut = None
        self.tick()
        brought = list(self.house.alarms.values())
        for alarm in brought:
            if alarm.status != "closed":
                self.bring_to_rest(alarm)
        self.passes(48 * HOUR)
        self.tick()
        with self.quick.raw() as database:
            compare(database, self.house)
            assert skipped_links(database, self.house) == []
        assert {alarm.status for alarm in brought} <= {"closed"}
        assert not alarms.broken_timelines()

    def bring_to_rest(self, alarm: PaperAlarm) -> None:
        if alarm.status == "ringing":
            able = [name for name, person in self.cast.items() if self.house.may_own(alarm, person, self.now)]
            if not able:
                able = [next(name for name in ("vera", "amir") if self.cast[name] != alarm.employee)]
                self.appoint(alarm.unit, able[0])
            assert self.acknowledge_as(alarm, able[0]) is True
        owner = self.names[alarm.owner or 0]
        for what in ("report", "close"):
            assert self.own_as(alarm, owner, what) is None

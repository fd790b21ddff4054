"""What happens around the alarms: deputies begin and end, leaders leave and are appointed, meetings run."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.models import Absence, Appointment, Deputyship, db
from app.services import people, watches
from tests import plays
from tests.any_history.clocks import Clocks
from tests.any_history.house_on_paper import MORE_TIME, NORWAY, PaperHouse

DAY = dt.timedelta(days=1)
SOMEBODY = st.sampled_from(["amir", "ingrid", "ola", "tor", "vera"])
UNITS = st.integers(1, 4)
AT_MOST_GONE = 2


class Around(Clocks):
    """People who come and go, and meetings under way."""

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(NORWAY).date()

    @rule(unit=UNITS, who=SOMEBODY, what=st.sampled_from(["begins", "ends", "away", "leads"]), days=st.integers(0, 2))
    def people_change(self, unit: int, who: str, what: str, days: int) -> None:
        person, first, last = self.cast[who], self.today + (days - 1) * DAY, self.today + days * DAY
        if what == "begins":
            row = {"unit_id": unit, "person_id": person, "starts_on": first, "ends_on": last}
            self.as_an_administrator(sa.insert(Deputyship).values(**row))
            self.house.deputies.append((unit, person, first, last))
        elif what == "away":
            row = {"person_id": person, "starts_on": first, "ends_on": last}
            self.as_an_administrator(sa.insert(Absence).values(**row))
            self.house.away.append((person, first, last))
        elif what == "leads" and (unit, person) not in self.house.leaders:
            self.appoint(unit, who)
        elif what == "ends":
            self.every_deputy_ends_today()

    def every_deputy_ends_today(self) -> None:
        standing_in = sa.and_(Deputyship.starts_on <= self.today, Deputyship.ends_on > self.today)
        self.as_an_administrator(sa.update(Deputyship).where(standing_in).values(ends_on=self.today))
        self.house.deputies = [
            (unit, who, first, min(last, self.today) if first <= self.today else last)
            for unit, who, first, last in self.house.deputies
        ]

    @precondition(lambda self: len(self.house.gone) < AT_MOST_GONE)
    @rule(who=st.sampled_from(["ola", "ingrid", "tor", "liv", "marit"]))
    def a_leader_leaves(self, who: str) -> None:
        person = self.cast[who]

        def on_paper(house: PaperHouse) -> None:
            house.gone.add(person)
            for alarm in house.alarms.values():
                if alarm.owner == person and alarm.status == "owned":
                    alarm.owner_leaves(self.now)

        if person not in self.house.gone:
            self.does(on_paper, lambda: people.deactivate(f"{who}@nav.example", now=self.now))

    def appoint(self, unit: int, who: str) -> None:
        row = {"unit_id": unit, "person_id": self.cast[who], "role": "leader", "created_at": self.now}
        self.as_an_administrator(sa.insert(Appointment).values(**row))
        self.house.leaders.append((unit, self.cast[who]))

    @staticmethod
    def as_an_administrator(statement: sa.Insert | sa.Update) -> None:
        db.session.execute(statement)
        db.session.commit()
        db.session.remove()

    @rule(which=st.integers(1, 4), what=st.sampled_from(["start", "start", "give_sign_of_life", "extend", "finish"]))
    def a_meeting_goes_on(self, which: int, what: str) -> None:
        whose, key = self.names[self.house.meetings[which].employee], plays.key()
        self.does(
            lambda house: self.meeting_on_paper(house, which, what),
            lambda: getattr(watches, what)(which, key=key, by=self.by(whose), now=self.now),
        )

    def meeting_on_paper(self, house: PaperHouse, which: int, what: str) -> str | None:
        meeting = house.meetings[which]
        if what == "start":
            if meeting.ends_at <= self.now:
                return "MeetingOver"
            if meeting.started or meeting.flagged:
                return "NotPossibleNow"
            meeting.started = True
        elif not meeting.started or meeting.finished:
            return "NotPossibleNow"
        if what == "finish":
            meeting.finished, meeting.sign_at, meeting.reminded_at = True, None, None
            return None
        if what == "extend":
            meeting.ends_at = max(meeting.ends_at, self.now) + MORE_TIME
        meeting.watch(self.now)
        return None

"""The chain hour by hour: the same people that an alarm would reach, and red where it breaks."""

import datetime as dt
import itertools

import pytest

from app.models import Absence, Deputyship
from app.services import chain_weeks, chains
from app.services.chains import Problem

DAY = dt.timedelta(days=1)


@pytest.fixture
def week(by, now):
    def asked(at=now):
        return chain_weeks.week(by.ola.unit_id, now=at)

    return asked


def names(stretch):
    return [holder.name for holder in stretch.holders]


def test_a_week_has_seven_days_and_every_hour_once(week, now):
    hours = [each for day in week() for each in day.stretches]
    assert len(week()) == 7
    assert hours[0].starts_at == now
    assert all(one.ends_at == other.starts_at for one, other in itertools.pairwise(hours))
    assert hours[-1].ends_at - now == dt.timedelta(days=6, hours=15)


def test_office_hours_part_a_working_day_and_not_a_weekend(week):
    monday, tuesday, *_middle, saturday, _sunday = week()
    assert [(each.hours, each.staffed) for each in monday.stretches] == [("09–16", True), ("16–24", False)]
    assert [each.hours for each in tuesday.stretches] == ["00–08", "08–16", "16–24"]
    assert [(each.hours, each.staffed) for each in saturday.stretches] == [("00–24", False)]


def test_each_hour_names_whom_an_alarm_would_reach_then(week, by):
    for day in week():
        for each in day.stretches:
            hours = int((each.ends_at - each.starts_at) / dt.timedelta(hours=1))
            for hour in range(hours):
                at = each.starts_at + dt.timedelta(hours=hour)
                assert each.holders == chains.derive(by.ola.unit_id, without=0, now=at)


def test_a_deputy_is_called_in_the_dates_and_not_after(week, cast, session, now):
    session.query(Deputyship).filter_by(person_id=cast.ingrid.id).delete()
    today = now.date()
    session.add(
        Deputyship(person_id=cast.amir.id, unit_id=cast.ola.unit_id, starts_on=today + DAY, ends_on=today + DAY)
    )
    session.commit()
    called = ["Amir Haugen" in names(day.stretches[0]) for day in week()]
    assert called == [False, True, False, False, False, False, False]


def test_a_leader_away_without_deputy_is_a_gap_on_those_days(week, cast, session, now):
    session.query(Deputyship).delete()
    today = now.date()
    session.add(Absence(person_id=cast.ola.id, starts_on=today + 2 * DAY, ends_on=today + 3 * DAY))
    session.commit()
    red = [Problem.LEADER_AWAY in day.stretches[0].readiness.problems for day in week()]
    assert red == [False, False, True, True, False, False, False]


@pytest.mark.parametrize(("date", "hours"), [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25)])
def test_the_days_when_the_clock_is_moved_have_their_own_length(week, date, hours):
    before = dt.datetime.combine(date - DAY, dt.time(12), dt.UTC)
    sunday = week(before)[1]
    assert [each.hours for each in sunday.stretches] == ["00–24"]
    assert sunday.stretches[0].ends_at - sunday.stretches[0].starts_at == dt.timedelta(hours=hours)


def test_days_with_the_same_people_are_one_period(week, cast, session, now):
    session.query(Deputyship).delete()
    today = now.date()
    session.add(Absence(person_id=cast.ola.id, starts_on=today + 2 * DAY, ends_on=today + 3 * DAY))
    session.commit()
    periods = chain_weeks.periods(week())
    assert [len(period.days) for period in periods] == [2, 2, 3]
    assert [bool(period.readiness.problems) for period in periods] == [False, True, False]

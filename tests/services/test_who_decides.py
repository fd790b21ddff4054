"""Who decides about whose meetings: leaders of the unit and above, deputies on their dates, nobody on their own."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.decisions import APPROVE, STOP
from app.domain.permissions import Role
from app.models import Appointment, Decision, Deputyship
from app.services import decisions, units
from app.services.refusals import Missing, OwnMeeting
from tests import plays


@pytest.fixture
def high(by, now, others):
    """A high meeting of Kari's, in Solvik."""
    return plays.logged(by.kari, now, plays.HIGH)


def _decide(meeting_id, who, now, outcome=APPROVE):
    about = {"assessment_id": plays.current_assessment(meeting_id).id, "key": plays.key(), "by": who, "now": now}
    decisions.decide(meeting_id, outcome, "Greit.", **about)


def _count(session, meeting_id):
    about = plays.current_assessment(meeting_id).id
    return len(session.scalars(sa.select(Decision).filter_by(assessment_id=about)).all())


@pytest.mark.parametrize("who", ["ola", "ingrid", "tor", "liv"])
def test_the_leader_the_deputy_and_the_leaders_above_decide(session, by, now, high, who):
    _decide(high, getattr(by, who), now)
    assert _count(session, high) == 1


@pytest.mark.parametrize("who", ["kari", "amir", "sunniva", "marit", "vera", "anders"])
def test_nobody_else_decides(session, by, now, high, who):
    with pytest.raises(Missing):
        _decide(high, getattr(by, who), now)
    assert _count(session, high) == 0


def test_a_leader_does_not_decide_in_another_office(by, now, others):
    tindeby = plays.logged(by.sunniva, now, plays.HIGH)
    with pytest.raises(Missing):
        _decide(tindeby, by.ola, now)
    _decide(tindeby, by.marit, now)
    assert plays.meeting(tindeby).awaits_decision_since is None


@pytest.mark.parametrize("outcome", [APPROVE, STOP])
def test_a_leader_does_not_decide_on_a_meeting_of_their_own(session, by, now, outcome):
    own = plays.logged(by.ola, now, plays.HIGH)
    with pytest.raises(OwnMeeting):
        _decide(own, by.ola, now, outcome)
    assert _count(session, own) == 0


def test_a_deputy_does_not_decide_on_a_meeting_of_their_own(session, by, now):
    own = plays.logged(by.ingrid, now, plays.HIGH)
    with pytest.raises(OwnMeeting):
        _decide(own, by.ingrid, now)
    _decide(own, by.ola, now)
    assert _count(session, own) == 1


def _deputy(session, cast, now, first, last):
    """Ingrid's deputyship runs from one day to another, counted from today."""
    days = session.scalars(sa.select(Deputyship).filter_by(person_id=cast.ingrid.id)).one()
    today = now.date()
    days.starts_on, days.ends_on = today + dt.timedelta(days=first), today + dt.timedelta(days=last)
    session.commit()
    return plays.actor(cast.ingrid, now)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-3, 0), (0, 3), (-3, 3)])
def test_a_deputy_decides_on_the_first_and_the_last_day_and_between(session, cast, now, high, first, last):
    _decide(high, _deputy(session, cast, now, first, last), now)
    assert _count(session, high) == 1


@pytest.mark.parametrize(("first", "last"), [(1, 5), (-5, -1)])
def test_a_deputy_decides_neither_before_nor_after(session, cast, now, high, first, last):
    with pytest.raises(Missing):
        _decide(high, _deputy(session, cast, now, first, last), now)
    assert _count(session, high) == 0


def test_the_day_of_a_deputy_begins_at_midnight_in_norway(session, cast, now):
    _deputy(session, cast, now, 1, 1)
    midnight = dt.datetime(2026, 3, 2, 23, 0, tzinfo=dt.UTC)
    assert Role.LEADER not in {
        each.role for each in plays.actor(cast.ingrid, midnight - dt.timedelta(seconds=1)).mandates
    }
    assert Role.LEADER in {each.role for each in plays.actor(cast.ingrid, midnight).mandates}


def test_a_mandate_reaches_down_and_never_up_or_sideways(session, by):
    reach = {name: units.within([units.named(name).id]) for name in ("Nav direktorat", "Nav Fjordane", "Nav Solvik")}
    assert [len(reach[name]) for name in reach] == [4, 3, 1]
    assert units.named("Nav Tindeby").id not in reach["Nav Solvik"]
    assert units.named("Nav direktorat").id not in reach["Nav Fjordane"]


def test_no_mandate_reaches_no_unit(session, by):
    assert units.within([]) == frozenset()


def test_somebody_who_leads_and_represents_safety_reads_and_decides(session, cast, now, high):
    session.add(Appointment(person_id=cast.vera.id, unit_id=cast.vera.unit_id, role=Role.LEADER, created_at=now))
    session.commit()
    _decide(high, plays.actor(cast.vera, now), now)
    assert _count(session, high) == 1

"""Nobody is away without a deputy, and a deputy can be called."""

import datetime as dt

import pytest

from app.domain.permissions import Permission
from app.models import Unit
from app.services import chains, standing_in, timeline
from app.services.people_acting import acting
from app.services.refusals import DeputyMissing, DeputyNeedsPhone, DeputyOverlaps, LeaderStandsIn, Missing, PastDates
from forms.base import new_key

JUNE = dt.date(2026, 6, 1)


def days(first, last):
    return JUNE + dt.timedelta(days=first), JUNE + dt.timedelta(days=last)


@pytest.fixture
def ola(session, cast, now):
    return acting(cast.ola.id, now=now)


@pytest.fixture
def appoint(ola, cast, now):
    def appointed(person, first, last, by=None):
        unit = cast.ola.unit_id
        standing_in.appoint(unit, person.id, *days(first, last), key=new_key(), by=by or ola, now=now)

    return appointed


@pytest.fixture
def be_away(ola, cast, now):
    def away(first, last):
        standing_in.register_absence(cast.ola.unit_id, *days(first, last), key=new_key(), by=ola, now=now)

    return away


def test_a_deputy_leads_in_the_dates_and_not_outside(appoint, cast, session):
    appoint(cast.amir, 0, 2)
    noon = [dt.datetime.combine(day, dt.time(12), dt.UTC) for day in (*days(-1, 0), *days(2, 3))]
    leads = [cast.ola.unit_id in acting(cast.amir.id, now=at).area(Permission.DECIDE) for at in noon]
    assert leads == [False, True, True, False]


def test_an_absence_needs_a_deputy_on_every_day(appoint, be_away, cast):
    appoint(cast.amir, 0, 2)
    with pytest.raises(DeputyMissing):
        be_away(0, 3)
    be_away(0, 2)


def test_two_deputies_in_a_row_cover_an_absence(appoint, be_away, cast):
    appoint(cast.amir, 0, 2)
    appoint(cast.kari, 3, 4)
    be_away(1, 4)


def test_an_absent_leader_is_left_out_of_the_chain(appoint, be_away, cast, session):
    appoint(cast.amir, 0, 2)
    be_away(0, 2)
    during = dt.datetime.combine(JUNE, dt.time(12), dt.UTC)
    chain = chains.derive(cast.ola.unit_id, without=cast.kari.id, now=during)
    assert [holder.name for holder in chain][:2] == [cast.amir.name, cast.tor.name]


@pytest.mark.parametrize(("first", "last"), [(2, 3), (-1, 0), (1, 1), (-3, 9)])
def test_deputies_never_overlap(appoint, cast, first, last):
    appoint(cast.amir, 0, 2)
    with pytest.raises(DeputyOverlaps):
        appoint(cast.kari, first, last)


def test_a_leader_never_stands_in_for_themselves(appoint, cast):
    with pytest.raises(LeaderStandsIn):
        appoint(cast.ola, 0, 1)


def test_a_deputy_can_be_called(appoint, cast, session):
    cast.amir.phone = None
    session.commit()
    with pytest.raises(DeputyNeedsPhone):
        appoint(cast.amir, 0, 1)


def test_a_deputy_of_the_past_is_refused(ola, cast, now):
    yesterday = dt.date(2026, 3, 1)
    with pytest.raises(PastDates):
        standing_in.appoint(cast.ola.unit_id, cast.amir.id, yesterday, yesterday, key=new_key(), by=ola, now=now)


def test_a_leader_elsewhere_changes_nothing(appoint, cast, now):
    with pytest.raises(Missing):
        appoint(cast.amir, 0, 1, by=acting(cast.marit.id, now=now))


def test_a_deputy_cannot_end_while_the_leader_is_away(appoint, be_away, cast, ola, now):
    appoint(cast.amir, 0, 2)
    be_away(0, 1)
    held = [
        each.id for each in standing_in.coming_deputyships(cast.ola.unit_id, now=now) if each.name == cast.amir.name
    ]
    with pytest.raises(DeputyMissing):
        standing_in.end(held[0], key=new_key(), by=ola, now=now)


def test_ending_what_has_not_begun_removes_it(appoint, cast, ola, now):
    appoint(cast.amir, 0, 2)
    held = [
        each.id for each in standing_in.coming_deputyships(cast.ola.unit_id, now=now) if each.name == cast.amir.name
    ]
    standing_in.end(held[0], key=new_key(), by=ola, now=now)
    assert cast.amir.name not in [each.name for each in standing_in.coming_deputyships(cast.ola.unit_id, now=now)]


def test_each_change_leaves_a_line_on_the_timeline_of_the_unit(appoint, be_away, cast, session):
    appoint(cast.amir, 0, 2)
    be_away(0, 1)
    unit = session.get(Unit, cast.ola.unit_id)
    assert [line.kind for line in timeline.lines(unit)] == ["absence_registered", "deputy_appointed"]

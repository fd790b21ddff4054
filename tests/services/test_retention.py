"""Removing on time: what is due, what never is, and that what remains can still be proved."""

import pytest
import sqlalchemy as sa

from app.domain.events import Happened
from app.models import AccessLine, Count, Event, FollowUp, Meeting, Notice, SignIn, Submission, Tombstone, db
from app.services import anchors, follow_ups, holds, meetings, readings, sign_ins
from app.services.insight import counting as insight_counting
from app.services.proof import Proof
from app.services.refusals import AlreadyHeld, Missing
from app.services.retention import running
from tests import alarms, plays
from tests.forgetting import DAY, SIX_YEARS, YEAR, run
from tests.tampering import tamper

pytestmark = pytest.mark.usefixtures("cast")


def of_timelines(names):
    return [name for name in names if name.startswith(("meeting/", "escalation/"))]


def _rows(model):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.mark.parametrize(("days", "goes"), [(30, False), (32, True)])
def test_a_draft_goes_thirty_days_after_the_meeting(now, old, days, goes):
    assert (f"meeting/{old['draft']}" in run(now + days * DAY)) is goes


@pytest.mark.parametrize(("days", "goes"), [(365, False), (367, True)])
def test_an_assessment_goes_a_year_after_the_meeting(now, old, days, goes):
    assert (f"meeting/{old['logged']}" in run(now + days * DAY)) is goes


def test_nothing_of_the_meeting_is_left_but_its_tombstone(session, now, old):
    run(now + YEAR)
    assert session.scalars(sa.select(Meeting.id)).all() == [max(old.values()) + 1]
    for table in db.metadata.sorted_tables:
        if "meeting_id" in table.c:
            left = session.scalars(sa.select(table.c.meeting_id).where(table.c.meeting_id.in_(old.values()))).all()
            assert left == [], table.name
    streams = [f"meeting/{number}" for number in old.values()]
    assert session.scalars(sa.select(Event.id).where(Event.stream.in_(streams))).all() == []
    stones = session.execute(
        sa.select(Tombstone.stream, Tombstone.kept, Tombstone.month).order_by(Tombstone.kept)
    ).all()
    month = (now + DAY).date().replace(day=1)
    assert stones == [(streams[1], "assessment", month), (streams[0], "draft", month)]


def test_what_is_left_can_be_proved_also_by_an_anchor_from_before(by, now, old):
    anchors.anchor(now)
    run(now + YEAR)
    anchors.anchor(now + YEAR)
    walk = Proof()
    assert list(walk.breaks()) == []
    assert walk.tombstones == 2


def test_a_trial_tells_what_the_run_removes_and_removes_nothing(by, now, old, monkeypatch):
    alarms.closed(by.kari, by.ola, now)
    sign_ins.create_for(by.kari.id, device="x", now=now)
    monkeypatch.setattr(running, "AT_ONCE", 1)
    before = {model: _rows(model) for model in (Meeting, Event, Submission, SignIn, AccessLine, Notice)}
    told = run(now + YEAR, dry=True)
    assert {model: _rows(model) for model in before} == before
    assert run(now + YEAR) == told
    assert len(told) > 6
    assert run(now + YEAR) == []


def _alarm_with_meeting(by, now, *, done):
    """A closed alarm about a meeting of Kari's; whether the following up is done."""
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    number = alarms.closed(by.kari, by.ola, now, meeting_id=meeting_id)
    if done:
        for follow_up in db.session.scalars(sa.select(FollowUp.id).where(FollowUp.escalation_id == number)).all():
            follow_ups.complete(follow_up, by=by.ola, now=now)
    alarms.raised(by.amir, now)
    return meeting_id, number


def test_an_alarm_goes_after_five_years_and_its_meeting_the_next_time(by, now, newest):
    meeting_id, number = _alarm_with_meeting(by, now, done=True)
    newest()
    assert of_timelines(run(now + 1826 * DAY)) == []
    assert of_timelines(run(now + SIX_YEARS)) == [f"escalation/{number}"]
    assert of_timelines(run(now + SIX_YEARS)) == [f"meeting/{meeting_id}"]
    assert list(Proof().breaks()) == []


def test_an_alarm_with_open_follow_ups_and_its_meeting_are_never_removed(by, now, newest):
    _alarm_with_meeting(by, now, done=False)
    newest()
    assert of_timelines(run(now + SIX_YEARS)) == []


def test_an_open_alarm_and_its_meeting_are_never_removed(by, now, newest):
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    alarms.raised(by.kari, now, meeting_id=meeting_id)
    alarms.raised(by.amir, now)
    newest()
    assert of_timelines(run(now + SIX_YEARS)) == []


def test_what_is_held_stays_until_it_is_released(by, now, old):
    stream = f"meeting/{old['logged']}"
    holds.place(stream, "Erstatningssak", by=by.ola, now=now)
    assert stream not in run(now + YEAR)
    holds.lift(stream, by=by.ola, now=now + YEAR)
    assert stream in run(now + YEAR)
    assert list(Proof().breaks()) == []


def test_a_hold_on_the_meeting_holds_its_alarm(by, now, newest):
    meeting_id, _number = _alarm_with_meeting(by, now, done=True)
    newest()
    holds.place(f"meeting/{meeting_id}", "Sak", by=None, now=now)
    assert of_timelines(run(now + SIX_YEARS)) == []


@pytest.mark.parametrize("who", ["kari", "vera", "marit", "anders"])
def test_only_who_leads_there_can_hold(by, now, old, who):
    with pytest.raises(Missing):
        holds.place(f"meeting/{old['logged']}", "Sak", by=getattr(by, who), now=now)


@pytest.mark.parametrize("stream", ["meeting/987", "unit/1", "meeting/x", "meeting/", "people/1"])
def test_what_is_not_there_cannot_be_held(by, now, stream):
    with pytest.raises(Missing):
        holds.place(stream, "Sak", by=by.ola, now=now)


def test_it_is_held_once_and_told_with_its_reason(by, now, old):
    stream = f"meeting/{old['logged']}"
    holds.place(stream, "Erstatningssak", by=by.ola, now=now)
    with pytest.raises(AlreadyHeld):
        holds.place(stream, "Igjen", by=by.ola, now=now)
    assert [(each.stream, each.reason, each.by_name) for each in holds.in_reach(by.tor)] == [
        (stream, "Erstatningssak", "Ola Berg")
    ]
    assert holds.in_reach(by.marit) == []
    assert alarms.story_of(stream)[-1] == Happened.HELD


def test_a_run_that_is_killed_in_a_batch_leaves_nothing_half_and_the_next_one_finishes(by, now, old, monkeypatch):
    real = running.remove_with_belongings

    def killed(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "remove_with_belongings", killed)
    before = {model: _rows(model) for model in (Meeting, Event, Tombstone)}
    with pytest.raises(KeyboardInterrupt):
        run(now + YEAR)
    assert {model: _rows(model) for model in before} == before
    assert list(Proof().breaks()) == []
    monkeypatch.setattr(running, "remove_with_belongings", real)
    assert len(of_timelines(run(now + YEAR))) == 2


def test_a_timeline_that_is_broken_stays_for_somebody_to_look_at(now, old):
    tamper("UPDATE meetings SET timeline_hash = :forged WHERE id = :id", forged="f" * 64, id=old["draft"])
    assert of_timelines(run(now + YEAR)) == [f"meeting/{old['logged']}"]


def test_access_lines_go_after_three_years_with_a_tombstone(by, now, old):
    for days in range(3):
        readings.open_meeting(old["logged"], by=by.ola, now=now + days * DAY)
    anchors.anchor(now)
    names = run(now + 1100 * DAY)
    assert [name for name in names if name.startswith("access_line")] == ["access_line/1", "access_line/2"]
    assert _rows(AccessLine) == 1
    assert list(Proof().breaks()) == []


def test_the_newest_meeting_stays_so_that_its_number_is_not_used_again(by, now):
    meeting_id = plays.planned(by.kari, now)
    assert of_timelines(run(now + SIX_YEARS)) == []
    assert plays.planned(by.kari, now) == meeting_id + 1


def _counts():
    rows = db.session.execute(sa.select(Count.unit_id, Count.month, Count.subject, Count.key, Count.n)).all()
    return sorted(tuple(row) for row in rows)


def test_the_statistics_stay_right_also_when_they_are_counted_anew(by, now, old, newest):
    called_off = plays.planned(by.kari, now)
    meetings.withdraw(called_off, key=plays.key(), by=by.kari, now=now)
    newest()
    later = now + 45 * DAY
    insight_counting.catch_up(later)
    before = _counts()
    assert len(of_timelines(run(later))) == 2
    insight_counting.rebuild(later)
    assert _counts() == before
    run(now + YEAR)
    insight_counting.rebuild(now + YEAR)
    assert [row for row in _counts() if row[1] == before[0][1]] == before

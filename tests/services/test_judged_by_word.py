""" "Vurdert muntlig": no time for the checklist, but counted, and always shown to the leader."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.events import Happened
from app.domain.levels import Level
from app.models import Event
from app.services import assessments, meetings
from app.services.refusals import AlreadyLogged, Missing, Replayed, Withdrawn
from tests import plays

pytestmark = pytest.mark.usefixtures("others")


@pytest.fixture
def draft(by, now):
    return plays.planned(by.kari, now)


def _tell(meeting_id, who, now, level=Level.LOW, key=None):
    assessments.log_by_word(meeting_id, "Ola Berg", level, key=key or plays.key(), by=who, now=now)


@pytest.mark.parametrize(
    ("level", "gate", "waits_for"),
    [
        (Level.LOW, "inform", "reaction"),
        (Level.ELEVATED, "inform", "reaction"),
        (Level.HIGH, "decide", "decision"),
        (Level.STOP, "stop", "decision"),
    ],
)
def test_every_level_is_shown_to_the_leader(session, by, now, draft, level, gate, waits_for):
    _tell(draft, by.kari, now, level)
    told, meeting = plays.current_assessment(draft), plays.meeting(draft)
    assert [told.level, told.residual, told.gate] == [level.code, level.code, gate]
    assert told.spoken_with == "Ola Berg"
    assert told.logged_at == now
    assert meeting.awaits_decision_since == (now if waits_for == "decision" else None)
    assert meeting.awaits_reaction_since == (now if waits_for == "reaction" else None)
    line = session.scalars(sa.select(Event).filter_by(stream=meeting.stream, number=2)).one()
    assert line.kind == Happened.ASSESSED_BY_WORD
    assert line.facts == {"level": level.code, "gate": gate}


def test_it_can_be_told_after_the_meeting_so_that_nobody_skips_silently(by, now, draft):
    afterwards = now + dt.timedelta(hours=26)
    _tell(draft, by.kari, afterwards)
    assert plays.current_assessment(draft).logged_at == afterwards


def test_told_twice_with_one_form_is_told_once(by, now, draft):
    key = plays.key()
    _tell(draft, by.kari, now, key=key)
    with pytest.raises(Replayed):
        _tell(draft, by.kari, now, key=key)
    assert plays.meeting(draft).timeline_length == 2


def test_what_is_logged_is_not_told_as_well(by, now):
    meeting_id = plays.logged(by.kari, now)
    with pytest.raises(AlreadyLogged):
        _tell(meeting_id, by.kari, now)
    assert plays.current_assessment(meeting_id).spoken_with is None


def test_nothing_is_told_about_a_meeting_that_is_called_off(by, now, draft):
    meetings.withdraw(draft, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Withdrawn):
        _tell(draft, by.kari, now)


def test_nobody_tells_for_somebody_else(by, now, draft):
    with pytest.raises(Missing):
        _tell(draft, by.amir, now)
    assert plays.current_assessment(draft).logged_at is None


def test_it_can_be_judged_by_the_checklist_afterwards(by, now, draft):
    _tell(draft, by.kari, now)
    meetings.reopen(draft, key=plays.key(), by=by.kari, now=now)
    fresh = plays.current_assessment(draft)
    assert [fresh.round, fresh.spoken_with, fresh.logged_at] == [2, None, None]

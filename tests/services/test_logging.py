"""Logging an assessment: each gate, what is asked before it opens, and that nothing changes afterwards."""

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.choices import JUDGED, Agreed, Choices
from app.domain.events import Happened
from app.models import ChosenMeasure, Event
from app.services import assessments, meetings, own_meetings
from app.services.refusals import (
    AlreadyLogged,
    ChangedElsewhere,
    Incomplete,
    MeetingOver,
    Missing,
    Replayed,
    UsedKey,
    Withdrawn,
)
from tests import plays

pytestmark = pytest.mark.usefixtures("others")

# What the answers say, what is left, the gate, and whom the meeting waits for.
GATES = [
    ({}, (), "low", "low", "hold", None),
    ({"informed": "no"}, (), "low", "low", "hold", None),
    (plays.ELEVATED, (), "elevated", "elevated", "inform", "reaction"),
    (plays.ELEVATED, ("prep_call",), "elevated", "low", "inform", "reaction"),
    (plays.HIGH, (), "high", "high", "decide", "decision"),
    (plays.HIGH, ("two_staff",), "high", "elevated", "decide", "decision"),
    (plays.STOP, (), "stop", "stop", "stop", "decision"),
    (plays.STOP, ("change_place",), "stop", "elevated", "decide", "decision"),
]


def _log(meeting_id, who, now, choices=None, *, seen=None, key=None):
    seen = seen or assessments.mark_of_answers(plays.current_assessment(meeting_id))
    choices = choices or plays.enough(meeting_id, now=now)
    assessments.log(meeting_id, choices, seen=seen, key=key or plays.key(), by=who, now=now)


@pytest.mark.parametrize(("answers", "measures", "level", "residual", "gate", "waits_for"), GATES)
def test_each_level_opens_its_gate(session, by, now, answers, measures, level, residual, gate, waits_for):
    meeting_id = plays.logged(by.kari, now, answers, measures=measures)
    logged, meeting = plays.current_assessment(meeting_id), plays.meeting(meeting_id)
    assert [logged.level, logged.residual, logged.gate] == [level, residual, gate]
    assert logged.logged_at == now
    assert meeting.awaits_decision_since == (now if waits_for == "decision" else None)
    assert meeting.awaits_reaction_since == (now if waits_for == "reaction" else None)
    line = session.scalars(sa.select(Event).filter_by(stream=meeting.stream, number=2)).one()
    assert line.kind == Happened.ASSESSMENT_LOGGED
    assert line.facts == {"level": level, "residual": residual, "gate": gate, "round": 1}


def test_the_employee_can_raise_what_is_left_and_with_it_the_gate(by, now):
    meeting_id = plays.answered(by.kari, now)
    _log(meeting_id, by.kari, now, Choices(judged="high"))
    logged = plays.current_assessment(meeting_id)
    assert [logged.level, logged.residual, logged.gate] == ["low", "high", "decide"]


def test_the_employee_cannot_lower_what_is_left(by, now):
    meeting_id = plays.answered(by.kari, now, plays.HIGH)
    lowered = dataclasses.replace(plays.enough(meeting_id, now=now), judged="elevated")
    with pytest.raises(Incomplete) as refused:
        _log(meeting_id, by.kari, now, lowered)
    assert list(refused.value.what) == [JUDGED]
    assert plays.current_assessment(meeting_id).logged_at is None


def test_a_finding_needs_a_measure_or_grounds(by, now):
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    with pytest.raises(Incomplete) as refused:
        _log(meeting_id, by.kari, now, Choices(judged="elevated"))
    assert list(refused.value.what) == ["conflict-topic"]


def test_a_measure_that_does_not_help_against_the_finding_is_not_enough(by, now):
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    with pytest.raises(Incomplete) as refused:
        _log(meeting_id, by.kari, now, Choices({"test_alarm": Agreed("Kari", now)}, judged="elevated"))
    assert list(refused.value.what) == ["conflict-topic"]


def test_a_measure_of_ones_own_is_not_grounds(by, now):
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    own = Choices(own=(("Ta med kaffe", Agreed("Kari", now)),), judged="elevated")
    with pytest.raises(Incomplete) as refused:
        _log(meeting_id, by.kari, now, own)
    assert list(refused.value.what) == ["conflict-topic"]


def test_what_is_left_must_be_judged_when_the_level_is_elevated(by, now):
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    with pytest.raises(Incomplete) as refused:
        _log(meeting_id, by.kari, now, Choices(grounds={"conflict-topic": "Avtalt med leder."}))
    assert list(refused.value.what) == [JUDGED]


def test_pages_that_are_not_confirmed_are_named(by, now):
    meeting_id = plays.planned(by.kari, now)
    assessments.save_section(
        meeting_id, "client", plays.answers_of("client"), seen=plays.blank("client"), by=by.kari, now=now
    )
    with pytest.raises(Incomplete) as refused:
        _log(meeting_id, by.kari, now, Choices())
    assert list(refused.value.what) == ["meeting", "place", "lone_work", "competence"]
    assert refused.value.what["meeting"] == "Møtet"


def test_copied_answers_are_not_logged_before_somebody_has_confirmed_them(by, now):
    earlier = plays.logged(by.kari, now)
    meeting_id = meetings.plan(plays.facts(now), like=earlier, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Incomplete):
        _log(meeting_id, by.kari, now, Choices())


def test_whoever_saw_other_answers_logs_nothing(by, now):
    meeting_id = plays.answered(by.kari, now)
    with pytest.raises(ChangedElsewhere):
        _log(meeting_id, by.kari, now, seen="0123456789abcdef")
    assert plays.current_assessment(meeting_id).logged_at is None


def test_the_findings_are_kept_with_what_is_left_of_each(by, now):
    meeting_id = plays.logged(by.kari, now, {**plays.HIGH, **plays.ELEVATED}, measures=("two_staff",))
    findings = plays.current_assessment(meeting_id).findings
    assert findings == [["known-threat", "high", "elevated"], ["conflict-topic", "elevated", "note"]]


def test_measures_are_written_down_with_who_and_by_when(session, by, now):
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    before, noon = Agreed("Kari Nordvik", now), Agreed("Ola Berg", now + dt.timedelta(hours=4))
    choices = Choices({"prep_call": before}, own=(("Ha døra åpen", noon),), judged="low")
    _log(meeting_id, by.kari, now, choices)
    rows = session.scalars(sa.select(ChosenMeasure).order_by(ChosenMeasure.id)).all()
    ours = [row for row in rows if row.assessment_id == plays.current_assessment(meeting_id).id]
    assert [(row.code, row.words, row.responsible, row.due_at) for row in ours] == [
        ("prep_call", None, before.responsible, before.due_at),
        (None, "Ha døra åpen", noon.responsible, noon.due_at),
    ]


@pytest.mark.parametrize("again", ["save", "choose", "log", "by word", "facts"])
def test_nothing_changes_after_logging(by, now, again):
    meeting_id = plays.logged(by.kari, now, plays.ELEVATED)
    logged = plays.current_assessment(meeting_id)
    before = (logged.answers, logged.choices, logged.level, logged.logged_at, plays.meeting(meeting_id).topic)
    later, about = now + dt.timedelta(minutes=5), {"by": by.kari, "now": now + dt.timedelta(minutes=5)}
    verbs = {
        "save": lambda: assessments.save_section(meeting_id, "client", {}, seen="", **about),
        "choose": lambda: assessments.choose(meeting_id, Choices(judged="stop"), by=about["by"]),
        "log": lambda: _log(meeting_id, by.kari, later),
        "by word": lambda: assessments.log_by_word(meeting_id, "Ola", assessments.Level.LOW, key=plays.key(), **about),
        "facts": lambda: meetings.change_facts(meeting_id, plays.facts(now, topic="Nytt"), key=plays.key(), **about),
    }
    with pytest.raises(AlreadyLogged):
        verbs[again]()
    logged = plays.current_assessment(meeting_id)
    assert before == (logged.answers, logged.choices, logged.level, logged.logged_at, plays.meeting(meeting_id).topic)


def test_the_same_form_sent_twice_is_logged_once(session, by, now):
    meeting_id, key = plays.answered(by.kari, now), plays.key()
    _log(meeting_id, by.kari, now, key=key)
    with pytest.raises(Replayed) as again:
        _log(meeting_id, by.kari, now + dt.timedelta(seconds=1), key=key)
    assert again.value.outcome == meeting_id
    assert plays.meeting(meeting_id).timeline_length == 2
    assert plays.current_assessment(meeting_id).logged_at == now


def test_the_same_key_with_other_choices_changes_nothing(by, now):
    meeting_id, key = plays.answered(by.kari, now), plays.key()
    _log(meeting_id, by.kari, now, key=key)
    with pytest.raises(UsedKey):
        _log(meeting_id, by.kari, now, Choices(judged="stop"), key=key)
    assert plays.current_assessment(meeting_id).residual == "low"


def test_what_was_refused_can_be_logged_with_the_same_key(by, now):
    meeting_id, key = plays.answered(by.kari, now, plays.ELEVATED), plays.key()
    with pytest.raises(Incomplete):
        _log(meeting_id, by.kari, now, Choices(), key=key)
    _log(meeting_id, by.kari, now, key=key)
    assert plays.current_assessment(meeting_id).logged_at == now


def test_nothing_is_logged_after_the_meeting(by, now):
    meeting_id = plays.answered(by.kari, now)
    with pytest.raises(MeetingOver):
        _log(meeting_id, by.kari, now + dt.timedelta(hours=25))
    _log(meeting_id, by.kari, now + dt.timedelta(hours=25) - dt.timedelta(microseconds=1))
    assert plays.current_assessment(meeting_id).level == "low"


def test_nothing_is_logged_for_a_meeting_that_is_called_off(by, now):
    meeting_id = plays.answered(by.kari, now)
    choices = plays.enough(meeting_id, now=now)
    meetings.withdraw(meeting_id, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Withdrawn):
        _log(meeting_id, by.kari, now, choices)


@pytest.mark.parametrize("who", ["amir", "ola", "sunniva"])
def test_nobody_logs_for_somebody_else(by, now, who):
    meeting_id = plays.answered(by.kari, now)
    with pytest.raises(Missing):
        _log(meeting_id, getattr(by, who), now)
    assert plays.current_assessment(meeting_id).logged_at is None


def test_choices_are_kept_with_the_draft_and_come_back_the_same(by, now):
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    chosen = Choices(
        {"prep_call": Agreed("Kari Nordvik", now)},
        own=(("Ha døra åpen", Agreed("Ola Berg", now)),),
        grounds={"conflict-topic": "Avtalt"},
        judged="high",
    )
    assessments.choose(meeting_id, chosen, by=by.kari)
    assert Choices.from_json(plays.current_assessment(meeting_id).choices) == chosen
    assert plays.current_assessment(meeting_id).logged_at is None


def test_nobody_chooses_for_somebody_else(by, now):
    meeting_id = plays.answered(by.kari, now)
    with pytest.raises(Missing):
        assessments.choose(meeting_id, Choices(judged="stop"), by=by.amir)
    assert plays.current_assessment(meeting_id).choices == {}


def test_a_choice_that_comes_in_beside_the_tap_on_log_is_no_change_from_elsewhere(by, now):
    meeting_id = plays.answered(by.kari, now, plays.ELEVATED)
    read = own_meetings.current(meeting_id, by=by.kari)
    assessments.choose(meeting_id, Choices(judged="high"), by=by.kari)
    seen, chosen = assessments.mark_of_answers(read), plays.enough(meeting_id, ("prep_call",), now=now)
    assessments.log(meeting_id, chosen, seen=seen, key=plays.key(), by=by.kari, now=now, read=read)
    assert plays.current_assessment(meeting_id).choices == chosen.to_json()

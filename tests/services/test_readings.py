"""What a reader sees of a meeting: all of one's own, a flagged one in one's area, and nothing of others."""

import pytest
import sqlalchemy as sa

from app.domain.choices import Agreed, Choices
from app.domain.decisions import APPROVE, CHANGE
from app.models import AccessLine
from app.services import assessments, decisions, meetings, own_meetings, readings
from app.services.refusals import Missing
from tests import plays

pytestmark = pytest.mark.usefixtures("others")


@pytest.fixture
def high(by, now):
    """A high meeting of Kari's with words in every place that takes words."""
    meeting_id = plays.answered(by.kari, now, plays.HIGH, topic="Temaet", place="Stedet", case_reference="SAK-99")
    choices = Choices(
        {"two_staff": Agreed("Amir Haugen", now)},
        own=(("Ta med Ola", Agreed("Ola Berg", now)),),
        grounds={"known-threat": "Grunnen"},
        judged="elevated",
    )
    seen = assessments.mark_of_answers(plays.current_assessment(meeting_id))
    assessments.log(meeting_id, choices, seen=seen, key=plays.key(), by=by.kari, now=now)
    return meeting_id


def _open(meeting_id, who, now):
    return readings.open_meeting(meeting_id, by=who, now=now)


def _about(meeting_id, who, now):
    return {"assessment_id": plays.current_assessment(meeting_id).id, "key": plays.key(), "by": who, "now": now}


@pytest.mark.parametrize(
    ("who", "capacity"),
    [
        ("kari", "owner"),
        ("ola", "leader"),
        ("ingrid", "leader"),
        ("tor", "leader"),
        ("liv", "leader"),
        ("vera", "safety_rep"),
    ],
)
def test_each_reader_has_a_capacity(by, now, high, who, capacity):
    assert _open(high, getattr(by, who), now).capacity == capacity


@pytest.mark.parametrize("who", ["amir", "sunniva", "marit", "anders"])
def test_nobody_else_reads(session, by, now, high, who):
    with pytest.raises(Missing):
        _open(high, getattr(by, who), now)
    assert session.scalars(sa.select(AccessLine)).all() == []


@pytest.mark.parametrize("who", ["ola", "tor", "vera", "amir"])
def test_what_concerns_the_employee_alone_is_read_by_nobody_else(by, now, who):
    for meeting_id in (
        plays.planned(by.kari, now),
        plays.answered(by.kari, now, plays.HIGH),
        plays.logged(by.kari, now),
    ):
        with pytest.raises(Missing):
            _open(meeting_id, getattr(by, who), now)


def test_a_meeting_that_does_not_exist_is_read_by_nobody(by, now):
    with pytest.raises(Missing):
        _open(987654, by.ola, now)


@pytest.mark.parametrize("who", ["kari", "ola"])
def test_the_employee_and_the_leader_read_every_word(by, now, high, who):
    reading = _open(high, getattr(by, who), now)
    assert [reading.topic, reading.facts.place, reading.facts.case_reference] == ["Temaet", "Stedet", "SAK-99"]
    assert reading.grounds == {"known-threat": "Grunnen"}
    assert reading.reads_words


def test_a_safety_representative_reads_no_word_that_somebody_typed(by, now, high):
    reading = _open(high, by.vera, now)
    assert [reading.topic, reading.facts.place, reading.facts.case_reference] == [None, None, None]
    assert reading.grounds == {}
    assert not reading.reads_words


def test_a_safety_representative_reads_the_level_the_reasons_and_the_codes_of_measures(by, now, high):
    reading = _open(high, by.vera, now)
    assert [reading.assessment.level, reading.assessment.residual] == ["high", "elevated"]
    assert reading.assessment.findings == [["known-threat", "high", "elevated"]]
    assert [each.code for each in reading.measures] == ["two_staff", None]


def test_a_decision_is_read_with_its_words_by_those_whom_it_concerns(by, now, high):
    decisions.decide(high, APPROVE, "Gå to sammen.", **_about(high, by.ola, now))
    read = {who: _open(high, getattr(by, who), now).decision for who in ("kari", "tor", "vera")}
    assert [(each.kind, each.by_name) for each in read.values()] == [(APPROVE, "Ola Berg")] * 3
    assert [each.words for each in read.values()] == ["Gå to sammen.", "Gå to sammen.", None]


def test_everybody_reads_their_own_words_again(by, now, high):
    decisions.comment(high, "Fra verneombudet", **_about(high, by.vera, now))
    decisions.comment(high, "Fra lederen", **_about(high, by.ola, now))
    read = {who: [each.words for each in _open(high, getattr(by, who), now).reactions] for who in ("kari", "vera")}
    assert read == {"kari": ["Fra verneombudet", "Fra lederen"], "vera": ["Fra verneombudet", None]}


def test_a_reader_is_told_whether_they_have_seen_it(by, now, high):
    decisions.receive(high, None, **_about(high, by.vera, now))
    assert _open(high, by.vera, now).has_seen
    assert not _open(high, by.ola, now).has_seen


def test_measures_of_other_meetings_are_not_read(by, now, high):
    plays.logged(by.kari, now, plays.HIGH, measures=("guard",))
    assert [each.code for each in _open(high, by.ola, now).measures] == ["two_staff", None]


@pytest.mark.parametrize("who", ["ola", "vera"])
def test_opening_somebody_elses_meeting_is_written_down(session, by, now, high, who):
    _open(high, getattr(by, who), now)
    (line,) = session.scalars(sa.select(AccessLine)).all()
    assert [line.by_id, line.about_id, line.unit_id] == [getattr(by, who).id, by.kari.id, by.kari.unit_id]
    assert [line.action, line.stream, line.at] == ["meeting_opened", f"meeting/{high}", now]


def test_opening_twice_is_two_lines(session, by, now, high):
    _open(high, by.ola, now)
    _open(high, by.ola, now)
    assert len(session.scalars(sa.select(AccessLine)).all()) == 2


def test_opening_ones_own_meeting_is_nobody_elses_business(session, by, now, high):
    _open(high, by.kari, now)
    assert session.scalars(sa.select(AccessLine)).all() == []


@pytest.fixture
def judged_anew(by, now, high):
    """The leader asked for changes, and the employee has begun a second round."""
    decisions.decide(high, CHANGE, "Ta det på kontoret.", **_about(high, by.ola, now))
    meetings.reopen(high, key=plays.key(), by=by.kari, now=now)
    return high


@pytest.mark.parametrize("who", ["ola", "vera"])
def test_others_read_the_round_that_concerned_them_while_it_is_judged_anew(by, now, judged_anew, who):
    reading = _open(judged_anew, getattr(by, who), now)
    assert [reading.assessment.round, reading.decision.kind] == [1, CHANGE]
    assert reading.assessment.superseded_at == now


def test_the_employee_reads_the_round_that_stands(by, now, judged_anew):
    reading = _open(judged_anew, by.kari, now)
    assert [reading.assessment.round, reading.decision] == [2, None]


def test_others_read_the_new_round_when_it_concerns_them(by, now, judged_anew):
    plays.confirm_all_pages(judged_anew)
    plays.log_as_it_is(judged_anew, by=by.kari, now=now)
    assert _open(judged_anew, by.ola, now).assessment.round == 2


def test_a_leader_still_reads_the_round_they_sent_back_when_the_new_one_is_low(by, now, judged_anew):
    plays.confirm_all_pages(judged_anew)
    draft = plays.current_assessment(judged_anew)
    draft.answers = plays.calm("office")
    plays.log_as_it_is(judged_anew, by=by.kari, now=now)
    assert _open(judged_anew, by.ola, now).assessment.round == 1


def test_ones_own_meeting_is_read_as_one_row(by, now, high):
    row = own_meetings.current(high, by=by.kari)
    assert [row.id, row.topic, row.form, row.round] == [high, "Temaet", "office", 1]
    assert row.answers["behaviour"] == "threats_or_violence"


@pytest.mark.parametrize("who", ["ola", "amir", "vera"])
def test_nobody_reads_the_draft_of_somebody_else(by, now, high, who):
    with pytest.raises(Missing):
        own_meetings.current(high, by=getattr(by, who))

"""Measures as living things: who, by when, done, judged; and who may say so."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.domain.choices import Agreed, Choices
from app.models import ChosenMeasure, Notice, db
from app.services import assessments, engine, measure_lists, measures, meetings, timeline
from app.services.refusals import FellAway, Missing
from tests import plays

pytestmark = pytest.mark.usefixtures("others")
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def agreed(by, now):
    """agreed(who, …) logs a high meeting of Kari's tomorrow, with two measures for somebody; returns their ids."""

    def log(responsible="Kari Nordvik", due_at=None, answers=plays.HIGH, starts_at=None):
        meeting_id = plays.answered(by.kari, now, answers, starts_at=starts_at or now + DAY)
        each = Agreed(responsible, due_at or now + DAY)
        draft = plays.current_assessment(meeting_id)
        choices = Choices({"prep_call": each}, own=(("Be vekteren stå ved døra", each),))
        outcome = assessments.judged(draft, choices)
        grounds = {finding.id: "Avtalt." for finding in outcome.findings}
        choices = Choices(choices.measures, choices.own, grounds, outcome.residual.code)
        seen = assessments.mark_of_answers(draft)
        assessments.log(meeting_id, choices, seen=seen, key=plays.key(), by=by.kari, now=now)
        return [row.id for row in _of(meeting_id)]

    return log


def _of(meeting_id):
    return measure_lists.of_meeting(meeting_id)


def _one(measure_id):
    return db.session.get_one(ChosenMeasure, measure_id, populate_existing=True)


def _ids(page):
    return [row.id for row in page.rows]


def _tick(measure_id, who, now):
    measures.complete(measure_id, key=plays.key(), by=who, now=now)


def test_a_colleague_by_name_is_responsible(by, agreed):
    (measure_id, _own) = agreed("Amir Haugen")
    assert _one(measure_id).responsible_id == by.amir.id


@pytest.mark.parametrize("somebody", ["Vekteren", "Sunniva Li", "Kari Nordvik"])
def test_a_name_that_is_no_colleagues_leaves_the_planner_to_be_reminded(by, agreed, somebody):
    (measure_id, _own) = agreed(somebody)
    assert [_one(measure_id).responsible, _one(measure_id).responsible_id] == [somebody, by.kari.id]


def test_done_says_when_and_by_whom_once(by, now, agreed):
    (measure_id, _own) = agreed()
    _tick(measure_id, by.kari, now + HOUR)
    _tick(measure_id, by.ola, now + 2 * HOUR)
    assert [_one(measure_id).done_at, _one(measure_id).done_by_id] == [now + HOUR, by.kari.id]
    kinds = [line.kind for line in timeline.lines(plays.meeting(_one(measure_id).meeting_id))]
    assert kinds.count("measure_done") == 1


@pytest.mark.parametrize(("who", "may"), [("kari", True), ("amir", True), ("ola", True), ("ingrid", True)])
def test_the_planner_the_responsible_and_the_leaders_may_tick(by, now, agreed, who, may):
    (measure_id, _own) = agreed("Amir Haugen")
    _tick(measure_id, getattr(by, who), now)
    assert (_one(measure_id).done_at is not None) == may


@pytest.mark.parametrize("who", ["amir", "sunniva", "marit", "vera", "anders"])
def test_nobody_else_may(by, now, agreed, who):
    (measure_id, _own) = agreed()
    with pytest.raises(Missing):
        _tick(measure_id, getattr(by, who), now)
    assert _one(measure_id).done_at is None


def test_a_leader_ticks_no_measure_of_a_meeting_that_is_not_for_them(by, now):
    meeting_id = plays.answered(by.kari, now)
    draft = plays.current_assessment(meeting_id)
    choices = Choices({"prep_call": Agreed("Kari Nordvik", now)})
    seen = assessments.mark_of_answers(draft)
    assessments.log(meeting_id, choices, seen=seen, key=plays.key(), by=by.kari, now=now)
    with pytest.raises(Missing):
        _tick(_of(meeting_id)[0].id, by.ola, now)


def test_what_was_ticked_by_mistake_is_open_again(by, now, agreed):
    (measure_id, _own) = agreed()
    _tick(measure_id, by.kari, now)
    measures.reopen(measure_id, key=plays.key(), by=by.kari, now=now)
    assert [_one(measure_id).done_at, _one(measure_id).settled_at] == [None, None]
    assert measure_id in _ids(measure_lists.mine(by.kari, "open", now=now))


@pytest.mark.parametrize(("effect", "done"), [("yes", True), ("partly", True), ("no", True), ("not_needed", False)])
def test_judging_it_settles_it(by, now, agreed, effect, done):
    measure_id, own_id = agreed()
    meeting_id = _one(measure_id).meeting_id
    measures.judge(meeting_id, {measure_id: effect}, key=plays.key(), by=by.kari, now=now)
    judged = _one(measure_id)
    assert [judged.effect, judged.effect_by_id, judged.settled_at] == [effect, by.kari.id, now]
    assert (judged.done_at is not None) == done
    assert _one(own_id).settled_at is None


def test_a_measure_of_another_meeting_is_not_judged_along(by, now, agreed):
    first, second = agreed()[0], agreed()[0]
    with pytest.raises(Missing):
        measures.judge(_one(first).meeting_id, {first: "yes", second: "no"}, key=plays.key(), by=by.kari, now=now)
    assert _one(first).effect is None


def test_a_new_round_lets_the_old_measures_fall_and_keeps_what_was_done(by, now, agreed):
    measure_id, own_id = agreed()
    meeting_id = _one(measure_id).meeting_id
    _tick(measure_id, by.kari, now)
    meetings.reopen(meeting_id, key=plays.key(), by=by.kari, now=now)
    assert _one(own_id).settled_at == now
    with pytest.raises(FellAway):
        _tick(own_id, by.kari, now)
    plays.confirm_all_pages(meeting_id)
    draft = plays.current_assessment(meeting_id)
    seen = assessments.mark_of_answers(draft)
    choices = Choices.from_json(draft.choices)
    assessments.log(meeting_id, choices, seen=seen, key=plays.key(), by=by.kari, now=now + HOUR)
    assert [(row.code, row.done_at) for row in _of(meeting_id)] == [("prep_call", now), (None, None)]


def test_a_meeting_that_is_called_off_asks_for_nothing_more(by, now, agreed):
    (measure_id, _own) = agreed()
    meetings.withdraw(_one(measure_id).meeting_id, key=plays.key(), by=by.kari, now=now)
    assert _ids(measure_lists.mine(by.kari, "open", now=now)) == []


def test_ones_own_list_is_open_overdue_or_done(by, now, agreed):
    late = agreed(due_at=now - HOUR)
    early = agreed(due_at=now + HOUR)
    agreed("Amir Haugen")
    _tick(early[1], by.kari, now)
    assert _ids(measure_lists.mine(by.kari, "open", now=now)) == [*late, early[0]]
    assert _ids(measure_lists.mine(by.kari, "overdue", now=now)) == late
    assert _ids(measure_lists.mine(by.kari, "done", now=now)) == [early[1]]
    assert measure_lists.due_today(by.kari, now=now) == 3


def test_a_leader_sees_the_unit_below_and_no_other(by, now, agreed):
    ids = agreed()
    assert _ids(measure_lists.of_units(by.ola, "open", now=now)) == ids
    assert _ids(measure_lists.of_units(by.tor, "open", now=now)) == ids
    assert _ids(measure_lists.of_units(by.marit, "open", now=now)) == []
    assert _ids(measure_lists.of_units(by.tor, "open", now=now, unit_ids=frozenset({by.marit.unit_id}))) == []
    assert _ids(measure_lists.of_units(by.marit, "open", now=now, unit_ids=frozenset({by.kari.unit_id}))) == []


def test_a_safety_representative_reads_no_words(by, now, agreed):
    agreed("Vekteren til Per Hansen")
    rows = measure_lists.of_units(by.vera, "open", now=now).rows
    assert [(row.code, row.words, row.responsible, row.topic) for row in rows] == [
        ("prep_call", None, None, None),
        (None, None, None, None),
    ]


def test_a_long_list_comes_a_page_at_a_time_and_none_twice(by, now, agreed):
    ids = [measure_id for day in range(22) for measure_id in agreed(due_at=now + (day // 5) * DAY)]
    for state in ("open", "done"):
        for who, look in (
            (by.kari, measure_lists.mine),
            (by.ola, measure_lists.of_units),
            (by.tor, measure_lists.of_units),
        ):
            found, after = [], None
            for _page in range(3):
                page = look(who, state, now=now, after=after)
                found, after = found + _ids(page), page.next
            assert sorted(found) == ids
            assert after is None
        if state == "open":
            for measure_id in ids:
                _tick(measure_id, by.kari, now)


def _told(person):
    turns = sa.select(Notice.turn).where(Notice.person_id == person.id, Notice.channel == "in_app")
    return list(db.session.scalars(turns.where(Notice.turn.like("measures/%"))))


def test_whoever_is_responsible_is_told_once_a_day_when_it_is_overdue(by, now, agreed):
    agreed("Amir Haugen")
    agreed("Amir Haugen")
    over = now + DAY + HOUR
    engine.tick(over)
    assert _told(by.amir) == []
    engine.tick(over + HOUR)
    engine.tick(over + 2 * HOUR)
    assert len(_told(by.amir)) == 1
    assert _told(by.kari) == []


def test_what_is_done_reminds_nobody(by, now, agreed):
    for measure_id in agreed():
        _tick(measure_id, by.kari, now)
    engine.tick(now + 3 * DAY)
    assert _told(by.kari) == []

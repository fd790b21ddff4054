"""The counts behind insight are those of the record, however they came about, and drills are never in them."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import demo_week, demo_year
from app.checklists import CURRENT
from app.domain.insight import coarse_minutes, months_on, quantile
from app.models import Assessment, ChosenMeasure, Count, Counting, Decision, Escalation, Meeting, db
from app.services import decisions, drills, meetings
from app.services.insight import counting
from tests import brute_force, plays
from tests.services.conftest import CROWD

FIRST = dt.date(2025, 7, 1)
LATER = dt.datetime(2026, 4, 7, 9, 0, tzinfo=dt.UTC)


def _counts():
    rows = db.session.execute(sa.select(Count.unit_id, Count.month, Count.subject, Count.key, Count.n))
    return {tuple(row[:4]): row.n for row in rows}


def _of(subject, key=""):
    return sum(n for (_unit, _month, about, of), n in _counts().items() if (about, of) == (subject, key))


def _live_through(people, meetings_a_month, months=8):
    places = [
        demo_year.Place(people.kari.unit_id, (people.kari.id, people.amir.id), people.ola.id, meetings_a_month, 6),
        demo_year.Place(people.sunniva.unit_id, (people.sunniva.id,), people.marit.id, meetings_a_month, 2, 0.2),
    ]
    stored = demo_year.play(places, FIRST, months)
    db.session.commit()
    return stored


@pytest.mark.parametrize(("database", "a_month"), [("sqlite", 1260), ("postgresql", 40)], indirect=["database"])
def test_the_counts_are_those_of_the_record(session, cast, a_month):
    stored = _live_through(cast, a_month)
    assert stored > a_month * 15
    counting.catch_up(LATER)
    assert _counts() == brute_force.counts()
    assert any(subject == "abort_hour" for _unit, _month, subject, _key in _counts())


@pytest.mark.usefixtures("session")
def test_the_generated_history_holds_what_the_definitions_speak_of(cast):
    """Or the test above would hold of nothing: rounds that were replaced, meetings called off, drills."""
    _live_through(cast, 120)
    for rare in (
        Assessment.superseded_at.is_not(None),
        Meeting.withdrawn_at.is_not(None),
        Escalation.is_drill.is_(True),
        Assessment.spoken_with.is_not(None),
    ):
        assert db.session.scalar(sa.select(sa.func.count()).where(rare)) > 5


@pytest.mark.usefixtures("session")
def test_a_rebuild_gives_the_same_counts(cast):
    _live_through(cast, 30)
    counting.catch_up(LATER)
    before = _counts()
    assert before
    counting.rebuild(LATER)
    assert _counts() == before


@pytest.mark.usefixtures("session")
def test_a_month_is_counted_when_it_has_ended(by, now):
    plays.logged(by.kari, now, plays.HIGH)
    counting.catch_up(now)
    assert _of("meetings") == 0
    counting.catch_up(LATER)
    assert _of("meetings") == 1
    assert _of("status", "high") == 1


@pytest.mark.usefixtures("session")
def test_what_happens_to_a_counted_month_is_counted_the_next_time(by, now):
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    counting.catch_up(LATER)
    assert _of("reaction", "unanswered") == 1
    round_id = demo_week.current_assessment(meeting_id).id
    decisions.receive(meeting_id, None, assessment_id=round_id, key=plays.key(), by=by.ola, now=LATER)
    assert counting.catch_up(LATER + dt.timedelta(minutes=1)) == 1
    assert _of("reaction", "unanswered") == 0
    assert _of("reaction", "answered") == 1


@pytest.mark.usefixtures("session")
def test_the_receipt_of_a_safety_representative_is_no_reaction_of_a_leader(by, now):
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    round_id = demo_week.current_assessment(meeting_id).id
    decisions.receive(meeting_id, None, assessment_id=round_id, key=plays.key(), by=by.vera, now=now)
    counting.catch_up(LATER)
    assert _of("reaction", "unanswered") == 1


@pytest.mark.usefixtures("session")
def test_a_draft_that_is_moved_to_another_month_leaves_the_first_one(by, now):
    meeting_id = plays.planned(by.kari, now)
    counting.catch_up(LATER)
    assert _of("status", "nothing") == 1
    meetings.change_facts(meeting_id, plays.facts(LATER), key=plays.key(), by=by.kari, now=LATER)
    counting.catch_up(LATER + dt.timedelta(minutes=1))
    assert _of("meetings") == 0


@pytest.mark.usefixtures("session")
def test_a_round_that_was_begun_and_never_logged_leaves_the_one_before_it(by, now):
    meeting_id = plays.logged(by.kari, now, plays.HIGH)
    meetings.reopen(meeting_id, key=plays.key(), by=by.kari, now=now)
    counting.catch_up(LATER)
    assert _of("status", "high") == 1
    assert _of("meetings") == 1


@pytest.mark.usefixtures("session")
def test_a_meeting_that_was_called_off_is_not_counted(by, now):
    meetings.withdraw(plays.logged(by.kari, now, plays.HIGH), key=plays.key(), by=by.kari, now=now)
    counting.catch_up(LATER)
    assert _counts() == {}


@pytest.mark.usefixtures("session")
def test_a_drill_is_never_counted(by, cast, now):
    drills.hold(cast.kari.id, "danger", key=plays.key(), by=by.ola, now=now)
    counting.catch_up(LATER)
    assert _of("alarm", "abort") == 0


@pytest.mark.usefixtures("session")
def test_counts_outlive_the_rows_behind_them(cast):
    """Rows may be deleted after a year; neither an event nor a rebuild touches what was counted then."""
    _live_through(cast, 20, months=3)
    counting.catch_up(LATER)
    before = _counts()
    for model in (Decision, ChosenMeasure, Assessment, Meeting, Escalation):
        db.session.execute(sa.delete(model))
    db.session.commit()
    counting.rebuild(dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC))
    assert _counts() == before


@pytest.mark.usefixtures("session")
def test_a_worker_that_dies_half_way_leaves_the_rest_to_the_next(cast, monkeypatch):
    _live_through(cast, 10)
    done = []

    def dies(unit_id, month):
        if len(done) == 5:
            raise ConnectionError
        done.append((unit_id, month))
        counting.store(unit_id, month, counting.tally(unit_id, month))
        db.session.commit()

    with monkeypatch.context() as patched:
        patched.setattr(counting, "recount", dies)
        with pytest.raises(ConnectionError):
            counting.catch_up(LATER)
    counting.catch_up(LATER)
    assert _counts() == brute_force.counts()


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_workers_that_all_count_for_the_first_time_get_in_no_others_way(at_once):
    assert at_once(lambda _number: counting.catch_up(LATER)) == {(None, None): CROWD}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Counting)) == 1


@pytest.mark.usefixtures("session")
def test_an_event_that_is_committed_late_is_seen_in_the_round_after(by, now):
    """PostgreSQL gives out numbers before it commits: a lower one may appear after a higher one was seen."""
    plays.logged(by.kari, now, plays.HIGH)
    counting.catch_up(LATER)
    seen = db.session.scalar(sa.select(Counting.seen))
    plays.planned(by.kari, LATER)
    counting.catch_up(LATER)
    assert db.session.scalar(sa.select(Counting.settled)) == seen
    assert db.session.scalar(sa.select(Counting.seen)) > seen


@pytest.mark.usefixtures("session")
def test_nothing_new_costs_no_counting(by, now):
    plays.logged(by.kari, now, plays.HIGH)
    counting.catch_up(LATER)
    counting.catch_up(LATER)
    version = counting.version()
    assert counting.catch_up(LATER) == 0
    assert counting.version() == version


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(0, 0), (59, 0), (61, 1), (3599, 59), (3700, 60), (4000, 65), (90_000, 1500), (1e9, 86400)]
)
def test_minutes_are_coarser_the_longer_they_are(seconds, minutes):
    assert coarse_minutes(seconds) == minutes


@pytest.mark.parametrize(
    ("counts", "share", "value"),
    [({}, 0.5, None), ({7: 1}, 0.5, 7), ({1: 1, 9: 1}, 0.5, 1), ({1: 5, 2: 4, 60: 1}, 0.9, 2), ({1: 1, 2: 9}, 0.9, 2)],
)
def test_quantiles_are_values_that_were_there(counts, share, value):
    assert quantile(counts, share) == value


def test_months_are_counted_across_years():
    assert months_on(dt.date(2026, 1, 1), -1) == dt.date(2025, 12, 1)
    assert months_on(dt.date(2025, 11, 1), 14) == dt.date(2027, 1, 1)


def test_the_checklist_has_no_rule_with_too_long_a_name_to_be_counted():
    assert all(len(rule.id) <= 40 for rule in CURRENT.rules)

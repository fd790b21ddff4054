"""What is shown of the counts: the right sums, without small numbers, and to the right people."""

import datetime as dt

import pytest

from app.domain.insight import Subject
from app.domain.signals import ALL_LOW, FALLING, NO_ALARMS, SPOKEN_OFTEN, signals
from app.models.transaction import verb
from app.services.insight import counting, figures
from app.services.insight.figures import Figures, Year
from app.services.insight.pattern import pattern
from app.services.refusals import Missing

YEAR = Year(dt.date(2025, 1, 1), dt.date(2025, 12, 1))


@pytest.fixture
def count(by):
    """count("solvik", status={"low": 20}) stores counts of June 2025."""

    def keep(who, month=dt.date(2025, 6, 1), **subjects):
        told = {(subject, key): n for subject, keys in subjects.items() for key, n in keys.items()}
        if "status" in subjects:
            told["meetings", ""] = sum(subjects["status"].values())
        verb(counting.store)(getattr(by, who).unit_id, month, told)
        counting._move_on(0, month, changed=True)

    return keep


def _of(by, who="ola", unit=None):
    actor = getattr(by, who)
    return figures.insight(unit or actor.unit_id, YEAR, by=actor)


def test_the_figures_of_a_unit_are_those_of_all_below_it(by, count):
    count("kari", status={"low": 30, "high": 10})
    count("sunniva", status={"low": 20, "high": 5})
    county = _of(by, "tor")
    assert county.this.number(Subject.MEETINGS) == 65
    assert county.this.number(Subject.STATUS, "high") == 15
    assert [unit.name for unit, *_rest in county.below] == ["Nav Solvik", "Nav Tindeby"]


def test_a_small_number_is_hidden_in_every_office_and_shown_where_it_is_large(by, count):
    count("kari", status={"low": 30, "high": 10, "stop": 7})
    count("sunniva", status={"low": 20, "high": 6, "stop": 2})
    assert _of(by, "tor").this.number(Subject.STATUS, "stop") == 9
    assert _of(by, "ola").this.number(Subject.STATUS, "stop") is None
    assert _of(by, "ola").this.number(Subject.STATUS, "high") is None
    assert _of(by, "ola").this.number(Subject.STATUS, "low") == 30
    assert _of(by, "marit").this.number(Subject.STATUS, "low") == 20


def test_nothing_that_is_shown_is_from_one_to_four(by, count):
    count("kari", status={"low": 30, "stop": 3}, rule={"a": 4, "b": 1}, alarm={"abort": 2}, abort_hour={"0-13": 2})
    count("sunniva", status={"low": 2}, rule={"a": 40, "b": 1}, alarm={"abort": 9}, abort_hour={"1-09": 9})
    shown = pattern(YEAR.first, YEAR.last).numbers
    every = [number for numbers in shown.values() for number in numbers.values()]
    assert not [number for number in every if number is not None and 0 < number < 5]
    assert None in every
    assert [number for number in every if number]


def test_counts_of_another_year_are_not_in_it(by, count):
    count("kari", status={"low": 30})
    count("kari", month=dt.date(2024, 12, 1), status={"low": 11})
    found = _of(by)
    assert found.this.number(Subject.MEETINGS) == 30
    assert found.before.number(Subject.MEETINGS) == 11


def test_what_is_counted_anew_is_shown_anew(by, count):
    count("kari", status={"low": 30})
    assert _of(by).this.number(Subject.MEETINGS) == 30
    count("kari", status={"low": 31})
    assert _of(by).this.number(Subject.MEETINGS) == 31


def test_the_median_and_the_slowest_tenth_come_from_every_answer_below(by, count):
    waited = {"10": 5, "20": 4, "300": 1}
    count("kari", status={"low": 20, "high": 10}, reaction={"answered": 10}, reaction_minutes=waited)
    found = _of(by, "tor").this
    assert found.median == 10
    assert found.slowest_tenth == 20


def test_there_is_no_median_of_four_answers(by, count):
    count("kari", status={"low": 20, "high": 10}, reaction={"answered": 4}, reaction_minutes={"10": 4})
    assert _of(by).this.median is None


def test_an_employee_sees_the_own_unit_only_and_not_in_full(by, count):
    count("kari", status={"low": 30})
    assert not _of(by, "kari").in_full
    assert _of(by, "kari").below == []
    with pytest.raises(Missing):
        _of(by, "kari", by.sunniva.unit_id)


@pytest.mark.parametrize("who", ["ola", "vera", "ingrid", "tor"])
def test_whoever_leads_or_represents_safety_sees_it_in_full(by, who):
    assert _of(by, who).in_full


@pytest.mark.parametrize("who", ["marit", "anders"])
def test_a_foreign_leader_and_an_administrator_see_nothing(by, who):
    with pytest.raises(Missing):
        _of(by, who, by.kari.unit_id)


def test_a_year_ends_with_a_quarter_and_years_do_not_overlap(by, count, now):
    count("kari", month=dt.date(2023, 6, 1), status={"low": 30})
    years = figures.years(now)
    assert years[0] == Year(dt.date(2025, 1, 1), dt.date(2025, 12, 1))
    assert [year.last for year in years[1:]] == [year.before.last for year in years[:-1]]
    assert years[-1].first == dt.date(2023, 1, 1)


def test_a_share_of_a_hidden_number_is_hidden():
    told = Figures({("meetings", ""): 40, ("status", "low"): 30, ("status", "high"): None, ("status", "spoken"): 5})
    assert told.judged is None
    assert told.spoken == 12


def _year(meetings=200, low=150, nothing=0, spoken=0, alarms=10):
    status = {"low": low, "nothing": nothing, "spoken": spoken, "high": meetings - low - nothing - spoken}
    numbers = {("status", key): n for key, n in status.items()} | {("meetings", ""): meetings}
    return Figures({**numbers, ("alarm", "abort"): alarms, ("alarm", "threat"): alarms})


@pytest.mark.parametrize(
    ("this", "before", "sentences"),
    [
        (_year(), _year(), []),
        (_year(alarms=0), _year(), [NO_ALARMS]),
        (_year(alarms=None), _year(), []),
        (_year(meetings=99, low=99, alarms=0), _year(), []),
        (_year(low=100, nothing=40), _year(nothing=10), [FALLING]),
        (_year(nothing=10), _year(nothing=10), []),
        (_year(low=100, spoken=30), _year(), [SPOKEN_OFTEN]),
        (_year(low=198), _year(), [ALL_LOW]),
    ],
)
def test_a_signal_is_given_for_what_is_worth_a_question(this, before, sentences):
    assert [each.sentence for each in signals(this, before)] == sentences

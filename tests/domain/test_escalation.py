"""The alarm on paper: which moves there are, how long it waits, what is due, and what is read back."""

import datetime as dt
import itertools

import pytest

from app.domain.escalation import (
    KINDS,
    MOVES,
    NO_FORM,
    PATIENCE,
    PLACES,
    Impossible,
    Move,
    Situation,
    Source,
    Status,
    Urgency,
    after,
    due,
    patience,
    read_back_choices,
)
from app.domain.forms_of_meeting import FORMS

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SOON, EARLIER = NOON + dt.timedelta(seconds=1), NOON - dt.timedelta(seconds=1)
CALM = {"climb_at": None, "remind_at": SOON, "lapse_at": None}
MADE_BY_THE_CLOCK = {Move.CLIMB, Move.REMIND, Move.LAPSE}
SITUATIONS = [
    *(Situation(source, urgency, form) for source, urgency in KINDS for form in FORMS),
    *(Situation(source, urgency, NO_FORM) for source in (Source.ABORT, Source.THREAT) for urgency in Urgency),
]


@pytest.mark.parametrize(("status", "move"), list(itertools.product(Status, Move)))
def test_what_the_table_does_not_name_cannot_happen(status, move):
    if (status, move) in MOVES:
        assert after(status, move) == MOVES[status, move]
    else:
        with pytest.raises(Impossible):
            after(status, move)


def test_a_closed_alarm_makes_no_move():
    assert [move for status, move in MOVES if status is Status.CLOSED] == []


def test_only_a_person_takes_an_alarm_or_brings_it_to_rest():
    quiets = {move for (status, move), then in MOVES.items() if status != then and then is not Status.RINGING}
    assert quiets == {Move.ACKNOWLEDGE, Move.CLOSE}
    assert quiets.isdisjoint(MADE_BY_THE_CLOCK)


def test_an_alarm_is_closed_only_by_whoever_has_it():
    assert [status for (status, _move), then in MOVES.items() if then is Status.CLOSED] == [Status.OWNED]


def test_a_wrong_read_back_changes_nothing():
    assert all(status == then for (status, move), then in MOVES.items() if move is Move.MISREAD)


@pytest.mark.parametrize(
    ("urgency", "shortened", "seconds"),
    [
        (Urgency.DANGER, None, 120),
        (Urgency.SAFE, None, 600),
        (Urgency.DANGER, 30, 30),
        (Urgency.SAFE, 120, 120),
        (Urgency.DANGER, 600, 120),
        (Urgency.SAFE, 3600, 600),
    ],
)
def test_a_unit_can_only_shorten_the_patience(urgency, shortened, seconds):
    assert patience(urgency, shortened) == dt.timedelta(seconds=seconds)


def test_danger_waits_less():
    assert PATIENCE[Urgency.DANGER] < PATIENCE[Urgency.SAFE]


@pytest.mark.parametrize(
    ("status", "waits", "move"),
    [
        (Status.RINGING, {}, None),
        (Status.RINGING, {"climb_at": NOON}, Move.CLIMB),
        (Status.RINGING, {"climb_at": SOON}, None),
        (Status.RINGING, {"climb_at": SOON, "remind_at": NOON}, Move.REMIND),
        (Status.RINGING, {"climb_at": EARLIER, "remind_at": EARLIER}, Move.CLIMB),
        (Status.OWNED, {"lapse_at": SOON}, None),
        (Status.OWNED, {"lapse_at": NOON}, Move.LAPSE),
        (Status.OWNED, {"lapse_at": NOON, "remind_at": EARLIER}, Move.LAPSE),
        (Status.OWNED, {"remind_at": NOON}, Move.REMIND),
        (Status.OWNED, {"owner_is_gone": True}, Move.LAPSE),
        (Status.RINGING, {"owner_is_gone": True}, None),
        (Status.CLOSED, {"remind_at": None}, None),
    ],
)
def test_the_weightiest_move_that_is_due_comes_first(status, waits, move):
    assert due(status, now=NOON, **{**CALM, **waits}) == move


@pytest.mark.parametrize("true", SITUATIONS, ids=lambda each: each.code)
def test_the_true_situation_is_always_among_the_choices(true):
    assert all(true in read_back_choices(true, alarm_id=number) for number in range(50))


@pytest.mark.parametrize("true", SITUATIONS, ids=lambda each: each.code)
def test_the_choices_are_four_that_read_differently(true):
    for number in range(50):
        choices = read_back_choices(true, alarm_id=number)
        assert len({each.code for each in choices}) == 4
        assert len({(each.kind, each.place) for each in choices}) == 4


@pytest.mark.parametrize("true", SITUATIONS, ids=lambda each: each.code)
def test_what_the_choices_have_in_common_does_not_give_the_true_one_away(true):
    """Each shares as much with the others as the true one does: nobody can guess it without having read the alarm."""
    for number in range(20):
        choices = read_back_choices(true, alarm_id=number)
        assert len({_shared(each, choices) for each in choices}) == 1


def _shared(one, choices):
    facts = lambda each: (each.source, each.urgency, each.form)  # noqa: E731
    return sum(mine == theirs for other in choices for mine, theirs in zip(facts(one), facts(other), strict=True))


def test_the_choices_of_an_alarm_stay_where_they_are():
    true = SITUATIONS[0]
    assert read_back_choices(true, alarm_id=17) == read_back_choices(true, alarm_id=17)


def test_the_true_one_has_no_place_of_its_own():
    true = SITUATIONS[0]
    assert {read_back_choices(true, alarm_id=number).index(true) for number in range(40)} == {0, 1, 2, 3}


def test_a_form_sends_one_code_for_each_situation():
    assert len({each.code for each in SITUATIONS}) == len(SITUATIONS)


def test_every_situation_has_words():
    assert all(each.kind and each.place for each in SITUATIONS)
    assert set(PLACES) == {*FORMS, NO_FORM}

"""The imagined meetings: what a mixture must state, and what a simulation counts."""

import itertools
import json
import random
from pathlib import Path

import pytest

from app import checklists
from app.checklists import CURRENT
from app.domain.forms_of_meeting import FORMS
from app.domain.levels import Level
from app.domain.mixture import Implausible, mixture_from
from app.domain.risk import check_answers
from app.domain.simulation import simulate

MIXTURE = json.loads(Path(checklists.__file__).with_name("mixture.json").read_text(encoding="utf-8"))


def _always(**values):
    """A mixture in which every meeting is calm and on the phone, but for these."""
    calm = {question.id: question.options[0].id for question in CURRENT.questions.values()}
    drawn = {"kind": "ordinary", "form": "phone", **calm, **values}
    return [{"name": name, "cases": [{"shares": {value: 1}}]} for name, value in drawn.items()]


def _tally(*, meetings=10, **values):
    return simulate(CURRENT, mixture_from(_always(**values), CURRENT), meetings=meetings, seed=1)


@pytest.fixture
def chance():
    return random.Random(1)


def test_every_drawn_meeting_can_be_judged(chance):
    mixture = mixture_from(MIXTURE["draws"], CURRENT)
    for _number in range(2_000):
        drawn, answers = mixture.meeting(CURRENT, chance)
        check_answers(CURRENT, drawn["form"], answers)


def test_every_form_and_kind_is_drawn(chance):
    mixture = mixture_from(MIXTURE["draws"], CURRENT)
    drawn = [mixture.meeting(CURRENT, chance)[0] for _number in range(5_000)]
    assert {each["form"] for each in drawn} == set(FORMS)
    assert {each["kind"] for each in drawn} == {"ordinary", "demanding", "difficult"}


def test_every_draw_gives_its_reason():
    assert all(draw["because"].endswith(".") for draw in MIXTURE["draws"])


def test_the_unit_of_the_mixture_is_one_in_order():
    training = next(draw for draw in MIXTURE["draws"] if draw["name"] == "training")
    assert "none" not in training["cases"][0]["shares"]


def test_the_same_seed_gives_the_same_tally_and_another_seed_another():
    mixture = mixture_from(MIXTURE["draws"], CURRENT)
    first, again, other = (simulate(CURRENT, mixture, meetings=300, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_levels_add_up():
    tally = simulate(CURRENT, mixture_from(MIXTURE["draws"], CURRENT), meetings=300, seed=1)
    assert tally.at(*Level) == 300
    assert sum(tally.at(level, kind=kind) for level, kind in itertools.product(Level, tally.kinds)) == 300


def test_calm_meetings_are_low():
    tally = _tally()
    assert tally.at(Level.LOW) == 10
    assert {weight.fired for weight in tally.weights.values()} == {0}


@pytest.mark.parametrize(
    ("values", "finding", "alone_flagged", "alone_not_low"),
    [
        ({"changes": "acute"}, "acute-change", 10, 10),
        ({"topic_kind": "conflict"}, "conflict-topic", 0, 10),
        ({"topic_kind": "conflict", "confidence": "somewhat"}, "conflict-topic", 0, 0),
        ({"changes": "acute", "confidence": "unsure"}, "acute-change", 0, 0),
        ({"timing": "outside_hours", "staffing": "alone_ok"}, "outside-hours-alone", 10, 0),
        ({"payments": "delayed"}, "payments-behind", 0, 0),
        ({"payments": "delayed", "changes": "some", "timing": "early_or_late"}, "payments-behind", 0, 10),
        ({"payments": "delayed", "changes": "some", "timing": "early_or_late"}, "several-notes", 0, 10),
        (
            {"topic_kind": "conflict", "confidence": "somewhat", "behaviour": "unpredictable"},
            "several-findings",
            10,
            0,
        ),
    ],
)
def test_what_a_rule_does_on_its_own_is_what_goes_without_it(values, finding, alone_flagged, alone_not_low):
    weight = _tally(**values).weights[finding]
    assert weight.fired == 10
    assert weight.alone_flagged == alone_flagged
    assert weight.alone_not_low == alone_not_low


def _without(name):
    return [draw for draw in _always() if draw["name"] != name]


def _stating(name, *cases):
    return [{**draw, "cases": list(cases)} if draw["name"] == name else draw for draw in _always()]


@pytest.mark.parametrize(
    ("draws", "complaint"),
    [
        (_without("behaviour"), "behaviour: not drawn"),
        (_without("form"), "kind and form must be drawn first"),
        ([*_always(), *_always()], "kind: drawn twice"),
        (_stating("form", {"shares": {"fax": 1}}), "form: no such option: fax"),
        (_stating("behaviour", {"shares": {"jolly": 1}}), "behaviour: no such option: jolly"),
        (_stating("behaviour", {"shares": {"calm": 0.5}}), "behaviour: shares must sum to 1"),
        (_stating("behaviour", {"shares": {"calm": 1.5, "unknown": -0.5}}), "behaviour: shares must sum to 1"),
        (_stating("behaviour", {"shares": {}}), "behaviour: shares must sum to 1"),
        (_stating("behaviour"), "behaviour: the last case must be for all other meetings"),
        (
            _stating("behaviour", {"when": {"kind": ["ordinary"]}, "shares": {"calm": 1}}),
            "behaviour: the last case must be for all other meetings",
        ),
        (
            _stating("behaviour", {"when": {"staffing": ["several"]}, "shares": {"calm": 1}}),
            "behaviour: depends on staffing, which is not drawn before it",
        ),
        (
            _stating("behaviour", {"when": {"kind": ["odd"]}, "shares": {"calm": 1}}, {"shares": {"calm": 1}}),
            "behaviour: kind is never odd",
        ),
    ],
)
def test_a_mixture_that_cannot_be_drawn_from_is_refused(draws, complaint):
    with pytest.raises(Implausible) as refused:
        mixture_from(draws, CURRENT)
    assert str(refused.value).startswith(complaint)

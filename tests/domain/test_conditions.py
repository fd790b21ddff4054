"""The statements that rules are made of, apart from any checklist."""

import pytest

from app.domain.conditions import AllOf, AnyOf, Condition, Said, said

rain = said("sky", "rain", "sleet")
cold = said("air", "cold")
dark = said("light", "dark")


@pytest.mark.parametrize(
    ("condition", "situation", "expected"),
    [
        (rain, {"sky": "rain"}, True),
        (rain, {"sky": "sleet"}, True),
        (rain, {"sky": "sun"}, False),
        (rain, {}, False),
        (rain & cold, {"sky": "rain", "air": "cold"}, True),
        (rain & cold, {"sky": "rain", "air": "warm"}, False),
        (rain | cold, {"sky": "sun", "air": "cold"}, True),
        (rain | cold, {"sky": "sun", "air": "warm"}, False),
        (rain & (cold | dark), {"sky": "rain", "light": "dark"}, True),
        (rain & (cold | dark), {"air": "cold", "light": "dark"}, False),
    ],
)
def test_a_statement_holds_when_it_was_said(condition, situation, expected):
    assert condition.holds(situation) is expected


def test_a_statement_can_be_walked():
    walked = list((rain & (cold | dark)).sayings())
    assert walked == [rain, cold, dark]
    assert isinstance(walked[0], Said)


@pytest.mark.parametrize(
    ("condition", "triggers"),
    [
        (rain, {("sky", "rain"), ("sky", "sleet")}),
        (rain & cold, {("air", "cold")}),
        (cold | dark, {("air", "cold"), ("light", "dark")}),
        (rain & (cold | dark) & said("wind", "a", "b", "c"), {("sky", "rain"), ("sky", "sleet")}),
    ],
)
def test_without_a_trigger_it_cannot_hold(condition, triggers):
    assert condition.triggers() == triggers


def test_all_of_and_any_of_the_same_are_different_statements():
    assert AllOf((rain, cold)) != AnyOf((rain, cold))


@pytest.mark.parametrize(
    "asked", [lambda bare: bare.holds({}), lambda bare: bare.sayings(), lambda bare: bare.triggers()]
)
def test_a_bare_condition_says_nothing(asked):
    with pytest.raises(NotImplementedError):
        asked(Condition())

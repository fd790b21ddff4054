"""No number from 1 to 4 can be worked out from what is shown: tried by solving all that is shown as equations."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.suppression import Hidden, is_few, lone_numbers, shares

PRIME = 2_147_483_647
GROUPS = (("stop", "high", "elevated"), ("spoken", "nothing"), ("low",))
KEYS = [key for group in GROUPS for key in group]
ROOT = 1

few_or_more = st.one_of(st.just(0), st.integers(1, 4), st.integers(1, 4), st.integers(5, 60))


@st.composite
def trees(draw):
    """A directorate over counties over offices, in which any unit may have work of its own, as a child -unit."""
    below, number = defaultdict(list), ROOT
    for level in range(2):
        for parent in [ROOT] if level == 0 else list(below[ROOT]):
            for _each in range(draw(st.integers(0, 4))):
                number += 1
                below[parent].append(number)
    for parent in list(below):
        if below[parent] and draw(st.booleans()):
            below[parent].append(-parent)
    return {parent: tuple(children) for parent, children in below.items() if children}


def _leaves(below):
    return [each for each in [ROOT, *(child for some in below.values() for child in some)] if each not in below]


def _summed(below, own):
    """The number of each unit with everything below it."""
    found = dict(own)

    def number_of(unit):
        if unit not in found:
            found[unit] = sum(map(number_of, below[unit]))
        return found[unit]

    number_of(ROOT)
    return found


def _known(equations):
    """What follows from sums (a set of unknowns each): the unknowns that have one solution only."""
    pivots = {}
    for unknowns in equations:
        row = _reduced(dict.fromkeys(unknowns, 1), pivots)
        if row:
            pivot = min(row, key=str)
            inverse = pow(row[pivot], PRIME - 2, PRIME)
            row = {name: factor * inverse % PRIME for name, factor in row.items()}
            pivots = {name: _without(each, pivot, row) for name, each in pivots.items()} | {pivot: row}
    return {name for name, row in pivots.items() if set(row) == {name}}


def _reduced(row, pivots):
    for pivot in [name for name in row if name in pivots]:
        row = _without(row, pivot, pivots[pivot])
    return row


def _without(row, pivot, other):
    factor = row.get(pivot, 0)
    left = {name: (row.get(name, 0) - factor * other.get(name, 0)) % PRIME for name in {*row, *other}}
    return {name: each for name, each in left.items() if each}


@st.composite
def lone(draw):
    below = draw(trees())
    return below, _summed(below, {leaf: draw(few_or_more) for leaf in _leaves(below)})


@given(lone())
@settings(max_examples=400)
def test_no_hidden_number_follows_from_those_that_are_shown(drawn):
    below, numbers = drawn
    hidden = lone_numbers(ROOT, below, numbers)
    assert {unit for unit, number in numbers.items() if is_few(number)} <= hidden
    assert not {unit for unit in hidden if not numbers[unit]}
    sums = [[each for each in (parent, *children) if each in hidden] for parent, children in below.items()]
    assert not [each for each in _known(sums) if is_few(numbers[each])]


@given(lone())
@settings(max_examples=400)
def test_no_sum_of_hidden_numbers_is_as_small_as_it_could_be(drawn):
    """1 + 1 + 1 + 1 + 1 = 5 says it all: each hidden number is at least one."""
    below, numbers = drawn
    hidden = lone_numbers(ROOT, below, numbers)
    for parent, children in below.items():
        together = [numbers[each] for each in children if each in hidden]
        if parent not in hidden and together:
            assert sum(together) > len(together) > 1
            assert sum(together) >= 5


@st.composite
def tables(draw):
    below = draw(trees())
    leaves = {leaf: {key: draw(few_or_more) for key in KEYS} for leaf in _leaves(below)}
    by_key = {key: _summed(below, {leaf: row[key] for leaf, row in leaves.items()}) for key in KEYS}
    return below, {unit: {key: by_key[key][unit] for key in KEYS} for unit in by_key[KEYS[0]]}


def _shown(below, rows):
    totals = {unit: sum(row.values()) for unit, row in rows.items()}
    unknown = lone_numbers(ROOT, below, totals)
    hidden = shares(ROOT, below, rows, GROUPS, unknown)
    unseen = {(unit, key) for unit in rows for key in KEYS if unit in unknown or key in hidden[unit].columns}
    return totals, unknown, hidden, unseen


@given(tables())
@settings(max_examples=300)
def test_no_hidden_share_follows_from_totals_and_the_shares_that_are_shown(drawn):
    below, rows = drawn
    totals, unknown, _hidden, unseen = _shown(below, rows)
    assert {(unit, key) for unit in rows for key in KEYS if is_few(rows[unit][key])} <= unseen
    equations = [
        [(each, key) for each in (parent, *children) if (each, key) in unseen]
        for parent, children in below.items()
        for key in KEYS
    ]
    for unit in rows:
        total = [(unit, "total")] if unit in unknown else []
        equations.append(total + [(unit, key) for key in KEYS if (unit, key) in unseen])
    equations += [
        [(each, "total") for each in (parent, *children) if each in unknown] for parent, children in below.items()
    ]
    known = _known(equations)
    assert not [cell for cell in known & unseen if is_few(rows[cell[0]][cell[1]])]
    assert not [cell for cell in known if cell[1] == "total" and is_few(totals[cell[0]])]


@given(tables())
@settings(max_examples=300)
def test_what_a_unit_hides_together_is_nought_or_five_and_more(drawn):
    below, rows = drawn
    _totals, unknown, hidden, _unseen = _shown(below, rows)
    for unit, row in rows.items():
        parts = [KEYS] if hidden[unit].mixed else GROUPS
        for part in parts if unit not in unknown else []:
            assert not is_few(sum(row[key] for key in part if key in hidden[unit].columns))


@given(tables())
@settings(max_examples=100)
def test_whatever_is_hidden_is_hidden_below_too(drawn):
    below, rows = drawn
    hidden = _shown(below, rows)[2]
    for parent, children in below.items():
        for child in children:
            assert hidden[parent].columns <= hidden[child].columns


def test_what_is_large_everywhere_is_shown_everywhere():
    rows = {each: dict.fromkeys(KEYS, 20 if each > 1 else 40) for each in (1, 2, 3)}
    assert lone_numbers(1, {1: (2, 3)}, {1: 40, 2: 20, 3: 20}) == frozenset()
    assert set(shares(1, {1: (2, 3)}, rows, GROUPS).values()) == {Hidden()}


def test_a_hidden_number_takes_the_smallest_of_the_others_along():
    assert lone_numbers(1, {1: (2, 3, 4)}, {1: 63, 2: 3, 3: 20, 4: 40}) == {2, 3}


def test_one_that_is_small_alone_is_hidden_all_the_way_up():
    assert lone_numbers(1, {1: (2, 3), 2: (4,)}, {1: 3, 2: 3, 3: 0, 4: 3}) == {1, 2, 4}


@pytest.mark.parametrize("ones", [5, 6])
def test_five_that_are_one_each_hide_their_sum_too(ones):
    children = tuple(range(2, 2 + ones))
    assert 1 in lone_numbers(1, {1: children}, {1: ones, **dict.fromkeys(children, 1)})


def test_a_small_share_is_hidden_with_another_of_its_group():
    rows = {1: {"stop": 6, "high": 30, "low": 90}, 2: {"stop": 2, "high": 10, "low": 40}}
    rows[3] = {"stop": 4, "high": 20, "low": 50}
    hidden = shares(1, {1: (2, 3)}, rows, GROUPS)
    assert hidden[1] == Hidden()
    assert hidden[2] == hidden[3] == Hidden(frozenset({"stop", "high"}))

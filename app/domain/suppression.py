"""Which figures of a tree of units may be shown, so that no number from 1 to 4 can be worked out from the others.

The same answer for every reader, because readers talk to each other. What adds up is hidden in company:

- `lone_numbers`: one number for each unit, which adds up along the tree (how often a rule held). A hidden one never
  stands alone: what is hidden beside it, under the same parent, is five or more together.
- `shares`: numbers that add up along the tree and to a total in each unit (meetings by level). Units beside each other
  hide the same columns, and every unit below hides them too; what a unit hides in a group is nought or five and more
  together. So each hidden cell could as well be five or more: whoever adds and subtracts finds a whole range of tables.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.domain.insight import FEW

Below = Mapping[int, Sequence[int]]
Row = Mapping[str, int]


@dataclasses.dataclass(frozen=True)
class Hidden:
    """The columns that units beside each other hide; mixed: the groups are hidden together and not one by one."""

    columns: frozenset[str] = frozenset()
    mixed: bool = False


def is_few(number: int) -> bool:
    """Whether a number may never be known."""
    return 0 < number < FEW


def lone_numbers(root: int, below: Below, numbers: Mapping[int, int]) -> frozenset[int]:
    """The units whose number is hidden."""
    forced: set[int] = set()
    while True:
        hidden, betrayed = _hidden_below(root, below, numbers, forced)
        if not betrayed:
            return frozenset(hidden)
        forced |= betrayed


def _hidden_below(root: int, below: Below, numbers: Mapping[int, int], forced: set[int]) -> tuple[set[int], set[int]]:
    """The hidden units, and those that must be hidden too because what is below them would give itself away."""
    hidden = {root} if is_few(numbers[root]) or root in forced else set()
    betrayed = set()
    for parent in _from_the_top(root, below):
        some = sorted((each for each in below.get(parent, ()) if numbers[each]), key=lambda each: numbers[each])
        chosen = {each for each in some if is_few(numbers[each]) or each in forced}
        if parent in hidden and is_few(numbers[parent]):
            chosen = set(some)
        elif chosen or parent in hidden:
            for each in some:
                if _keep_company([numbers[one] for one in chosen]):
                    break
                chosen.add(each)
            if chosen and parent not in hidden and not _keep_company([numbers[one] for one in chosen]):
                betrayed.add(parent)
        hidden |= chosen
    return hidden, betrayed


def _keep_company(numbers: Sequence[int]) -> bool:
    """Whether their sum tells of none of them: it is not few, and not as small as it could be."""
    return len(numbers) > 1 and sum(numbers) >= FEW and sum(numbers) > len(numbers)


def shares(
    root: int,
    below: Below,
    rows: Mapping[int, Row],
    groups: Sequence[Sequence[str]],
    unknown: frozenset[int] = frozenset(),
) -> dict[int, Hidden]:
    """What each unit hides of its row; `unknown` are units whose total is hidden, which show nothing at all."""
    found = {root: _widened(Hidden(), [rows[root]], groups)}
    for parent in _from_the_top(root, below):
        beside = [each for each in below.get(parent, ()) if each not in unknown]
        unseen = [rows[each] for each in below.get(parent, ()) if each in unknown]
        family = [rows[each] for each in beside] + ([_together(unseen)] if unseen else [])
        hidden = _widened(found[parent], family, groups)
        found |= dict.fromkeys(below.get(parent, ()), hidden)
    return found


def _widened(hidden: Hidden, family: Sequence[Row], groups: Sequence[Sequence[str]]) -> Hidden:
    """At least what is hidden above, and as many columns more as it takes for every unit of the family."""
    columns = set(hidden.columns) | {key for row in family for key, number in row.items() if is_few(number)}
    if not hidden.mixed:
        for group in groups:
            chosen = _filled_up(columns & set(group), group, family)
            if chosen is None:
                break
            columns |= chosen
        else:
            return Hidden(frozenset(columns))
    everything = [key for group in groups for key in group]
    return Hidden(frozenset(_filled_up(columns, everything, family) or everything), mixed=True)


def _filled_up(columns: set[str], group: Sequence[str], family: Sequence[Row]) -> set[str] | None:
    """These columns and the smallest others, until what each unit hides is nought or not few. None: it cannot be."""
    chosen = set(columns)
    while any(is_few(sum(row.get(key, 0) for key in chosen)) for row in family):
        left = {key: sum(row.get(key, 0) for row in family) for key in group if key not in chosen}
        worth = [key for key, number in left.items() if number]
        if not worth:
            return None
        chosen.add(min(worth, key=lambda key: left[key]))
    return chosen


def _from_the_top(root: int, below: Below) -> Iterator[int]:
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        yield parent
        waiting.extend(below.get(parent, ()))


def _together(rows: Iterable[Row]) -> dict[str, int]:
    total: dict[str, int] = {}
    for row in rows:
        for key, number in row.items():
            total[key] = total.get(key, 0) + number
    return total

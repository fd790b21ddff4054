"""What came of a drill, as a row of the table in docs/proof.md."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Mapping, Sequence

TITLES = ("fault", "database", "what was tried", "times", "acknowledged", "lost", "doubled", "what was seen", "held")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outcome:
    """`goals` says of each thing that must hold whether it did; lost and doubled count acknowledged writes."""

    fault: int
    database: str
    tried: str
    times: int
    acknowledged: int
    lost: int = 0
    doubled: int = 0
    seen: str = ""
    goals: Mapping[str, bool] = dataclasses.field(default_factory=dict)

    def under_it(self, tried: str, alarms: int) -> Outcome:
        """The same tries as fault 16 counts them: the alarms that were acknowledged meanwhile."""
        said = "whoever was not answered with 201 read that nobody has been warned, with 112"
        return dataclasses.replace(self, fault=16, tried=tried, acknowledged=alarms, seen=said)

    @property
    def missed(self) -> list[str]:
        """What did not hold."""
        broken = [name for name, is_met in self.goals.items() if not is_met]
        return [*(["nothing lost"] if self.lost else []), *(["nothing doubled"] if self.doubled else []), *broken]

    @property
    def row(self) -> str:
        held = f"**no: {'; '.join(self.missed)}**" if self.missed else "yes"
        numbers = (self.times, self.acknowledged, self.lost, self.doubled)
        return f"| {' | '.join(map(str, (self.fault, self.database, self.tried, *numbers, self.seen, held)))} |"


def table(outcomes: Sequence[Outcome], before: Sequence[str] = ()) -> str:
    """All rows, by the number of the fault; rows from before stand where the same was not tried anew."""
    rows = {_what(row): row for row in (*before, *(each.row for each in outcomes))}
    in_order = [rows[what] for what in sorted(rows, key=lambda what: (int(what[0]), what[1] != "sqlite", what[2]))]
    return "\n".join([f"| {' | '.join(TITLES)} |", "|---" * len(TITLES) + "|", *in_order])


def _what(row: str) -> tuple[str, str, str]:
    fault, database, tried = (cell.strip() for cell in row.split("|")[1:4])
    return fault, database, tried


def p99(seconds: Sequence[float]) -> float:
    """The 99th percentile; nought of nothing."""
    return statistics.quantiles(seconds, n=100, method="inclusive")[98] if len(seconds) > 1 else sum(seconds)


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"

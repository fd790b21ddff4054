"""How much of the machine others took while something was measured: what a figure of waiting has to be read beside."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

STAT = Path("/proc/stat")
STOLEN, ALL = 7, slice(0, 8)  # user, nice, system, idle, iowait, irq, softirq, steal


@dataclasses.dataclass
class Neighbours:
    """`stolen` is the share of the processors' time (0 to 1) that the host gave to others; None where nobody says."""

    stolen: float | None = None

    def __str__(self) -> str:
        return "nobody says what neighbours took" if self.stolen is None else f"neighbours took {self.stolen:.0%}"


@contextlib.contextmanager
def watched() -> Iterator[Neighbours]:
    """Watch the neighbours from here to the end of the block."""
    found, before = Neighbours(), _jiffies()
    try:
        yield found
    finally:
        after = _jiffies()
        if before and after and (passed := sum(after[ALL]) - sum(before[ALL])):
            found.stolen = (after[STOLEN] - before[STOLEN]) / passed


def _jiffies() -> list[int]:
    """The first line of Linux's account of its processors; nothing elsewhere."""
    return [int(number) for number in STAT.read_text().splitlines()[0].split()[1:]] if STAT.exists() else []

"""Who looked at what: the words of the access log, its lines in CEF, and what is unusual in them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from app.domain.text import _


class Looked(enum.StrEnum):
    """What somebody did. One deed is one line."""

    MEETING_OPENED = "meeting_opened"
    ALARM_OPENED = "alarm_opened"
    FIGURES_EXPORTED = "figures_exported"
    REPORT_OPENED = "report_opened"
    CASE_EXPORTED = "case_exported"


class Shown(enum.StrEnum):
    """What the page showed of somebody else; what it did not show is not written."""

    JUDGEMENT = "judgement"
    WORDS = "words"
    REFERENCE = "reference"
    ALARM = "alarm"
    FIGURES = "figures"
    RECORD = "record"


DEEDS = {
    Looked.MEETING_OPENED: _("Åpnet en vurdering"),
    Looked.ALARM_OPENED: _("Åpnet et varsel"),
    Looked.FIGURES_EXPORTED: _("Lastet ned tall"),
    Looked.REPORT_OPENED: _("Laget en innsynsrapport"),
    Looked.CASE_EXPORTED: _("Lastet ned en sak"),
}
SHOWN = {
    Shown.JUDGEMENT: _("nivå, grunner og tiltak"),
    Shown.WORDS: _("tema, sted og tekst"),
    Shown.REFERENCE: _("saksnummer"),
    Shown.ALARM: _("varselet og hvem som svarte"),
    Shown.FIGURES: _("tall for enheten"),
    Shown.RECORD: _("hele hendelsesloggen"),
}

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


def cef(
    looked: Looked,
    *,
    at: dt.datetime,
    by_id: int,
    about_id: int | None,
    unit_id: int,
    stream: str,
    shown: Iterable[str],
) -> str:
    """The line in ArcSight's Common Event Format: numbers and codes of ours, nobody's name and no client."""
    header = ["Nav", "Trygt møte", "1.0", "audit:access", looked.value, "INFO"]
    extension = {
        "end": str(int(at.timestamp() * 1000)),
        "suid": str(by_id),
        **({} if about_id is None else {"duid": str(about_id)}),
        "flexString1Label": "Decision",
        "flexString1": "Permit",
        "cs1Label": "stream",
        "cs1": stream,
        "cs2Label": "unit",
        "cs2": str(unit_id),
        "cs3Label": "shown",
        "cs3": " ".join(shown),
    }
    told = " ".join(f"{name}={in_extension(value)}" for name, value in extension.items())
    return f"CEF:0|{'|'.join(map(in_header, header))}|{told}"


def in_header(text: str) -> str:
    """A field of the header: a backslash before backslash and bar, and no line break."""
    return _BREAKS.sub(" ", text).replace("\\", "\\\\").replace("|", "\\|")


def in_extension(text: str) -> str:
    """A value of the extension: a backslash before backslash and equals sign; line breaks as CEF writes them."""
    for raw, told in (("\\", "\\\\"), ("=", "\\="), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(raw, told)
    return _BREAKS.sub(" ", text)


MANY_IN_A_DAY = 20
DAY_BEGINS, DAY_ENDS = 6, 20
SATURDAY = 5


class Unusual(enum.StrEnum):
    """What makes a day of somebody's looking worth a question. None of it is wrong by itself."""

    MANY = "many"
    ODD_HOURS = "odd_hours"
    ELSEWHERE = "elsewhere"


@dataclasses.dataclass(frozen=True)
class Pattern:
    """Somebody's day that was unusual: how many looks of that kind."""

    kind: Unusual
    day: dt.date
    by_name: str
    count: int


def unusual(
    lines: Iterable[Any],
    *,
    local: Callable[[dt.datetime], dt.datetime],
    reach: Callable[[int], Collection[int]],
) -> Sequence[Pattern]:
    """The unusual days among lines (at, by_name, home_id, unit_id), newest first.

    `local` gives a moment as the clocks on the wall show it; `reach` the ids of a home unit and what is below it.
    """
    counted = Counter[tuple[Unusual, dt.date, str]]()
    for line in lines:
        on_the_wall = local(line.at)
        day = on_the_wall.date()
        counted[Unusual.MANY, day, line.by_name] += 1
        if day.weekday() >= SATURDAY or not DAY_BEGINS <= on_the_wall.hour < DAY_ENDS:
            counted[Unusual.ODD_HOURS, day, line.by_name] += 1
        if line.unit_id not in reach(line.home_id):
            counted[Unusual.ELSEWHERE, day, line.by_name] += 1
    found = [
        Pattern(kind, day, name, count)
        for (kind, day, name), count in counted.items()
        if kind is not Unusual.MANY or count > MANY_IN_A_DAY
    ]
    return sorted(found, key=lambda each: (-each.day.toordinal(), each.by_name, each.kind))

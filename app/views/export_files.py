"""Makes the content of each kind of file that takes time. The worker asks, in the language of whoever wants it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from flask_babel import gettext

from app.domain.exports import KINDS, Kind
from app.services import exports, reports
from app.services.exports import Shows
from app.services.insight import figures
from app.services.insight.figures import Year
from app.services.people_acting import Actor
from app.views import figure_files, on_paper

Tell = Callable[[int, int], None]
Made = tuple[bytes, Shows]
TOLD_TIMES = 20


def make(export: Any, tell: Tell, *, by: Actor, now: dt.datetime) -> Made:
    """The file, and whose things it shows. `tell` is told how many steps of how many are done.

    Raises Missing when this person may not have it (any more), and NotPrinted.
    """
    exports.must_be_allowed(export.kind, export.unit_id, by)
    makers: dict[str, Callable[..., Made]] = {
        Kind.YEAR_REPORT: _year_report,
        Kind.ALL_UNITS_CSV: _all_units,
        Kind.ALL_UNITS_XLSX: _all_units,
        Kind.ABOUT_ME: _about_me,
        Kind.ABOUT_CASE: _about_case,
    }
    return makers[export.kind](export, tell, by=by, now=now)


def filename(export: Any) -> str:
    """What the file is called where it is kept: what of, and never about whom."""
    told, wanted = KINDS[Kind(export.kind)], export.wanted
    if export.unit_id is not None:
        return f"trygt-mote-{export.unit_id}-{wanted['from']}-{wanted['to']}.{told.ending}"
    return f"innsyn.{told.ending}"


def _year_report(export: Any, tell: Tell, *, by: Actor, now: dt.datetime) -> Made:
    tell(0, 3)
    found = figures.insight(export.unit_id, _year(export), by=by)
    tell(1, 3)
    heading = gettext("Årsrapport til arbeidsmiljøutvalget: %(unit)s", unit=found.unit.name)
    page = on_paper.drawn("insight/printed.html", heading, made_at=now, insight=found)
    tell(2, 3)
    return on_paper.printed(page, heading, made_at=now), _figures_of(export.unit_id)


def _all_units(export: Any, tell: Tell, *, by: Actor, **_now: dt.datetime) -> Made:
    year = _year(export)
    units = figures.all_below(export.unit_id, by=by)
    often = max(1, len(units) // TOLD_TIMES)

    def rows() -> Iterator[list[figure_files.Cell]]:
        yield figure_files.titles(year)
        for place, unit in enumerate(units):
            if place % often == 0:
                tell(place, len(units))
            yield from figure_files.rows_of(unit.name, *figures.both_years(unit.id, year))

    write = figure_files.written_csv if export.kind == Kind.ALL_UNITS_CSV else figure_files.written_xlsx
    return write(rows()), _figures_of(export.unit_id)


def _about_me(_export: Any, tell: Tell, *, by: Actor, now: dt.datetime) -> Made:
    tell(0, 2)
    report, heading = reports.about_oneself(by=by), gettext("Det vi har lagret om deg")
    page = on_paper.drawn("reports/printed_mine.html", heading, made_at=now, report=report)
    tell(1, 2)
    return on_paper.printed(page, heading, made_at=now), []


def _about_case(export: Any, tell: Tell, *, by: Actor, now: dt.datetime) -> Made:
    tell(0, 2)
    report, shows = reports.gathered_about(export.wanted["reference"], by=by, now=now)
    heading = gettext("Innsyn for en bruker")
    page = on_paper.drawn("reports/printed_client.html", heading, made_at=now, report=report)
    tell(1, 2)
    return on_paper.printed(page, heading, made_at=now), shows


def _figures_of(unit_id: int) -> Shows:
    return [(f"unit/{unit_id}", unit_id, None)]


def _year(export: Any) -> Year:
    return Year(*(dt.date.fromisoformat(f"{export.wanted[end]}-01") for end in ("from", "to")))

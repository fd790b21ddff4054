"""The figures of a unit's year as files: the same numbers as on the page, with the same ones hidden."""

from __future__ import annotations

import csv as csv_format
import io
from collections.abc import Iterable, Iterator

import xlsxwriter
from flask_babel import gettext

from app.domain.insight import HOURS_SHOWN, Subject
from app.services.insight.figures import Figures, Insight, Year
from app.views import insight_words

BYTE_ORDER_MARK = "\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int


def csv(insight: Insight) -> bytes:
    """UTF-8 with a byte order mark and semicolons, as spreadsheets in Norway expect."""
    return written_csv(rows(insight))


def written_csv(lines: Iterable[list[Cell]]) -> bytes:
    """Any such rows."""
    written = io.StringIO()
    sheet = csv_format.writer(written, delimiter=";", lineterminator="\r\n")
    sheet.writerows([defused(cell) for cell in row] for row in lines)
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def xlsx(insight: Insight) -> bytes:
    """A workbook with one sheet. Every text is written as text: nothing in it is a formula."""
    return written_xlsx(rows(insight))


def written_xlsx(lines: Iterable[list[Cell]]) -> bytes:
    """Any such rows."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(gettext("Tall")), book.add_format({"bold": True})
        for number, row in enumerate(lines):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell, bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 2, 28)
    return written.getvalue()


def defused(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell


def rows(insight: Insight) -> Iterator[list[Cell]]:
    """A heading, and one row for each figure of the unit and of those right below it."""
    yield titles(insight.year)
    yield from rows_of(insight.unit.name, insight.this, insight.before)
    for unit, this, before, _signals in insight.below:
        yield from rows_of(unit.name, this, before)


def titles(year: Year) -> list[Cell]:
    """What stands in each column."""
    said = (gettext("Enhet"), gettext("Tema"), gettext("Hva det gjelder"))
    return [*said, _span(year), _span(year.before)]


def rows_of(unit: str, this: Figures, before: Figures) -> Iterator[list[Cell]]:
    """One row for each figure of a unit."""
    for subject in (Subject.MEETINGS, Subject.FORM, Subject.STATUS, Subject.REACTION, Subject.RULE, Subject.MEASURE):
        yield from _rows_about(unit, subject, this, before)
    for subject in (Subject.EFFECT, Subject.OUTCOME, Subject.ALARM):
        yield from _rows_about(unit, subject, this, before)
    for key in HOURS_SHOWN:
        if this.number(Subject.ABORT_HOUR, key) != 0 or before.number(Subject.ABORT_HOUR, key) != 0:
            yield _row(unit, Subject.ABORT_HOUR, key, this, before)


def _rows_about(unit: str, subject: str, this: Figures, before: Figures) -> Iterator[list[Cell]]:
    for key in [*this.of(subject), *(key for key in before.of(subject) if key not in this.of(subject))]:
        yield _row(unit, subject, key, this, before)


def _row(unit: str, subject: str, key: str, this: Figures, before: Figures) -> list[Cell]:
    numbers = [insight_words.shown(each.number(subject, key)) for each in (this, before)]
    return [unit, insight_words.heading(subject), insight_words.label(subject, key), *numbers]


def _span(year: Year) -> str:
    return f"{year.first:%Y-%m} – {year.last:%Y-%m}"

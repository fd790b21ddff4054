"""Reads a table that somebody uploaded, line by line: its columns, what stands in them, and in words what is wrong.

CSV as Norwegian offices have it: UTF-8 with or without a mark, or Windows-1252; semicolons, commas or tabs.
A table is read as a stream and whole: one fault anywhere, and its rows are not to be used.
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any, NamedTuple

from app.domain.encodings import NotATable, lines_of
from app.domain.identity_numbers import LENGTH, REFUSAL, holds_identity_number
from app.domain.text import _

LINES_AT_MOST = 50_000
FAULTS_SHOWN = 100
HEADER_AT_MOST = 10_000
DELIMITERS = ";,\t"
FIRST_YEAR, LAST_YEAR = 2000, 2100
DATE_SHAPES = (
    re.compile(r"(?P<day>[0-9]{1,2})(?P<mark>[./])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
)


class Unreadable(ValueError):
    """What stands in a cell is not what the column asks for; the bokmål sentence says what to write, with values."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence, self.values = sentence, values


@dataclasses.dataclass(frozen=True)
class Column:
    """A column: its name in code, its header in the file, how a cell is read, and whether it must be filled in."""

    name: str
    header: str
    read: Callable[[str], Any]
    needed: bool = True
    example: str = ""


@dataclasses.dataclass(frozen=True)
class Fault:
    """What is wrong with one line: its number in the file, the column (or None), and a bokmål sentence with values."""

    line: int
    column: str | None
    sentence: str
    values: Mapping[str, object]


@dataclasses.dataclass
class Faults:
    """What is wrong with a table: the first hundred, and how many there are in all."""

    shown: list[Fault] = dataclasses.field(default_factory=list)
    count: int = 0

    def add(self, line: int, column: str | None, sentence: str, /, **values: object) -> None:
        """Note one; `column` is a header as the file has it."""
        self.count += 1
        if len(self.shown) < FAULTS_SHOWN:
            self.shown.append(Fault(line, column, sentence, values))

    @property
    def unseen(self) -> int:
        """How many there are beyond those that are shown."""
        return self.count - len(self.shown)


class Row(NamedTuple):
    """One line: its number in the file, and its cells by the names of the columns (None where one is empty)."""

    line: int
    cells: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Table:
    """What was read. Whoever knows more than the file (who works here?) adds faults of their own."""

    rows: list[Row]
    faults: Faults


def read(file: IO[bytes], columns: Sequence[Column]) -> Table:
    """Read a table with these columns, in any order; a column that is not needed may be missing.

    Raises NotATable, with a sentence, when the file as a whole cannot be used.
    """
    lines = lines_of(file)
    first, header = _header(lines)
    delimiter = _delimiter(header, columns)
    places = _places(next(csv.reader([header], delimiter=delimiter)), columns)
    table = Table([], Faults())
    for count, (number, cells) in enumerate(_records(lines, delimiter, first)):
        if count == LINES_AT_MOST:
            raise NotATable(_("Tabellen har mer enn %(count)s linjer. Del den i flere filer."), count=LINES_AT_MOST)
        if row := _row(number, cells, places, table.faults):
            table.rows.append(row)
    if not table.rows and not table.faults.count:
        raise NotATable(_("Tabellen har overskrifter, men ingen linjer under. Fyll inn minst én linje."))
    return table


def words(at_most: int) -> Callable[[str], str]:
    """How a cell with words is read: at most so many characters."""

    def read_words(cell: str) -> str:
        if len(cell) > at_most:
            raise Unreadable(_("Skriv høyst %(count)s tegn."), count=at_most)
        return cell

    return read_words


def one_of(codes: Mapping[str, str]) -> Callable[[str], str]:
    """How a choice is read: by its word, or its code, in capitals or not; gives the code. `codes`: word by code."""
    known = {_folded(word): code for code, each in codes.items() for word in (code, each)}

    def read_choice(cell: str) -> str:
        if _folded(cell) not in known:
            raise Unreadable(_("«%(typed)s» finnes ikke. Skriv en av disse: %(choices)s."), typed=cell[:40], **offered)
        return known[_folded(cell)]

    offered = {"choices": ", ".join(codes.values())}
    return read_choice


def date(cell: str) -> dt.date:
    """How a date is read: 24.11.2026, 24/11/2026 or 2026-11-24, in years that can be meant."""
    for shape in DATE_SHAPES:
        if (parts := shape.fullmatch(cell)) and FIRST_YEAR <= int(parts["year"]) <= LAST_YEAR:
            with contextlib.suppress(ValueError):
                return dt.date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    raise Unreadable(_("«%(typed)s» er ikke en dato. Skriv for eksempel 24.11.2026."), typed=cell[:40])


def _folded(text: str) -> str:
    """A header or a choice as it is compared: capitals, spaces and marks around it say nothing."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()).strip(" *:").casefold()


def _header(lines: Iterator[str]) -> tuple[int, str]:
    """The first line that says anything, and its number. Excel's own "sep=;" says nothing."""
    for number, line in enumerate(lines, start=1):
        if len(line) > HEADER_AT_MOST:
            raise NotATable(_("Den første linjen er for lang til å være overskrifter. Velg filen med tabellen."))
        if line.strip(" \t;,\r\n") and not line.casefold().startswith("sep="):
            return number, line
    raise NotATable(_("Filen er tom. Velg en fil med en linje overskrifter og minst én linje under."))


def _delimiter(header: str, columns: Sequence[Column]) -> str:
    """Whichever finds most of our columns."""
    ours = {_folded(column.header) for column in columns}

    def found(delimiter: str) -> int:
        return len(ours & {_folded(cell) for cell in next(csv.reader([header], delimiter=delimiter))})

    return max(DELIMITERS, key=found)


def _places(header: list[str], columns: Sequence[Column]) -> list[Column | None]:
    """Which of our columns stands in each place of the file; None for an empty header at the end of the line."""
    ours = {_folded(column.header): column for column in columns}
    asked = ", ".join(column.header for column in columns)
    while header and not header[-1].strip():
        header.pop()
    places = []
    for cell in header:
        column = ours.get(_folded(cell))
        if column is None:
            raise NotATable(
                _("Kolonnen «%(column)s» kjenner vi ikke. Tabellen skal ha disse kolonnene: %(asked)s."),
                column=cell.strip()[:40],
                asked=asked,
            )
        if column in places:
            raise NotATable(_("Kolonnen «%(column)s» står to ganger. Fjern den ene."), column=column.header)
        places.append(column)
    if missing := [column.header for column in columns if column.needed and column not in places]:
        raise NotATable(
            _("Disse kolonnene mangler: %(missing)s. Legg dem til i den første linjen."), missing=", ".join(missing)
        )
    return list(places)


def _records(lines: Iterator[str], delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """The lines after the header that say anything, each with its number in the file."""
    reader = csv.reader(lines, delimiter=delimiter)
    number = first + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, cells
            number = first + reader.line_num + 1
    except csv.Error as error:
        raise NotATable(
            _("Vi kan ikke lese linje %(line)s. Se etter et anførselstegn som ikke er lukket."), line=number
        ) from error


def _row(number: int, cells: list[str], places: list[Column | None], faults: Faults) -> Row | None:
    """The cells of one line, or None when something is wrong with it; then it is noted."""
    before = faults.count
    given = [cell.replace("\N{NO-BREAK SPACE}", " ").strip() for cell in cells]
    if any(given[len(places) :]):
        faults.add(number, None, _("Linjen har flere celler enn det er overskrifter. Fjern de siste."))
        return None
    given += [""] * (len(places) - len(given))
    read = {}
    for column, cell in zip(places, given, strict=False):
        if column is not None:
            try:
                read[column.name] = _cell(column, cell)
            except Unreadable as wrong:
                faults.add(number, column.header, wrong.sentence, **wrong.values)
    return Row(number, read) if faults.count == before else None


def _cell(column: Column, cell: str) -> Any:
    if not cell:
        if column.needed:
            raise Unreadable(_("Feltet er tomt. Fyll det inn."))
        return None
    if "\n" in cell or "\r" in cell:
        raise Unreadable(_("Det står et linjeskift i feltet. Fjern det, eller lukk anførselstegnet."))
    if len(cell) >= LENGTH and holds_identity_number(cell):
        raise Unreadable(REFUSAL)
    return column.read(cell)

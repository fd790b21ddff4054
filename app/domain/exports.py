"""Files that take time to make: which kinds there are, and how long they wait for whoever asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

from app.domain.text import _

KEPT_FOR = dt.timedelta(hours=4)
LEASE = dt.timedelta(seconds=150)
MOST_TRIES = 3
MOST_AT_ONCE = 5


class Kind(enum.StrEnum):
    """What can be asked for."""

    YEAR_REPORT = "year_report"
    ALL_UNITS_CSV = "all_units_csv"
    ALL_UNITS_XLSX = "all_units_xlsx"
    ABOUT_ME = "about_me"
    ABOUT_CASE = "about_case"


class State(enum.StrEnum):
    """How far a file has come; what is gone has no row."""

    ASKED_FOR = "asked_for"
    BEING_MADE = "being_made"
    READY = "ready"
    FAILED = "failed"


OF_A_UNIT = (Kind.YEAR_REPORT, Kind.ALL_UNITS_CSV, Kind.ALL_UNITS_XLSX)


@dataclasses.dataclass(frozen=True)
class Told:
    """What a kind of file is called, and what the file itself is: the end of its name and its type."""

    name: str
    ending: str
    mimetype: str


PDF = ("pdf", "application/pdf")
XLSX = ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
KINDS = {
    Kind.YEAR_REPORT: Told(_("Årsrapport til arbeidsmiljøutvalget (PDF)"), *PDF),
    Kind.ALL_UNITS_CSV: Told(_("Tall for alle enheter (CSV)"), "csv", "text/csv; charset=utf-8"),
    Kind.ALL_UNITS_XLSX: Told(_("Tall for alle enheter (Excel)"), *XLSX),
    Kind.ABOUT_ME: Told(_("Det vi har lagret om deg (PDF)"), *PDF),
    Kind.ABOUT_CASE: Told(_("Innsyn for en bruker (PDF)"), *PDF),
}

"""The requirements that questions and rules rest on, with the law behind each, before and after 2026-01-01.

Titles are ours, in plain words. The standard cites chapter 23A of the regulation on the performance
of work; since 2026-01-01 the same rules stand in its chapter 3A.
"""

from __future__ import annotations

import dataclasses

from app.domain.text import _

REGULATION = "Forskrift om utførelse av arbeid"


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """One requirement of «Standard for trygge brukermøter i NAV», version 1.0, October 2023."""

    id: str
    title: str
    law_in_standard: tuple[str, ...]
    law_since_2026: tuple[str, ...]


def _source(number: str, title: str, *paragraphs: str, others: tuple[str, ...] = ()) -> Source:
    standing = tuple(f"{REGULATION} § {paragraph}" for paragraph in paragraphs)
    moved = (f"{REGULATION} kapittel 3A",) if paragraphs else ()
    return Source(number, title, (*standing, *others), (*moved, *others))


SOURCES = {
    source.id: source
    for source in (
        _source(
            "2.1",
            _("Kartlegging av risiko, hver for seg og samlet"),
            "23A-1",
            others=("AML § 3-1 (2) c og d", "AML § 6-2", "AML § 2-3"),
        ),
        _source("2.2", _("Risikovurdering før det enkelte møtet"), "23A-1", others=("AML § 2-3",)),
        _source("2.3", _("Tiltak og restrisiko"), "23A-4", "23A-3"),
        _source("2.4", _("Å melde fra og bli forstått"), "23A-3", others=("AML § 2-3 (2) b",)),
        _source(
            "3.2",
            _("Sikkerhet i møter på kontoret"),
            "23A-4",
            others=("AML § 3-2 (2)", "Arbeidsplassforskriften § 2-21"),
        ),
        _source(
            "3.3",
            _("Sikkerhet i møter utenfor kontoret"),
            "23A-4",
            others=("Arbeidsplassforskriften § 2-21",),
        ),
        _source(
            "3.4",
            _("Sikkerhet i telefon og digitale møter"),
            "23A-4 c",
            others=("Arbeidsplassforskriften § 2-21",),
        ),
        _source("3.5", _("Testing av sikkerhetstiltak"), "23A-4 b"),
        _source(
            "4.1",
            _("Opplæring før møtet"),
            "23A-2",
            others=("AML § 3-2", "Forskrift om organisering, ledelse og medvirkning § 8-1"),
        ),
    )
}

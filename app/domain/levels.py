"""The two scales: how serious one finding is, and how serious the whole meeting is."""

from __future__ import annotations

import enum

from app.domain.text import _


class Risk(enum.IntEnum):
    """How serious one finding is (checklist contract, "Levels"). NONE: a measure has taken it away."""

    NONE = 0
    NOTE = 1
    ELEVATED = 2
    HIGH = 3
    STOP = 4

    @property
    def code(self) -> str:
        """The lower-case word used in stored answers, URLs and on the command line."""
        return self.name.lower()

    @property
    def level(self) -> Level:
        """The level that this finding alone gives a meeting; a note stays low alone."""
        return LEVEL_OF_RISK[self]


class Level(enum.IntEnum):
    """The level of a meeting: green, yellow, orange, red. Never shown as a number."""

    LOW = 0
    ELEVATED = 1
    HIGH = 2
    STOP = 3

    @property
    def code(self) -> str:
        """The lower-case word used in stored rows, URLs and on the command line."""
        return self.name.lower()

    @property
    def word(self) -> str:
        """The bokmål word that people see; translate it before showing."""
        return LEVEL_WORDS[self]

    @classmethod
    def of(cls, code: str) -> Level:
        """The level with this code. Raises KeyError when there is none."""
        return cls[code.upper()]


# By risk: nothing and a note leave a meeting at low.
LEVEL_OF_RISK = (Level.LOW, Level.LOW, Level.ELEVATED, Level.HIGH, Level.STOP)

LEVEL_WORDS = {
    Level.LOW: _("Lav"),
    Level.ELEVATED: _("Forhøyet"),
    Level.HIGH: _("Høy"),
    Level.STOP: _("Stans"),
}


class Gate(enum.StrEnum):
    """What a level lets happen next (checklist contract, "The gate")."""

    HOLD = "hold"
    INFORM = "inform"
    DECIDE = "decide"
    STOP = "stop"


def gate(level: Level, residual: Level) -> Gate:
    """The gate for a meeting with this level before, and this residual level after, its measures.

    A stop that measures have brought down still needs a leader's decision; only what is left at
    stop is not held as planned. The residual can lie above the level when the employee raised it.
    """
    if residual == Level.STOP:
        return Gate.STOP
    worst = max(level, residual)
    if worst >= Level.HIGH:
        return Gate.DECIDE
    return Gate.INFORM if worst == Level.ELEVATED else Gate.HOLD


GATE_SENTENCES = {
    Gate.HOLD: _("Møtet kan holdes når vurderingen er logget."),
    Gate.INFORM: _("Hvert forhold trenger et tiltak eller en begrunnelse. Leder og verneombud blir informert."),
    Gate.DECIDE: _("Leder må svare før møtet kan starte."),
    Gate.STOP: _("Møtet skal ikke holdes som planlagt. Bytt form, sted eller bemanning, eller avlys."),
}
RISK_WORDS = {
    Risk.NONE: _("Ordnet"),
    Risk.NOTE: _("Merknad"),
    Risk.ELEVATED: LEVEL_WORDS[Level.ELEVATED],
    Risk.HIGH: LEVEL_WORDS[Level.HIGH],
    Risk.STOP: LEVEL_WORDS[Level.STOP],
}

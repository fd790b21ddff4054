"""What the employee chose to do about the findings: measures, reasons for none, and the judged residual risk."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.levels import Level
from app.domain.risk import Finding, Outcome
from app.domain.text import _

JUDGED = "judged"
WITHOUT_MEASURE = _("Velg et tiltak, eller skriv hvorfor det ikke trengs.")
NOT_JUDGED = _("Velg hvor stor risiko som er igjen etter tiltakene.")
JUDGED_TOO_LOW = _("Risikoen som er igjen, kan ikke settes lavere enn det svarene og tiltakene gir.")


@dataclasses.dataclass(frozen=True, slots=True)
class Agreed:
    """Who does it, and by when (UTC)."""

    responsible: str
    due_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Choices:
    """The choices on the result page, as they are kept with a draft."""

    measures: Mapping[str, Agreed] = dataclasses.field(default_factory=dict)
    own: tuple[tuple[str, Agreed], ...] = ()
    grounds: Mapping[str, str] = dataclasses.field(default_factory=dict)
    judged: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As one JSON object; times in ISO format."""
        return {
            "measures": {code: _agreed_to_json(agreed) for code, agreed in self.measures.items()},
            "own": [[words, _agreed_to_json(agreed)] for words, agreed in self.own],
            "grounds": dict(self.grounds),
            "judged": self.judged,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Choices:
        """The choices kept by to_json(); an empty object is no choices."""
        return cls(
            measures={code: _agreed_from_json(agreed) for code, agreed in kept.get("measures", {}).items()},
            own=tuple((words, _agreed_from_json(agreed)) for words, agreed in kept.get("own", [])),
            grounds=dict(kept.get("grounds", {})),
            judged=kept.get("judged"),
        )

    def residual(self, outcome: Outcome) -> Level:
        """What is left: computed, or raised by the employee; never lowered (checklist contract)."""
        return max(outcome.residual, Level.of(self.judged)) if self.judged else outcome.residual

    def missing(self, outcome: Outcome) -> dict[str, str]:
        """What the gate still asks for before logging: a bokmål sentence by field (a finding's id, or JUDGED)."""
        lacking = {finding.id: WITHOUT_MEASURE for finding in outcome.findings if not self.answers_to(finding)}
        if self.judged is None and outcome.level >= Level.ELEVATED:
            lacking[JUDGED] = NOT_JUDGED
        elif self.judged is not None and Level.of(self.judged) < outcome.residual:
            lacking[JUDGED] = JUDGED_TOO_LOW
        return lacking

    def answers_to(self, finding: Finding) -> bool:
        """Whether a finding has a measure that helps, or a stated reason for none."""
        if not finding.needs_measure:
            return True
        return bool(self.grounds.get(finding.id)) or any(code in finding.rule.eased_by for code in self.measures)


def _agreed_to_json(agreed: Agreed) -> list[str]:
    return [agreed.responsible, agreed.due_at.isoformat()]


def _agreed_from_json(kept: list[str]) -> Agreed:
    return Agreed(kept[0], dt.datetime.fromisoformat(kept[1]))

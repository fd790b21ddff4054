"""Where a meeting stands, for its employee: derived each time from what has been written, never stored."""

from __future__ import annotations

import enum

from app.domain.decisions import APPROVE, CHANGE
from app.domain.levels import Gate
from app.domain.text import _


class Standing(enum.StrEnum):
    """What a meeting is waiting for, if anything."""

    DRAFT = "draft"
    HOLD = "hold"
    INFORMED = "informed"
    AWAITS_DECISION = "awaits_decision"
    APPROVED = "approved"
    CHANGES_ASKED = "changes_asked"
    STOPPED = "stopped"
    NOT_AS_PLANNED = "not_as_planned"
    UNDER_WAY = "under_way"
    WITHDRAWN = "withdrawn"
    HELD_UNASSESSED = "held_unassessed"
    OVER = "over"


NEEDS_ACTION = frozenset({Standing.DRAFT, Standing.CHANGES_ASKED, Standing.STOPPED, Standing.NOT_AS_PLANNED})
MAY_START = frozenset({Standing.HOLD, Standing.INFORMED, Standing.APPROVED})
CAN_BE_JUDGED_ANEW = MAY_START | {
    Standing.AWAITS_DECISION,
    Standing.CHANGES_ASKED,
    Standing.STOPPED,
    Standing.NOT_AS_PLANNED,
}


def standing(
    *,
    logged: bool,
    gate: str | None,
    outcome: str | None,
    withdrawn: bool,
    over: bool,
    started: bool = False,
    finished: bool = False,
) -> Standing:
    """The standing of a meeting whose current assessment has this gate, and this decision if any."""
    if withdrawn:
        return Standing.WITHDRAWN
    if started and not finished:
        return Standing.UNDER_WAY
    if over or finished:
        return Standing.OVER if logged else Standing.HELD_UNASSESSED
    if not logged:
        return Standing.DRAFT
    if outcome is not None:
        return {APPROVE: Standing.APPROVED, CHANGE: Standing.CHANGES_ASKED}.get(outcome, Standing.STOPPED)
    return {
        Gate.STOP: Standing.NOT_AS_PLANNED,
        Gate.DECIDE: Standing.AWAITS_DECISION,
        Gate.INFORM: Standing.INFORMED,
        Gate.HOLD: Standing.HOLD,
    }[Gate(str(gate))]


SENTENCES = {
    Standing.DRAFT: _("Vurderingen er ikke ferdig."),
    Standing.HOLD: _("Møtet kan holdes."),
    Standing.INFORMED: _("Møtet kan holdes. Leder og verneombud er informert."),
    Standing.AWAITS_DECISION: _("Ikke start møtet før leder har svart."),
    Standing.APPROVED: _("Leder har godkjent møtet med tiltakene."),
    Standing.CHANGES_ASKED: _("Leder ønsker endringer. Vurder på nytt før møtet."),
    Standing.STOPPED: _("Leder har stanset møtet. Det skal ikke holdes som planlagt."),
    Standing.NOT_AS_PLANNED: _(
        "Ikke hold møtet som planlagt. Bytt form, sted eller bemanning og vurder på nytt, eller avlys."
    ),
    Standing.UNDER_WAY: _("Møtet er i gang. Meld fra når det er ferdig."),
    Standing.WITHDRAWN: _("Møtet er avlyst."),
    Standing.HELD_UNASSESSED: _("Tiden for møtet er ute, og risikoen ble ikke vurdert."),
    Standing.OVER: _("Tiden for møtet er ute."),
}

# The same in a word or two, with the tone in which a list says it.
TAGS = {
    Standing.DRAFT: (_("Ikke ferdig"), "warning"),
    Standing.HOLD: (_("Klart"), "success"),
    Standing.INFORMED: (_("Klart, leder er informert"), "success"),
    Standing.AWAITS_DECISION: (_("Venter på leder"), "warning"),
    Standing.APPROVED: (_("Godkjent av leder"), "success"),
    Standing.CHANGES_ASKED: (_("Leder ønsker endringer"), "warning"),
    Standing.STOPPED: (_("Stanset av leder"), "danger"),
    Standing.NOT_AS_PLANNED: (_("Ikke hold som planlagt"), "danger"),
    Standing.UNDER_WAY: (_("I gang"), "accent"),
    Standing.WITHDRAWN: (_("Avlyst"), "neutral"),
    Standing.HELD_UNASSESSED: (_("Ikke vurdert"), "warning"),
    Standing.OVER: (_("Ferdig"), "neutral"),
}

"""What a leader can answer to a flagged meeting, and what that means for it (checklist contract, "The gate")."""

from __future__ import annotations

from app.domain.text import _

APPROVE, CHANGE, STOP = OUTCOMES = ("approve", "change", "stop")
SEEN, COMMENT = REACTIONS = ("seen", "comment")

OUTCOME_WORDS = {
    APPROVE: _("Godkjent"),
    CHANGE: _("Ønsker endringer"),
    STOP: _("Stanset"),
}

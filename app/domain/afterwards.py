"""What is asked after a meeting: whether it went as planned, and whether each measure helped (krav 4.1)."""

from __future__ import annotations

from app.domain.text import _

AS_PLANNED, NOT_AS_PLANNED, INCIDENT = WENT = ("as_planned", "not_as_planned", "incident")
CONCERNS_LEADER = (NOT_AS_PLANNED, INCIDENT)

WENT_WORDS = {
    AS_PLANNED: _("Som planlagt"),
    NOT_AS_PLANNED: _("Ikke som planlagt, men trygt"),
    INCIDENT: _("Hendelse eller trussel"),
}

HELPED, PARTLY, DID_NOT, NOT_NEEDED = EFFECTS = ("yes", "partly", "no", "not_needed")
CARRIED_OUT = (HELPED, PARTLY, DID_NOT)

EFFECT_WORDS = {
    HELPED: _("Ja"),
    PARTLY: _("Delvis"),
    DID_NOT: _("Nei"),
    NOT_NEEDED: _("Ble ikke brukt"),
}

OPEN, OVERDUE, DONE = STATES = ("open", "overdue", "done")

STATE_WORDS = {
    OPEN: _("Åpne"),
    OVERDUE: _("Over fristen"),
    DONE: _("Ferdige"),
}

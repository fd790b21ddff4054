"""Version 1: rules about the situation and the talk (krav 2.2)."""

from app.checklists.v1.conditions import (
    acute_change,
    heavy_message,
)
from app.domain.checklist import Rule
from app.domain.conditions import said
from app.domain.levels import Risk
from app.domain.text import _

NONE, NOTE, ELEVATED, HIGH, STOP = Risk

SITUATION = (
    Rule(
        "payments-and-message",
        when=said("payments", "delayed", "stopped_or_reduced") & heavy_message,
        risk=ELEVATED,
        because=_("Utbetalinger er forsinket eller stanset, og budskapet er heller ikke godt."),
        source="2.2",
        eased_by={"inform_client": NOTE, "prep_call": NOTE, "two_staff": NOTE, "leader_nearby": NOTE},
        instead_of=("payments-behind",),
    ),
    Rule(
        "payments-behind",
        when=said("payments", "delayed", "stopped_or_reduced"),
        risk=NOTE,
        because=_("Utbetalinger er forsinket, stanset eller redusert."),
        source="2.2",
        eased_by={"inform_client": NONE, "prep_call": NONE},
    ),
    Rule(
        "payments-unknown",
        when=said("payments", "unknown"),
        risk=NOTE,
        because=_("Du vet ikke om utbetalingene er i rute."),
        source="2.2",
        eased_by={"check_case_status": NONE, "gather_information": NONE},
    ),
    Rule(
        "not-informed",
        when=said("informed", "no", "unknown"),
        risk=NOTE,
        because=_("Brukeren vet kanskje ikke hva samtalen skal handle om."),
        source="2.2",
        eased_by={"inform_client": NONE, "prep_call": NONE},
    ),
    Rule(
        "acute-change",
        when=acute_change,
        risk=HIGH,
        because=_("Det er en akutt eller alvorlig endring i brukerens situasjon."),
        source="2.2",
        eased_by={"gather_information": ELEVATED, "prep_call": ELEVATED, "two_staff": ELEVATED},
    ),
    Rule(
        "some-changes",
        when=said("changes", "some"),
        risk=NOTE,
        because=_("Det er endringer i brukerens situasjon."),
        source="2.2",
        eased_by={"gather_information": NONE, "prep_call": NONE},
    ),
    Rule(
        "changes-unknown",
        when=said("changes", "unknown"),
        risk=NOTE,
        because=_("Du vet ikke om brukerens situasjon er endret."),
        source="2.2",
        eased_by={"gather_information": NONE, "prep_call": NONE},
    ),
    Rule(
        "prep-call-missing",
        when=said("prep_call", "should_be_made"),
        risk=ELEVATED,
        because=_("Du bør ringe brukeren før møtet, og det er ikke gjort."),
        source="2.2",
        eased_by={"prep_call": NONE},
    ),
)

TALK = (
    Rule(
        "conflict-topic",
        when=said("topic_kind", "conflict"),
        risk=ELEVATED,
        because=_("Temaet for møtet er en konflikt."),
        source="2.2",
        eased_by={"prep_call": NOTE, "two_staff": NOTE, "leader_takes_over": NOTE, "leader_nearby": NOTE},
    ),
    Rule(
        "conflicting-expectations",
        when=said("expectations", "conflicting"),
        risk=ELEVATED,
        because=_("Du og brukeren har motstridende forventninger til møtet."),
        source="2.2",
        eased_by={"prep_call": NOTE, "inform_client": NOTE},
    ),
    Rule(
        "unclear-expectations",
        when=said("expectations", "unclear", "unknown"),
        risk=NOTE,
        because=_("Det er uklart hva brukeren venter seg av møtet."),
        source="2.2",
        eased_by={"prep_call": NONE, "inform_client": NONE},
    ),
)

RULES = (*SITUATION, *TALK)

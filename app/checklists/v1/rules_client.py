"""Version 1: rules about the client's situation, the message and the talk (krav 2.2)."""

from app.checklists.v1.conditions import (
    acute_change,
    alone,
    heavy_message,
    in_person,
    not_calm,
    not_well_informed,
    serious_message,
    with_colleague,
)
from app.domain.checklist import Rule
from app.domain.conditions import said
from app.domain.levels import Risk
from app.domain.text import _

NONE, NOTE, ELEVATED, HIGH, STOP = Risk

SAFETY_NOTICE = (
    Rule(
        "ban-on-this-form",
        when=said("safety_notice", "ban_this_form"),
        risk=STOP,
        because=_("Et sikkerhetstiltak forbyr denne møteformen. Velg en annen møteform og vurder på nytt."),
        source="2.2",
    ),
    Rule(
        "two-staff-missing",
        when=said("safety_notice", "two_staff") & alone,
        risk=STOP,
        because=_("Et sikkerhetstiltak krever to ansatte, og du er alene."),
        source="2.2",
        eased_by={"two_staff": ELEVATED},
    ),
    Rule(
        "two-staff-arranged",
        when=said("safety_notice", "two_staff") & with_colleague,
        risk=ELEVATED,
        because=_("Et sikkerhetstiltak krever to ansatte, og det er ordnet."),
        source="2.2",
        eased_by={"guard": NOTE, "leader_nearby": NOTE, "code_word": NOTE},
    ),
    Rule(
        "notice-not-checked",
        when=said("safety_notice", "not_checked"),
        risk=ELEVATED,
        because=_("Du har ikke sjekket om det er registrert sikkerhetstiltak."),
        source="2.2",
        eased_by={"check_notice": NOTE},
    ),
    Rule(
        "ban-on-other-form",
        when=said("safety_notice", "ban_other_form"),
        risk=ELEVATED,
        because=_("Et sikkerhetstiltak forbyr en annen møteform."),
        source="2.2",
        eased_by={"two_staff": NOTE, "gather_information": NOTE, "leader_nearby": NOTE},
    ),
)

BEHAVIOUR = (
    Rule(
        "known-threat-alone",
        when=said("behaviour", "threats_or_violence") & alone & in_person,
        risk=STOP,
        because=_("Brukeren har truet eller brukt vold, og du er alene i et fysisk møte."),
        source="2.2",
        eased_by={"two_staff": HIGH, "guard": HIGH, "change_form": ELEVATED},
        instead_of=("known-threat",),
    ),
    Rule(
        "known-threat",
        when=said("behaviour", "threats_or_violence"),
        risk=HIGH,
        because=_("Brukeren har truet eller brukt vold tidligere."),
        source="2.2",
        eased_by={"two_staff": ELEVATED, "guard": ELEVATED, "change_form": ELEVATED},
    ),
    Rule(
        "verbal-aggression-alone",
        when=said("behaviour", "verbally_aggressive") & alone & in_person,
        risk=HIGH,
        because=_("Brukeren har vært verbalt aggressiv, og du er alene i et fysisk møte."),
        source="2.2",
        eased_by={
            "two_staff": ELEVATED,
            "guard": ELEVATED,
            "change_form": ELEVATED,
            "leader_nearby": ELEVATED,
        },
        instead_of=("verbal-aggression",),
    ),
    Rule(
        "verbal-aggression",
        when=said("behaviour", "verbally_aggressive"),
        risk=ELEVATED,
        because=_("Brukeren har vært verbalt aggressiv tidligere."),
        source="2.2",
        eased_by={"prep_call": NOTE, "two_staff": NOTE, "change_form": NOTE, "leader_nearby": NOTE},
    ),
    Rule(
        "unpredictable",
        when=said("behaviour", "unpredictable"),
        risk=ELEVATED,
        because=_("Brukeren kan være uforutsigbar."),
        source="2.2",
        eased_by={
            "prep_call": NOTE,
            "two_staff": NOTE,
            "change_form": NOTE,
            "leader_nearby": NOTE,
            "exit_seat": NOTE,
            "code_word": NOTE,
        },
    ),
    Rule(
        "behaviour-unknown",
        when=said("behaviour", "unknown"),
        risk=NOTE,
        because=_("Du vet ikke hvordan brukeren vanligvis er i møter."),
        source="2.2",
        eased_by={"gather_information": NONE, "prep_call": NONE},
    ),
)

MESSAGE = (
    Rule(
        "serious-message-unprepared",
        when=serious_message & (not_well_informed | not_calm | acute_change),
        risk=HIGH,
        because=_(
            "Du skal gi et alvorlig budskap, og brukeren er lite forberedt eller i en vanskelig situasjon."
        ),
        source="2.2",
        eased_by={
            "prep_call": ELEVATED,
            "inform_client": ELEVATED,
            "two_staff": ELEVATED,
            "leader_takes_over": ELEVATED,
        },
        instead_of=("serious-message",),
    ),
    Rule(
        "serious-message",
        when=serious_message,
        risk=ELEVATED,
        because=_("Du skal gi et budskap som er alvorlig for brukeren."),
        source="2.2",
        eased_by={"prep_call": NOTE, "inform_client": NOTE, "two_staff": NOTE, "leader_nearby": NOTE},
    ),
    Rule(
        "disappointing-message",
        when=said("message", "may_disappoint"),
        risk=NOTE,
        because=_("Budskapet kan skuffe brukeren."),
        source="2.2",
        eased_by={"inform_client": NONE, "prep_call": NONE},
    ),
)

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

RULES = (*SAFETY_NOTICE, *BEHAVIOUR, *MESSAGE, *SITUATION, *TALK)

"""Version 1: rules about the client and the message (krav 2.2)."""

from app.checklists.v1.conditions import (
    acute_change,
    alone,
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

RULES = (*SAFETY_NOTICE, *BEHAVIOUR, *MESSAGE)

"""Version 1: rules about lone work and competence (krav 3.4 and 4.1)."""

from app.checklists.v1.conditions import (
    alone,
    home_visit,
    in_person,
    remotely,
)
from app.domain.checklist import Rule
from app.domain.conditions import said
from app.domain.levels import Risk
from app.domain.text import _

NONE, NOTE, ELEVATED, HIGH, STOP = Risk

LONE_WORK = (
    Rule(
        "should-be-two",
        when=said("staffing", "alone_but_should_be_two"),
        risk=HIGH,
        because=_("Du mener dere burde vært to, men du er alene."),
        source="2.2",
        eased_by={"two_staff": NOTE, "guard": ELEVATED, "change_form": ELEVATED},
    ),
    Rule(
        "staffing-unsure",
        when=said("staffing", "unsure"),
        risk=ELEVATED,
        because=_("Du er usikker på om det er greit å være alene."),
        source="2.2",
        eased_by={"two_staff": NOTE, "leader_nearby": NOTE},
    ),
    Rule(
        "no-help-alone",
        when=said("call_for_help", "none") & in_person & alone,
        risk=STOP,
        because=_("Du er alene i et fysisk møte og kan ikke tilkalle hjelp."),
        source="3.2",
        eased_by={"two_staff": HIGH, "bring_alarm": ELEVATED},
        instead_of=("no-help",),
    ),
    Rule(
        "no-help",
        when=said("call_for_help", "none"),
        risk=HIGH,
        because=_("Du kan ikke tilkalle hjelp."),
        source="3.2",
        eased_by={"bring_alarm": ELEVATED, "leader_nearby": ELEVATED, "support_agreed": ELEVATED},
    ),
    Rule(
        "help-untested",
        when=said("call_for_help", "untested", "unknown"),
        risk=ELEVATED,
        because=_("Du vet ikke om alarmen eller telefonen virker når du trenger den."),
        source="3.5",
        eased_by={"test_alarm": NONE, "bring_alarm": NOTE},
    ),
    Rule(
        "nobody-knows-home-alone",
        when=said("someone_knows", "no") & home_visit & alone,
        risk=HIGH,
        because=_("Du er alene på hjemmebesøk, og ingen vet hvor du er."),
        source="3.3",
        eased_by={"two_staff": ELEVATED, "check_in_agreed": NOTE},
        instead_of=("nobody-knows",),
    ),
    Rule(
        "nobody-knows",
        when=said("someone_knows", "no"),
        risk=ELEVATED,
        because=_("Ingen vet hvor du er, og når du er ferdig."),
        source="3.3",
        eased_by={"check_in_agreed": NONE},
    ),
)

COMPETENCE = (
    Rule(
        "untrained-alone",
        when=said("training", "none") & alone,
        risk=STOP,
        because=_(
            "Du mangler opplæring i å håndtere vold og trusler, og du er alene. Opplæringen kommer først."
        ),
        source="4.1",
        eased_by={"training_first": NOTE, "leader_takes_over": NOTE, "two_staff": HIGH},
        instead_of=("untrained",),
    ),
    Rule(
        "untrained",
        when=said("training", "none"),
        risk=HIGH,
        because=_("Du mangler opplæring i å håndtere vold og trusler."),
        source="4.1",
        eased_by={"training_first": NOTE, "leader_takes_over": NOTE},
    ),
    Rule(
        "training-outdated",
        when=said("training", "outdated"),
        risk=NOTE,
        because=_("Det er lenge siden du fikk opplæring i å håndtere vold og trusler."),
        source="4.1",
        eased_by={"training_first": NONE},
        standing=True,
    ),
    Rule(
        "routines-unknown-in-person",
        when=said("routines", "not_known") & in_person,
        risk=HIGH,
        because=_("Du kjenner ikke rutinene for alarm og evakuering på stedet."),
        source="3.2",
        eased_by={"two_staff": ELEVATED, "review_routines": NOTE},
    ),
    Rule(
        "routines-unknown-remotely",
        when=said("routines", "not_known") & remotely,
        risk=ELEVATED,
        because=_("Du kjenner ikke rutinene for å tilkalle hjelp under samtalen."),
        source="3.4",
        eased_by={"review_routines": NOTE},
    ),
    Rule(
        "routines-partly-known",
        when=said("routines", "partly"),
        risk=NOTE,
        because=_("Du kjenner rutinene bare delvis."),
        source="3.2",
        eased_by={"review_routines": NONE},
        standing=True,
    ),
    Rule(
        "somewhat-unsure",
        when=said("confidence", "somewhat"),
        risk=ELEVATED,
        because=_("Du er litt usikker på å gjennomføre møtet."),
        source="3.3",
        eased_by={
            "two_staff": NOTE,
            "leader_takes_over": NOTE,
            "leader_nearby": NOTE,
            "support_agreed": NOTE,
        },
    ),
    Rule(
        "unsure",
        when=said("confidence", "unsure"),
        risk=STOP,
        because=_("Du er utrygg. Da skal ikke møtet gjennomføres som planlagt."),
        source="3.3",
        eased_by={"leader_takes_over": NOTE},
    ),
)

RULES = (*LONE_WORK, *COMPETENCE)

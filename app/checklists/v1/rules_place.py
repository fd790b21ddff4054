"""Version 1: rules about the place, and about meetings at a distance (krav 3.2 and 3.3)."""

from app.checklists.v1.conditions import (
    aggressive_before,
    alone,
    home_visit,
    in_person,
    serious_message,
)
from app.domain.checklist import Rule
from app.domain.conditions import said
from app.domain.levels import Risk
from app.domain.text import _

NONE, NOTE, ELEVATED, HIGH, STOP = Risk

PLACE = (
    Rule(
        "unknown-others-home-alone",
        when=said("others_present", "unknown_others") & home_visit & alone,
        risk=HIGH,
        because=_("Du er alene på hjemmebesøk og vet ikke hvem andre som er der."),
        source="3.3",
        eased_by={"two_staff": ELEVATED, "change_place": ELEVATED, "gather_information": ELEVATED},
        instead_of=("unknown-others",),
    ),
    Rule(
        "unknown-others",
        when=said("others_present", "unknown_others") & in_person,
        risk=ELEVATED,
        because=_("Det kommer andre til møtet, og du vet ikke hvem."),
        source="3.3",
        eased_by={"prep_call": NOTE, "gather_information": NOTE, "two_staff": NOTE, "change_place": NOTE},
    ),
    Rule(
        "no-exit",
        when=said("exit_route", "none"),
        risk=STOP,
        because=_("Du kan ikke komme deg raskt ut."),
        source="3.3",
        eased_by={"change_place": ELEVATED},
    ),
    Rule(
        "doubtful-exit",
        when=said("exit_route", "partly", "unknown"),
        risk=ELEVATED,
        because=_("Det er usikkert om du kan komme deg raskt ut."),
        source="3.3",
        eased_by={"change_place": NOTE, "exit_seat": NOTE},
    ),
    Rule(
        "unsafe-layout",
        when=said("layout", "unsafe"),
        risk=HIGH,
        because=_("Stedet er ikke trygt innredet."),
        source="3.2",
        eased_by={"change_place": NOTE, "clear_room": ELEVATED, "exit_seat": ELEVATED},
    ),
    Rule(
        "weak-layout",
        when=said("layout", "weaknesses", "unknown"),
        risk=NOTE,
        because=_("Innredningen har svakheter, eller du kjenner den ikke."),
        source="3.2",
        eased_by={"change_place": NONE, "exit_seat": NONE, "clear_room": NONE},
    ),
    Rule(
        "outside-hours-alone",
        when=said("timing", "outside_hours") & alone,
        risk=HIGH,
        because=_("Møtet er utenom bemannet tid, og du er alene."),
        source="2.1",
        eased_by={"change_time": NOTE, "two_staff": ELEVATED, "leader_nearby": ELEVATED},
        instead_of=("outside-hours",),
    ),
    Rule(
        "outside-hours",
        when=said("timing", "outside_hours"),
        risk=ELEVATED,
        because=_("Møtet er utenom bemannet tid."),
        source="2.1",
        eased_by={"change_time": NOTE, "two_staff": NOTE, "leader_nearby": NOTE},
    ),
    Rule(
        "early-or-late",
        when=said("timing", "early_or_late"),
        risk=NOTE,
        because=_("Møtet er tidlig eller sent på dagen."),
        source="2.1",
        eased_by={"change_time": NONE, "leader_nearby": NONE},
    ),
    Rule(
        "no-coverage-alone",
        when=said("coverage", "none") & alone,
        risk=STOP,
        because=_("Det mangler dekning eller en måte å komme seg bort på, og du er alene."),
        source="3.3",
        eased_by={"change_place": ELEVATED, "change_form": ELEVATED, "two_staff": HIGH, "bring_alarm": HIGH},
        instead_of=("no-coverage",),
    ),
    Rule(
        "no-coverage",
        when=said("coverage", "none"),
        risk=HIGH,
        because=_("Det mangler dekning eller en måte å komme seg bort på."),
        source="3.3",
        eased_by={
            "change_place": NOTE,
            "change_form": NOTE,
            "bring_alarm": ELEVATED,
            "check_in_agreed": ELEVATED,
        },
    ),
    Rule(
        "doubtful-coverage",
        when=said("coverage", "uncertain", "unknown"),
        risk=ELEVATED,
        because=_("Det er usikkert om det er dekning og en måte å komme seg bort på."),
        source="3.3",
        eased_by={
            "gather_information": NOTE,
            "change_place": NOTE,
            "change_form": NOTE,
            "bring_alarm": NOTE,
            "check_in_agreed": NOTE,
        },
    ),
    Rule(
        "known-risk-at-place",
        when=said("surroundings", "known_risk"),
        risk=HIGH,
        because=_("Det er kjent risiko på stedet."),
        source="3.3",
        eased_by={"change_place": NOTE, "two_staff": ELEVATED, "guard": ELEVATED},
    ),
    Rule(
        "unfamiliar-place",
        when=said("surroundings", "unfamiliar"),
        risk=NOTE,
        because=_("Du kjenner ikke omgivelsene."),
        source="3.3",
        eased_by={"gather_information": NONE, "two_staff": NONE},
    ),
)

REMOTE = (
    Rule(
        "no-support-strained",
        when=said("support_during", "none") & (serious_message | aggressive_before),
        risk=HIGH,
        because=_("Ingen kan støtte deg under en samtale som kan bli tung."),
        source="3.4",
        eased_by={"change_time": ELEVATED, "leader_nearby": ELEVATED, "support_agreed": ELEVATED},
        instead_of=("no-support",),
    ),
    Rule(
        "no-support",
        when=said("support_during", "none"),
        risk=ELEVATED,
        because=_("Ingen kan støtte deg under samtalen."),
        source="3.4",
        eased_by={"change_time": NOTE, "leader_nearby": NOTE, "support_agreed": NOTE},
    ),
    Rule(
        "support-unsure",
        when=said("support_during", "unsure"),
        risk=NOTE,
        because=_("Det er usikkert om noen kan støtte deg under samtalen."),
        source="3.4",
        eased_by={"leader_nearby": NONE, "support_agreed": NONE},
    ),
    Rule(
        "aggression-while-alone",
        when=said("own_location", "alone") & aggressive_before,
        risk=ELEVATED,
        because=_("Du sitter alene under samtalen, og brukeren har vært aggressiv eller truende før."),
        source="3.4",
        eased_by={"change_place": NOTE, "leader_nearby": NOTE, "support_agreed": NOTE},
    ),
)

RULES = (*PLACE, *REMOTE)

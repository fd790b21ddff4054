"""Version 1 of the checklist, published 2026-11-22. Frozen: a change of a word or a rule is a new version."""

from app.checklists.v1.measures import MEASURES
from app.checklists.v1.questions_client import CLIENT, MEETING
from app.checklists.v1.questions_safeguards import COMPETENCE, LONE_WORK, PLACE
from app.checklists.v1.rules_client import RULES as ABOUT_THE_CLIENT
from app.checklists.v1.rules_meeting import RULES as ABOUT_THE_MEETING
from app.checklists.v1.rules_place import RULES as ABOUT_THE_PLACE
from app.checklists.v1.rules_staffing import RULES as ABOUT_THE_STAFFING
from app.domain.checklist import Checklist, Count, Sum
from app.domain.levels import Risk
from app.domain.text import _

SUMS = (
    Sum(
        "too-little-known",
        counts=Count.UNKNOWN_ANSWERS,
        at_least=2,
        risk=Risk.ELEVATED,
        because=_("Du vet for lite om møtet: flere svar er «Vet ikke»."),
        source="2.2",
        eased_by={"prep_call": Risk.NOTE, "gather_information": Risk.NOTE},
    ),
    Sum(
        "several-notes",
        counts=Count.NOTES,
        at_least=3,
        risk=Risk.ELEVATED,
        because=_("Flere små forhold gir samlet forhøyet risiko."),
        source="2.1",
    ),
    Sum(
        "several-findings",
        counts=Count.SERIOUS_FINDINGS,
        at_least=3,
        risk=Risk.HIGH,
        because=_("Tre eller flere forhold gir samlet høy risiko."),
        source="2.1",
    ),
)

SECTIONS = (CLIENT, MEETING, PLACE, LONE_WORK, COMPETENCE)
RULES = (*ABOUT_THE_CLIENT, *ABOUT_THE_MEETING, *ABOUT_THE_PLACE, *ABOUT_THE_STAFFING)
CHECKLIST = Checklist("1", SECTIONS, MEASURES, RULES, SUMS)

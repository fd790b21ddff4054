"""What the unit's registers say about a page of the checklist: sentences to read, and answers to confirm."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from app import clock
from app.domain.text import _
from app.domain.trainings import ALARM, COURSES, VIOLENCE, Held
from app.services import trainings
from app.services.trainings import Standing

TRAINED = {
    Held.CURRENT: _("Opplæringen «%(course)s» gjelder til og med %(date)s."),
    Held.RUNS_OUT: _("Opplæringen «%(course)s» går ut %(date)s. Avtal ny med lederen din."),
    Held.RAN_OUT: _("Opplæringen «%(course)s» gikk ut %(date)s. Avtal ny med lederen din."),
    Held.LACKING: _("Du mangler opplæringen «%(course)s». Den skal være gitt før det første brukermøtet."),
}
ANSWERS = {
    ("training", VIOLENCE): {Held.RAN_OUT: "outdated", Held.LACKING: "none", None: "current"},
    ("routines", ALARM): {Held.RAN_OUT: "partly", Held.LACKING: "not_known", None: "known"},
}


@dataclasses.dataclass(frozen=True)
class Said:
    """What a register says about one page: sentences with values, answers by question, and whether it is a warning."""

    source: str
    sentences: list[tuple[str, Mapping[str, object]]]
    answers: Mapping[str, str]
    warns: bool = False


def about(meeting: Any, section_id: str) -> Said | None:
    """What a register knows about this page of this meeting (readings.own_current()); None when it knows nothing."""
    if section_id == "competence":
        return _competence(meeting.employee_id, on=clock.today(meeting.starts_at))
    return None


def _competence(person_id: int, *, on: dt.date) -> Said:
    standings = {each.course: each for each in trainings.of_person(person_id, on=on)}
    sentences, answers = [], {}
    for (question, course), answer_of in ANSWERS.items():
        standing = standings[course]
        sentences.append(_sentence(standing))
        answers[question] = answer_of.get(standing.held, answer_of[None])
    wanting = any(standings[course].held is not Held.CURRENT for _question, course in ANSWERS)
    return Said(_("Opplæringsregisteret sier"), sentences, answers, warns=wanting)


def _sentence(standing: Standing) -> tuple[str, Mapping[str, object]]:
    return TRAINED[standing.held], {"course": COURSES[standing.course].label, "date": standing.valid_to}

"""What the unit's registers say about a page of the checklist: sentences to read, and answers to confirm."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from app import clock
from app.domain.text import _
from app.domain.trainings import ALARM, COURSES, VIOLENCE, Held
from app.services import places, trainings
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
# What a page takes from the register of places: the question, and the column that answers it.
PLACED: Mapping[str, Mapping[str, str]] = {
    "place": {"exit_route": "exits", "layout": "layout", "coverage": "coverage"},
    "lone_work": {},
}
TESTED = _("%(place)s har alarm. Den ble sist testet %(date)s av %(name)s.")
UNTESTED = _("%(place)s har alarm, men den er aldri testet.")
OVERDUE = _("Alarmen skulle vært testet igjen. Test den før møtet, eller be lederen gjøre det.")
NO_ALARM = _("%(place)s har ikke alarm. Avtal hvordan du kan tilkalle hjelp.")
REMARKS = _("Merk: %(remarks)s")


@dataclasses.dataclass(frozen=True)
class Said:
    """What a register says about one page: sentences with values, answers by question, and whether it is a warning."""

    source: str
    sentences: list[tuple[str, Mapping[str, object]]]
    answers: Mapping[str, str]
    warns: bool = False


def about(meeting: Any, section_id: str, *, now: dt.datetime) -> Said | None:
    """What a register knows about this page of this meeting (own_meetings.current()); None when it knows nothing."""
    if meeting.place_id and section_id in PLACED:
        return _place(meeting.place_id, section_id, now=now)
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


def _place(place_id: int, section_id: str, *, now: dt.datetime) -> Said | None:
    found = places.known_of(place_id)
    if found is None:
        return None
    known, overdue = found._asdict(), places.awaits_test(found, now=now)
    answers = {question: answer for question, column in PLACED[section_id].items() if (answer := known[column])}
    if section_id == "lone_work" and known["has_alarm"]:
        answers["call_for_help"] = "untested" if overdue else "tested"
    sentences = [_about_alarm(known)]
    if overdue:
        sentences.append((OVERDUE, {}))
    if known["remarks"] and section_id == "place":
        sentences.append((REMARKS, {"remarks": known["remarks"]}))
    return Said(_("Romregisteret sier"), sentences, answers, warns=overdue or not known["has_alarm"])


def _about_alarm(known: Mapping[str, Any]) -> tuple[str, Mapping[str, object]]:
    named = {"place": known["name"]}
    if not known["has_alarm"]:
        return NO_ALARM, named
    if known["tested_at"] is None:
        return UNTESTED, named
    return TESTED, {**named, "date": clock.today(known["tested_at"]), "name": known["tested_by_name"]}

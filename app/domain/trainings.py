"""The trainings that a unit keeps a register of, how long each holds, and what the register says of a person."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import enum

from app.domain.text import _

WARNED_BEFORE = dt.timedelta(days=30)


@dataclasses.dataclass(frozen=True, slots=True)
class Course:
    """One kind of training; whoever meets clients needs it when it is `needed`. It is repeated after `months`."""

    id: str
    label: str
    source: str
    months: int
    needed: bool = False


VIOLENCE, ALARM = "violence_and_threats", "alarm_and_evacuation"
COURSES = {
    course.id: course
    for course in (
        Course(VIOLENCE, _("Vold og trusler"), "4.1", 24, needed=True),
        Course(ALARM, _("Alarm og evakuering"), "3.2", 12, needed=True),
        Course("risk_before_meetings", _("Risikovurdering før møter"), "2.2", 24),
        Course("conflict_handling", _("Konflikthåndtering"), "4.1", 24),
        Course("meetings_outside", _("Hjemmebesøk og møter utenfor kontoret"), "3.3", 24),
        Course("phone_and_digital", _("Trusler på telefon og skjerm"), "3.4", 24),
    )
}
NEEDED = tuple(course.id for course in COURSES.values() if course.needed)


class Held(enum.StrEnum):
    """How it stands with one training of one person."""

    CURRENT = "current"
    RUNS_OUT = "runs_out"
    RAN_OUT = "ran_out"
    LACKING = "lacking"


HELD_WORDS = {
    Held.CURRENT: _("Gyldig"),
    Held.RUNS_OUT: _("Går snart ut"),
    Held.RAN_OUT: _("Gått ut"),
    Held.LACKING: _("Mangler"),
}


def held(valid_to: dt.date | None, on: dt.date) -> Held:
    """How a training that holds until that day, itself included, stands on a date; a warning comes 30 days before."""
    if valid_to is None:
        return Held.LACKING
    if valid_to < on:
        return Held.RAN_OUT
    return Held.RUNS_OUT if valid_to <= on + WARNED_BEFORE else Held.CURRENT


def holds_until(course: str, taken_on: dt.date) -> dt.date:
    """The last day on which a training holds when nothing else is said: as many months on as the course says."""
    months = taken_on.month - 1 + COURSES[course].months
    year, month = taken_on.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(taken_on.day, calendar.monthrange(year, month)[1]))

"""One believable week of meetings, played by the cast through the same verbs that people use."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from app import clock
from app.checklists import CURRENT
from app.domain.choices import Agreed, Choices
from app.domain.decisions import APPROVE, CHANGE
from app.domain.levels import Level
from app.models import Assessment, db
from app.services import assessments, decisions, meetings
from app.services.meetings import Facts
from app.services.people_acting import Actor, acting
from forms.base import new_key

CALM_CHOICE = {"staffing": "alone_ok"}


@dataclasses.dataclass(frozen=True)
class Scene:
    """One meeting of the week: who, when (days from today and hour), and what sets it apart from a calm one."""

    who: str
    day: int
    hour: int
    form: str
    topic: str
    place: str
    differs: dict[str, str] = dataclasses.field(default_factory=dict)
    measures: tuple[str, ...] = ()
    judged: str | None = None
    ends: str = "logged"
    reference: str | None = None


SCENES = (
    Scene("kari", -3, 9, "office", "Oppfølging av aktivitetsplan", "Møterom 2"),
    Scene("kari", -2, 13, "phone", "Spørsmål om dagpenger", "Telefon"),
    Scene(
        "amir",
        -2,
        10,
        "office",
        "Vedtak om reduserte ytelser",
        "Møterom 1",
        {"message": "may_disappoint", "payments": "stopped_or_reduced", "informed": "partly"},
        ("inform_client", "leader_nearby"),
        "low",
        "seen",
    ),
    Scene(
        "amir",
        -1,
        11,
        "home_visit",
        "Kartlegging hjemme",
        "Fjordveien 12",
        {"behaviour": "unpredictable", "surroundings": "unfamiliar", "exit_route": "unknown", "confidence": "somewhat"},
        ("two_staff", "exit_seat", "gather_information"),
        "elevated",
        "approved",
    ),
    Scene("sunniva", -1, 12, "digital", "Samtale om arbeidsutprøving", "Video"),
    Scene(
        "kari",
        0,
        23,
        "office",
        "Ny plan etter avslag",
        "Møterom 2",
        {"message": "serious", "informed": "partly", "behaviour": "verbally_aggressive", "expectations": "conflicting"},
        ("two_staff", "inform_client", "prep_call"),
        "elevated",
        "logged",
        "SAK-2026-1187",
    ),
    Scene("kari", 1, 9, "office", "Avklaring av arbeidsevne", "Møterom 1"),
    Scene(
        "kari",
        1,
        13,
        "home_visit",
        "Hjemmebesøk om bolig",
        "Solbakken 4",
        {"others_present": "unknown_others", "coverage": "uncertain"},
        ("two_staff", "bring_alarm"),
        "elevated",
        "changes",
        "SAK-2026-1203",
    ),
    Scene("kari", 2, 10, "phone", "Utbetaling som mangler", "Telefon", ends="draft"),
    Scene(
        "amir",
        1,
        10,
        "office",
        "Samtale om sanksjon",
        "Møterom 2",
        {"topic_kind": "conflict"},
        ("leader_nearby",),
        "low",
    ),
    Scene("amir", 2, 14, "outside", "Besøk hos tiltaksarrangør", "Havnegata 3", ends="spoken"),
    Scene(
        "sunniva",
        1,
        9,
        "home_visit",
        "Oppfølging heime",
        "Bakkevegen 8",
        {"behaviour": "threats_or_violence", "staffing": "several"},
        ("guard",),
        "elevated",
    ),
    Scene("sunniva", 2, 11, "office", "Økonomisk sosialhjelp", "Møterom A"),
)


def play(cast: Any, now: dt.datetime, places: Mapping[str, int] | None = None) -> None:
    """Let the cast live through the week around `now`. `places` are those of the register, by name."""
    for scene in SCENES:
        starts_at = clock.start_of_day(now, days=scene.day) + dt.timedelta(hours=scene.hour)
        planned_at = min(now, starts_at) - dt.timedelta(hours=20)
        _play_one(scene, starts_at, planned_at, cast, (places or {}).get(scene.place))


def _play_one(scene: Scene, starts_at: dt.datetime, now: dt.datetime, cast: Any, place_id: int | None = None) -> None:
    by = acting(getattr(cast, scene.who).id, now=now)
    facts = Facts(
        scene.form, starts_at, starts_at + dt.timedelta(minutes=50), scene.topic, scene.place, scene.reference, place_id
    )
    meeting_id = meetings.plan(facts, key=new_key(), by=by, now=now)
    if scene.ends == "spoken":
        assessments.log_by_word(meeting_id, "Ola Berg", Level.LOW, key=new_key(), by=by, now=now)
        return
    answer_all(meeting_id, scene.form, {**CALM_CHOICE, **scene.differs}, by=by, now=now)
    if scene.ends == "draft":
        return
    _log(scene, meeting_id, by, starts_at, now)
    _let_leader_answer(scene, meeting_id, cast, now + dt.timedelta(hours=1))


def answer_all(meeting_id: int, form: str, differs: dict[str, str], *, by: Actor, now: dt.datetime) -> None:
    """Answer every page of a meeting's checklist: calmly, but for what differs."""
    for section in CURRENT.sections:
        calm = {question.id: question.options[0].id for question in section.asked(form)}
        given = {question: differs.get(question, answer) for question, answer in calm.items()}
        seen = assessments.mark_of(section, {})
        assessments.save_section(meeting_id, section.id, given, seen=seen, by=by, now=now)


def _log(scene: Scene, meeting_id: int, by: Actor, starts_at: dt.datetime, now: dt.datetime) -> None:
    agreed = Agreed(by.name, starts_at)
    choices = Choices(dict.fromkeys(scene.measures, agreed), judged=scene.judged)
    draft = current_assessment(meeting_id)
    grounds = {
        finding.id: "Vi har snakket om dette i teamet."
        for finding in assessments.judged(draft, choices).findings
        if not choices.answers_to(finding)
    }
    residual = assessments.judged(draft, choices).residual
    judged = max(residual, Level.of(scene.judged)).code if scene.judged else None
    seen = assessments.mark_of_answers(draft)
    choices = dataclasses.replace(choices, grounds=grounds, judged=judged)
    assessments.log(meeting_id, choices, seen=seen, key=new_key(), by=by, now=now)


def _let_leader_answer(scene: Scene, meeting_id: int, cast: Any, now: dt.datetime) -> None:
    leader = acting(cast.ola.id, now=now)
    about: dict[str, Any] = {
        "assessment_id": current_assessment(meeting_id).id,
        "key": new_key(),
        "by": leader,
        "now": now,
    }
    if scene.ends == "seen":
        decisions.receive(meeting_id, "Fint at du har snakket med brukeren på forhånd.", **about)
    elif scene.ends == "approved":
        decisions.decide(meeting_id, APPROVE, "Greit. Amir og Kari drar sammen.", **about)
    elif scene.ends == "changes":
        decisions.decide(meeting_id, CHANGE, "Ta møtet på kontoret i stedet, eller ring meg.", **about)


def current_assessment(meeting_id: int) -> Assessment:
    """The round of a meeting's assessment that stands now."""
    return db.session.query(Assessment).filter_by(meeting_id=meeting_id, superseded_at=None).one()

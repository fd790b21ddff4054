"""Every word that people read comes from the catalogue: the house is toured in a made-up language of brackets."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from app import demo, languages, ready_made
from app.checklists.sources import SOURCES
from app.domain.escalation import Action, Source, Urgency
from app.domain.exports import Kind
from app.models import Escalation, Person, db
from app.services import (
    drills,
    escalations,
    exports,
    exports_made,
    people_import,
    trainings_import,
    units_import,
    uploads,
    watches,
)
from app.services.escalations import Alarm
from tests import plays
from tests.clock import MONDAY_MORNING
from tests.house.sources import told
from tests.pages import touring
from tests.pages.brackets import LOCALE, Brackets, bare_words

TABLES = (trainings_import.COLUMNS, units_import.COLUMNS, people_import.COLUMNS)
READERS = (None, "kari", "ola", "tor", "vera", "anders")


def a_week_with_alarms() -> None:
    """The demo's week, a meeting that is under way, and an alarm in each state."""
    now = MONDAY_MORNING
    with time_machine.travel(now, tick=False):
        demo.seed(db.session(), now)
    db.session.execute(sa.update(Person).values(locale=LOCALE))
    db.session.commit()
    people = plays.people()
    kari, amir, ola = (plays.actor(each, now) for each in (people.kari, people.amir, people.ola))
    for form in ("office", "home_visit"):
        meeting_id = plays.logged(kari, now, starts_at=now + dt.timedelta(minutes=30), form=form)
        watches.start(meeting_id, check_every_min=15, code_word="Ekorn", key=plays.key(), by=kari, now=now)
    _alarm(kari, Urgency.SAFE, now, meeting_id=meeting_id, form="home_visit")
    _alarm(amir, Urgency.DANGER, now)
    owned = _alarm(kari, Urgency.DANGER, now, source=Source.THREAT, form="none", words="Ringte og truet.")
    _take(owned, Source.THREAT, ola, now)
    closed = _alarm(amir, Urgency.SAFE, now)
    _take(closed, Source.ABORT, ola, now)
    escalations.report(closed, "Fremme, alle er trygge.", by=ola, now=now)
    escalations.close(closed, "Samtalen roet seg.", by=ola, now=now)
    line = [kari.id, "alarm_and_evacuation", "2026-01-02", "2027-01-02"]
    uploads.keep("trainings", [line], filename="Kurs.csv", unit_id=ola.unit_id, by=ola, now=now)
    anders = plays.actor(people.anders, now)
    uploads.keep("units", [[2, "Nav Vika", "office", "Nav direktorat", True]], filename="Enh.csv", by=anders, now=now)
    told = ["Nora Fjell", "nora@nav.example", None, "Nav Solvik", None]
    uploads.keep("people", [[2, *told, True]], filename="Folk.csv", by=anders, now=now)
    for _each in range(2):
        exports.ask(Kind.ABOUT_ME, {}, language="nb", key=plays.key(), by=kari, now=now)
    made = exports_made.take(now)
    assert made
    exports_made.hand_over(made, b"%PDF", [], now=now)
    drills.hold(people.kari.id, Urgency.SAFE, key=plays.key(), by=ola, now=now)


def _alarm(by: Any, urgency: Urgency, now: dt.datetime, **differs: Any) -> int:
    about = {"source": Source.ABORT, "form": "office", "do_not_call": urgency is Urgency.DANGER, **differs}
    return escalations.raise_alarm(
        Alarm(client_key=plays.key(), urgency=urgency, employee_id=by.id, unit_id=by.unit_id, **about), by=by, now=now
    )


def _take(escalation_id: int, source: Source, by: Any, now: dt.datetime) -> None:
    code = escalations.situation(db.session.get_one(Escalation, escalation_id)).code
    assert escalations.acknowledge(escalation_id, code, Action.COMING, by=by, now=now)


@pytest.fixture(scope="module")
def house(workbench):
    """The app in the week with alarms, speaking brackets; stage() brings the week back."""
    prepared = workbench.on("sqlite")
    prepared.stage("a_week_with_alarms", a_week_with_alarms)
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(MONDAY_MORNING, tick=False):
        with prepared.app.app_context():
            cache = languages.babel.domain_instance.cache
        patch.setitem(cache, (LOCALE, "messages"), Brackets())
        patch.setitem(prepared.app.extensions, ready_made.KEPT, {})
        yield prepared


@pytest.fixture(scope="module")
def known(house):
    """What is not ours to translate: what people typed, names of gateways, devices and laws, an uploaded table."""
    laws = {", ".join(source.law_since_2026) for source in SOURCES.values()}
    columns = {word for each in TABLES for column in each for word in (column.header, column.example)}
    with house.app.app_context():
        return touring.typed() | house.app.config["NOTICE_SCHEMES"] | columns | laws | {"a test"}


@pytest.fixture(scope="module")
def seen(house):
    return list(touring.pages(house.app, READERS))


def bare(visits, known):
    """Once for each endpoint: the words outside brackets, and where they stand."""
    found = {
        (visit.endpoint, text): f"{text!r} ({visit})"
        for visit in visits
        if visit.page is not None
        for text in bare_words(visit.page, known)
    }
    return sorted(found.values())


def test_every_word_on_every_page_is_in_the_catalogue(seen, known):
    words = bare(seen, known)
    assert not words, told(["Say these with gettext, and run make translations:", *words])


def test_each_page_was_opened(house, seen):
    doors = {rule.endpoint for rule in house.app.url_map.iter_rules() if "GET" in rule.methods}
    shut = {door for door in doors if not door.startswith(touring.NOT_READ)} - {visit.endpoint for visit in seen}
    assert not shut, told(["Nobody in a_week_with_alarms() can open these:", *sorted(shut)])


def test_every_word_of_a_refusal_is_in_the_catalogue(house, seen, known):
    answers = touring.answers(house.app, seen, lambda: house.stage("a_week_with_alarms", a_week_with_alarms))
    words = bare(answers, known)
    assert not words, told(["A form sent empty answers with words that nobody can translate:", *words])

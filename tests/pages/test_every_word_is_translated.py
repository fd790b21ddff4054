"""Every word that people read comes from the catalogue: each page is opened in a made-up language of brackets."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import url_for
from lxml import html

from app import demo, languages, ready_made
from app.checklists import CURRENT
from app.domain.escalation import Action, Source, Urgency
from app.models import Escalation, Meeting, Person, Unit, db
from app.services import drills, escalations, sign_ins, watches
from app.services.escalations import Alarm
from tests import plays
from tests.clock import MONDAY_MORNING
from tests.house.sources import told
from tests.pages.brackets import LOCALE, Brackets, bare_words

READERS = ("kari", "ola", "tor", "vera", "anders")
# For machines, without words.
NOT_READ = ("static", "internal.", "assets.", "offline.worker", "offline.manifest", "offline.csrf_token")


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
def opened(workbench):
    """Every page that the readers can open: who, the endpoint, the address, the words outside brackets."""
    prepared = workbench.on("sqlite")
    prepared.stage("a_week_with_alarms", a_week_with_alarms)
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(MONDAY_MORNING, tick=False):
        _speak_brackets(prepared.app, patch)
        with prepared.app.app_context():
            known, places = _typed() | prepared.app.config["NOTICE_SCHEMES"], _places()
        pages, addresses = [], _addresses(prepared.app, places)
        for who in (None, *READERS):
            browser = _signed_in(prepared.app, who)
            for endpoint, address in addresses:
                answer = browser.get(address, headers={"Accept-Language": LOCALE})
                assert answer.status_code < 500, f"{address} as {who}"
                if answer.status_code == 200 or (who and answer.status_code < 400):
                    pages.append((who, endpoint, address, _bare_words(answer, known)))
        return pages


def _speak_brackets(app, patch):
    with app.app_context():
        cache = languages.babel.domain_instance.cache
    patch.setitem(cache, (LOCALE, "messages"), Brackets())
    patch.setitem(app.extensions, ready_made.KEPT, {})


def _typed():
    """Everything in the database that was typed or is a name: codes begin with a small letter."""
    cells = [
        cell
        for table in db.metadata.sorted_tables
        for row in db.session.execute(sa.select(table))
        for cell in _strings(list(row))
    ]
    return {cell for cell in cells if len(cell) > 1 and (cell[0].isupper() or "@" in cell)}


def _strings(cell):
    match cell:
        case str():
            yield cell
        case list():
            for each in cell:
                yield from _strings(each)
        case dict():
            yield from _strings([*cell.keys(), *cell.values()])


def _places():
    """What can stand in each place of an address. A new kind of place is a KeyError until it is added here."""
    return {
        "meeting_id": db.session.scalars(sa.select(Meeting.id)).all(),
        "escalation_id": db.session.scalars(sa.select(Escalation.id)).all(),
        "unit_id": db.session.scalars(sa.select(Unit.id)).all(),
        "section_id": [section.id for section in CURRENT.sections],
    }


def _addresses(app, places):
    """Each page in each place. A list, so that no context is held while pages are opened."""
    with app.test_request_context():
        return [
            (rule.endpoint, url_for(rule.endpoint, **dict(zip(rule.arguments, values, strict=True))))
            for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and not rule.endpoint.startswith(NOT_READ)
            for values in itertools.product(*(places[name] for name in rule.arguments))
        ]


def _signed_in(app, who):
    browser = app.test_client()
    if who:
        with app.app_context():
            person = getattr(plays.people(), who)
            key = sign_ins.create_for(person.id, device="a test", now=MONDAY_MORNING)
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = key
    return browser


def _bare_words(answer, known):
    if answer.status_code != 200 or answer.mimetype != "text/html" or not answer.get_data():
        return []
    return bare_words(html.document_fromstring(answer.get_data(as_text=True)), known)


def test_every_word_on_every_page_is_in_the_catalogue(opened):
    bare = {
        f"{endpoint}: {text!r} (as {who} on {address})": None
        for who, endpoint, address, texts in opened
        for text in texts
    }
    assert not bare, told(["Say these with gettext, and run make translations:", *bare])


def test_each_page_was_opened(one_app, opened):
    doors = {rule.endpoint for rule in one_app.url_map.iter_rules() if "GET" in rule.methods}
    shut = {door for door in doors if not door.startswith(NOT_READ)} - {endpoint for _, endpoint, _, _ in opened}
    assert not shut, told(["Nobody in a_week_with_alarms() can open these:", *sorted(shut)])

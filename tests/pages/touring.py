"""A tour of the whole house: every page that somebody can open, and every form on it sent empty."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import url_for
from lxml import html

from app.checklists import CURRENT
from app.models import Escalation, Export, Meeting, Person, Place, Unit, Upload, db
from app.services import sign_ins
from tests import plays
from tests.clock import MONDAY_MORNING
from tests.pages.brackets import LOCALE

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

# Opens for whoever comes back from a provider; test_single_sign_on_refused.py reads it in each language.
AFTER_A_TRIP = "single_sign_on."
# For machines, without words.
NOT_READ = ("static", "internal.", "assets.", "offline.worker", "offline.manifest", "offline.csrf_token", AFTER_A_TRIP)
# Pressing these takes the tourist out of the house, or changes its language.
NOT_PRESSED = ("account.", "sign_in.")


@dataclass
class Seen:
    """What somebody met: a page, or the answer to an empty form."""

    who: str | None
    endpoint: str
    address: str
    page: html.HtmlElement | None
    source: str = ""

    def __str__(self) -> str:
        return f"{self.address} as {self.who}"


def pages(app: Flask, readers: tuple[str | None, ...], language: str = LOCALE) -> Iterator[Seen]:
    """Every page that each reader gets. Raises AssertionError when one breaks."""
    addresses = _addresses(app)
    for who in readers:
        browser = signed_in(app, who, language)
        for endpoint, address in addresses:
            answer = browser.get(address)
            assert answer.status_code < 500, f"{address} breaks for {who}."
            if answer.status_code == 200 or (who and answer.status_code < 400):
                yield Seen(who, endpoint, address, _tree(answer), _source(answer))


def answers(app: Flask, seen: list[Seen], start_afresh: Callable[[], None], language: str = LOCALE) -> Iterator[Seen]:
    """What comes back when each kind of button is pressed and its form is as empty as its page allows."""
    doors = app.url_map.bind("localhost")
    pressed = set()
    for visit in seen:
        for action in [] if visit.page is None else _actions(visit.page, visit.address):
            endpoint = doors.match(action.split("?")[0], method="POST")[0]
            if (endpoint, visit.endpoint) in pressed or endpoint.startswith(NOT_PRESSED):
                continue
            pressed.add((endpoint, visit.endpoint))
            start_afresh()
            answer = _sent_empty(app, visit, action, language)
            assert answer.status_code < 500, f"{action} breaks when {visit.who} sends nothing from {visit.address}."
            yield Seen(visit.who, endpoint, action, _tree(answer), _source(answer))


def _actions(page: html.HtmlElement, address: str) -> dict[str, html.HtmlElement]:
    """Where the buttons of a page send, each with its form."""
    found = {}
    for button in page.xpath("//form[@method='post']//button[not(@type='button')]"):
        form = button.xpath("ancestor::form")[0]
        found[button.get("formaction") or form.get("action") or address] = form
    return found


def _sent_empty(app: Flask, visit: Seen, action: str, language: str) -> TestResponse:
    browser = signed_in(app, visit.who, language)
    page = _tree(browser.get(visit.address))
    assert page is not None
    form = _actions(page, visit.address)[action]
    entries = {each.get("name"): each.get("value", "") for each in form.xpath(".//input[@type='hidden'][@name]")}
    return browser.post(action, data=entries, follow_redirects=True)


def signed_in(app: Flask, who: str | None, language: str = LOCALE) -> FlaskClient:
    """The browser of one of the cast, or of nobody."""
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    if who:
        with app.app_context():
            person = getattr(plays.people(), who)
            key = sign_ins.create_for(person.id, device="a test", now=MONDAY_MORNING)
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = key
    return browser


def typed() -> set[str]:
    """Everything in the database that somebody typed, and every name: codes begin with a small letter."""
    rows = [list(row) for table in db.metadata.sorted_tables for row in db.session.execute(sa.select(table))]
    return {cell for cell in _strings(rows) if len(cell) > 1 and (cell[0].isupper() or "@" in cell)}


def _strings(cell: Any) -> Iterator[str]:
    match cell:
        case str():
            yield cell
        case list():
            for each in cell:
                yield from _strings(each)
        case dict():
            yield from _strings([*cell.keys(), *cell.values()])


def _addresses(app: Flask) -> list[tuple[str, str]]:
    """Each page in each place. A list, so that no context is held while pages are opened."""
    with app.test_request_context():
        places = _places()
        return [
            (rule.endpoint, url_for(rule.endpoint, **dict(zip(rule.arguments, values, strict=True))))
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(NOT_READ)
            for values in itertools.product(*(places[name] for name in rule.arguments))
        ]


def _places() -> dict[str, list[Any]]:
    """What can stand in each place of an address. A new kind of place is a KeyError until it is added here."""
    return {
        "meeting_id": list(db.session.scalars(sa.select(Meeting.id))),
        "escalation_id": list(db.session.scalars(sa.select(Escalation.id))),
        "unit_id": list(db.session.scalars(sa.select(Unit.id))),
        "place_id": list(db.session.scalars(sa.select(Place.id))),
        "export_id": list(db.session.scalars(sa.select(Export.id))),
        "subject": ["units", "people"],
        "upload_id": list(db.session.scalars(sa.select(Upload.id))),
        "person_id": list(db.session.scalars(sa.select(Person.id).limit(3))),
        "section_id": [section.id for section in CURRENT.sections],
    }


def _tree(answer: TestResponse) -> html.HtmlElement | None:
    if answer.status_code in (301, 302, 303) or answer.mimetype != "text/html" or not answer.get_data():
        return None
    return html.document_fromstring(answer.get_data(as_text=True))


def _source(answer: TestResponse) -> str:
    return answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""

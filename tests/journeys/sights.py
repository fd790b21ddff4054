"""Everything there is to look at: each page that somebody can open, found through the URL map, alike ones once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from app import clock
from app.checklists import CURRENT
from app.models import Assessment, Escalation, Export, Meeting, Person, Place, Unit, Upload, db
from app.services import sign_ins

NOT_FOUND = "/there-is-no-such-page"


class Sight(NamedTuple):
    """An address worth looking at; `asks` when it has a form that can be filled in wrongly."""

    address: str
    asks: bool


class Sights:
    """What each reader can open that looks like nothing that any reader before could open."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.known: set[tuple[Any, ...]] = set()

    def new_to(self, reader: str | None) -> list[Sight]:
        """The addresses that are new; whoever asks later is not shown them again."""
        client = self._browser_of(reader)
        every = [(address, client.get(address, follow_redirects=True)) for address in [*addresses(self.app), NOT_FOUND]]
        return [Sight(address, "novalidate" in answer.text) for address, answer in every if self._is_new(answer)]

    def _browser_of(self, reader: str | None) -> FlaskClient:
        client = self.app.test_client()
        if reader:
            with self.app.app_context():
                person_id = db.session.scalars(sa.select(Person.id).where(Person.name == reader)).one()
                key = sign_ins.create_for(person_id, device="a test", now=clock.now())
            with client.session_transaction() as cookie:
                cookie["_user_id"] = key
        return client

    def _is_new(self, answer: TestResponse) -> bool:
        if answer.mimetype != "text/html" or not answer.text.startswith("<!doctype html>"):
            return False  # a file, a part of a page, or nothing for people
        errand = _errand(self.app, answer.request.url) if answer.status_code == 200 else (answer.status,)
        drawn = (*errand, sketch(answer.text))
        is_new = drawn not in self.known
        self.known.add(drawn)
        return is_new


def addresses(app: Flask) -> Iterator[str]:
    """Every GET address of the app, with whatever the database holds in each of its places."""
    known = _examples(app)
    to_address = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith("internal."):
            continue
        names = sorted(rule.arguments)
        unknown = [name for name in names if name not in known]
        assert not unknown, f"What could stand in {rule}? Give examples of {unknown} in tests/journeys/sights.py."
        examples = {**known, "meeting_id": known["draft_id"]} if "section_id" in names else known
        for values in itertools.product(*[examples[name] for name in names]):
            yield to_address.build(rule.endpoint, dict(zip(names, values, strict=True)))


def _examples(app: Flask) -> dict[str, list[Any]]:
    with app.app_context():
        return {
            "meeting_id": list(db.session.scalars(sa.select(Meeting.id))),
            "draft_id": list(
                db.session.scalars(sa.select(Assessment.meeting_id).where(Assessment.logged_at.is_(None)))
            ),
            "escalation_id": list(db.session.scalars(sa.select(Escalation.id))),
            "unit_id": list(db.session.scalars(sa.select(Unit.id))),
            "place_id": list(db.session.scalars(sa.select(Place.id))),
            "export_id": list(db.session.scalars(sa.select(Export.id))),
            "subject": ["units", "people"],
            "upload_id": list(db.session.scalars(sa.select(Upload.id))),
            "person_id": list(db.session.scalars(sa.select(Person.id).limit(3))),
            "section_id": [section.id for section in CURRENT.sections],
        }


def _errand(app: Flask, url: str) -> tuple[str, str]:
    """What somebody came for: the endpoint, and the page of the checklist if it is one."""
    endpoint, values = app.url_map.bind("localhost").match(urlsplit(url).path)
    return endpoint, str(values.get("section_id"))


def sketch(page: str) -> frozenset[tuple[Any, ...]]:
    """What a page is built of, without its words: two meetings of the same kind have the same sketch."""
    tree = html.document_fromstring(page)
    return frozenset(
        (each.getparent().tag, each.getparent().get("class"), each.tag, each.get("class"), each.get("type"))
        for each in tree.iter()
        if isinstance(each.tag, str) and each.getparent() is not None and each.getparent().tag not in {"svg", "head"}
    )

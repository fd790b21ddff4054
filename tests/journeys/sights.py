"""Everything there is to look at: each page that somebody can open, found through the URL map, alike ones once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask
from lxml import html
from playwright.sync_api import BrowserContext

from app.checklists import CURRENT
from app.models import Escalation, Meeting, Unit, db

Sketch = tuple[Any, ...]
NOT_FOUND = "/there-is-no-such-page"


def distinct_addresses(app: Flask, browser: BrowserContext, known: set[Sketch]) -> list[str]:
    """The addresses whose pages look like none before; `known` remembers. For whoever is signed in in this browser."""
    found, client = [], app.test_client()
    for cookie in browser.cookies():
        client.set_cookie(cookie["name"], cookie["value"])
    for address in [*addresses(app), NOT_FOUND]:
        answer = client.get(address, follow_redirects=True)
        page = answer.get_data(as_text=True)
        if not page.startswith("<!doctype html>"):
            continue  # a part of a page, or nothing for people
        errand = _errand(app, answer.request.url) if answer.status_code == 200 else (answer.status,)
        drawn = (*errand, sketch(page))
        if drawn not in known:
            known.add(drawn)
            found.append(address)
    return found


def addresses(app: Flask) -> Iterator[str]:
    """Every GET address of the app, with whatever the database holds in each of its places."""
    examples = _examples(app)
    to_address = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith("internal."):
            continue
        names = sorted(rule.arguments)
        unknown = [name for name in names if name not in examples]
        assert not unknown, f"What could stand in {rule}? Give examples of {unknown} in tests/journeys/sights.py."
        for values in itertools.product(*[examples[name] for name in names]):
            yield to_address.build(rule.endpoint, dict(zip(names, values, strict=True)))


def _examples(app: Flask) -> dict[str, list[Any]]:
    with app.app_context():
        return {
            "meeting_id": list(db.session.scalars(sa.select(Meeting.id))),
            "escalation_id": list(db.session.scalars(sa.select(Escalation.id))),
            "unit_id": list(db.session.scalars(sa.select(Unit.id))),
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

"""The pages that the deep checks measure: one of each kind that people spend their time on, with whoever opens it."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from flask import Flask, url_for
from flask.testing import FlaskClient

from app import clock
from app.models import Assessment, Escalation, Meeting, Person, db
from app.services import sign_ins


class Sight(NamedTuple):
    """One page: what we call it, who opens it (a name of the cast, or nobody), and where it is."""

    name: str
    reader: str | None
    address: str


def sights(app: Flask) -> list[Sight]:
    """The six, in a house that has been made eventful (tests/journeys/eventful.py)."""
    kari, ola = "Kari Nordvik", "Ola Berg"
    with app.test_request_context():
        draft = _last_draft_of(kari)
        ringing = db.session.scalars(
            sa.select(Escalation.id).join(Person, Person.id == Escalation.employee_id).where(Person.name == kari)
        ).one()
        return [
            Sight("sign-in", None, url_for("sign_in.show")),
            Sight("start", kari, url_for("meetings.index")),
            Sight("a section", kari, url_for("assessments.section", meeting_id=draft, section_id="client")),
            Sight("the result", kari, url_for("results.show", meeting_id=draft)),
            Sight("the alarm", ola, url_for("escalations.show", escalation_id=ringing)),
            Sight("the board", ola, url_for("board.index")),
        ]


def _last_draft_of(name: str) -> int:
    drafts = (
        sa.select(Assessment.meeting_id)
        .join(Meeting, Meeting.id == Assessment.meeting_id)
        .join(Person, Person.id == Meeting.employee_id)
        .where(Assessment.logged_at.is_(None), Person.name == name)
        .order_by(sa.func.length(sa.cast(Assessment.confirmed, sa.Text)).desc())
    )
    meeting_id: int = db.session.scalars(drafts).first() or 0
    return meeting_id


def cookie_of(app: Flask, reader: str | None) -> dict[str, str]:
    """The cookie of a browser in which this reader has signed in, by its name; none for nobody."""
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = signed_in(app, reader).get_cookie(name)
    return {name: cookie.value} if cookie else {}


def signed_in(app: Flask, reader: str | None) -> FlaskClient:
    """A browser without a screen in which this reader has signed in."""
    client = app.test_client()
    if reader:
        with app.app_context():
            person_id = db.session.scalars(sa.select(Person.id).where(Person.name == reader)).one()
            key = sign_ins.create_for(person_id, device="a deep check", now=clock.now())
        with client.session_transaction() as cookie:
            cookie["_user_id"] = key
    return client

"""Our app as it runs in production, with the demo's cast in it, and as many meetings as a measurement needs."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from pathlib import Path
from typing import Any

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from app import clock, create_app, demo
from app.checklists import CURRENT
from app.domain.levels import Gate
from app.models import Assessment, Escalation, Meeting, Person, db
from app.models.transaction import verb
from app.services import assessments, people, sign_ins
from bench.wire import Browser

SECRET = "for-measuring-only-and-long-enough-to-be-taken-seriously"  # noqa: S105 — guards nothing
PASSWORD = "regnbuer over ni stille fjorder"  # noqa: S105 — nor does this
KEYS = "bench:VGhpcnR5LXR3byBieXRlcyB0aGF0IGd1YXJkIG5vdDE="
CALM = {"form": "home_visit"}
TENSE = {"behaviour": "unpredictable", "message": "may_disappoint", "confidence": "somewhat"}
EASED_BY = ("two_staff", "exit_seat")


def app_on(url: str, folder: Path) -> Flask:
    """The app as in production, but for the cast and what would work beside the measured thread."""
    settings = {
        "SECRET_KEY": SECRET,
        "SQLALCHEMY_DATABASE_URI": url,
        "INSTANCE": folder,
        "ENCRYPTION_KEYS": KEYS,
        "SECURE_COOKIES": False,
        "DEMO": True,
        "WATCH_ENGINE": False,
        "CONSOLE_NOTICES": False,
    }
    return create_app(settings)


class House:
    """The app on one database, and its people's browsers by first name."""

    def __init__(self, url: str, folder: Path) -> None:
        self.app = app_on(url, folder)
        with self.app.app_context():
            flask_migrate.upgrade()
            cast = demo.seed_cast(db.session)
            self.people = {name: (person.id, person.unit_id) for name, person in vars(cast).items()}
            self.keys = {
                name: sign_ins.create_for(id_, device="bench", now=clock.now())
                for name, (id_, _unit) in self.people.items()
            }
        self.url = url

    def stranger(self) -> Browser:
        """A browser that nobody has signed in with."""
        return Browser(self.app)

    def browser(self, name: str) -> Browser:
        """The browser of one of the cast, signed in, with a token at hand."""
        browser = Browser(self.app)
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        browser.cookies["trygt"] = str(serializer.dumps({"_user_id": self.keys[name], "_permanent": True}))
        browser.get("/account")
        return browser

    def give_password(self, name: str) -> str:
        """Let somebody of the cast sign in with PASSWORD; returns the name that they sign in with."""
        with self.app.app_context():
            person = db.session.get_one(Person, self.people[name][0])
            person.password_hash = people.hashed(PASSWORD)
            sign_in_name = person.sign_in_name
            db.session.commit()
        return sign_in_name

    def plan(self, name: str, count: int, **states: Any) -> list[tuple[int, str]]:
        """So many meetings of this person's, answered on every page: (id, mark of its answers)."""
        with self.app.app_context():
            return _planned(*self.people[name], count, **states)

    def quieten(self) -> None:
        """End every alarm that measuring has raised: a house in which hundreds ring at once is no house to measure."""
        with self.app.app_context():
            _end_alarms(self.people["ola"][0])

    @contextlib.contextmanager
    def engine(self) -> Any:
        with self.app.app_context():
            yield db.engine


def token_of(browser: Browser, path: str = "/account") -> str:
    """The token of a page, as its forms send it."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path).text)
    if found is None:
        raise LookupError(f"{path} holds no token")
    return found[1]


def calm_answers(form: str, **differing: str) -> dict[str, str]:
    """The first option of every question that the form is asked, but for those that differ."""
    best = {question.id: question.options[0].id for question in CURRENT.asked(form).values()}
    chosen = {"staffing": "alone_ok", "message": "neutral", **differing}
    return {**best, **{question: answer for question, answer in chosen.items() if question in best}}


@verb
def _end_alarms(owner_id: int) -> None:
    now = clock.now()
    moments = dict.fromkeys(("acknowledged_at", "reported_at", "closed_at"), now)
    timers = dict.fromkeys(("climb_at", "remind_at", "lapse_at", "next_at"))
    over = {"status": "closed", "owner_id": owner_id, "closing_words": "Over", **moments, **timers}
    db.session.execute(sa.update(Escalation).where(Escalation.closed_at.is_(None)).values(over))


@verb
def _planned(
    person_id: int, unit_id: int, count: int, *, differing: dict[str, str] | None = None, gate: Gate | None = None
) -> list[tuple[int, str]]:
    now = clock.now()
    begins = now + dt.timedelta(days=1)
    meeting = {
        "unit_id": unit_id,
        "employee_id": person_id,
        "form": "home_visit",
        "starts_at": begins,
        "ends_at": begins + dt.timedelta(hours=1),
        "topic": "Kartlegging hjemme",
        "place": "Fjordveien 12",
        "created_at": now,
        "awaits_decision_since": now if gate is Gate.DECIDE else None,
        "awaits_reaction_since": now if gate is Gate.INFORM else None,
    }
    returning = sa.insert(Meeting).returning(Meeting.id)
    ids = list(db.session.scalars(returning, [meeting] * count))
    judged = {"level": "high", "residual": "elevated", "gate": gate.value, "logged_at": now} if gate else {}
    answers = calm_answers("home_visit", **(differing or {}))
    draft = {
        "round": 1,
        "checklist_version": CURRENT.version,
        "form": "home_visit",
        "answers": answers,
        "confirmed": [section.id for section in CURRENT.sections],
        "choices": {},
        "findings": [],
        "created_at": now,
        "updated_at": now,
        **judged,
    }
    db.session.execute(sa.insert(Assessment), [{**draft, "meeting_id": id_} for id_ in ids])
    mark = assessments.mark_of_answers(Assessment(form="home_visit", answers=answers))
    return [(id_, mark) for id_ in ids]

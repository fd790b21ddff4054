"""Links with which a person chooses a password: shown once to the administrator, good once, for three days."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from itsdangerous import BadData, URLSafeSerializer

from app import config, signing
from app.domain.events import Happened
from app.models import Person, db
from app.models.transaction import verb
from app.services import people, staff, submissions, timeline
from app.services.people_acting import Actor
from app.services.refusals import Missing

GOOD_FOR = dt.timedelta(days=3)


@verb
def make(person_id: int, *, key: str, by: Actor, now: dt.datetime) -> str:
    """Make a link's secret. The old password and every earlier link die, and every sign-in ends.

    Raises Missing, IsDeactivated, or Replayed: a secret is told once.
    """
    person, unit = staff.locked(person_id, by=by)
    submissions.claim(key, "link", person_id, by=by, now=now)
    staff.must_be_active(person)
    person.password_hash = people.AWAITED + secrets.token_hex(16)
    people.end_sign_ins(person_id, now=now)
    timeline.record(unit, Happened.ACCESS_LINK_MADE, by=by, now=now, person_id=person_id)
    return str(_signer().dumps([person.id, _mark(person), int((now + GOOD_FOR).timestamp())]))


def behind(secret: str, *, now: dt.datetime) -> Person:
    """Whose link this is. Raises Missing when it is forged, used, replaced or too old."""
    try:
        person_id, mark, until = _signer().loads(secret)
    except (BadData, ValueError, TypeError):
        raise Missing from None
    person = db.session.get(Person, person_id, populate_existing=True)
    if person is None or person.deactivated_at or until < now.timestamp() or _mark(person) != mark:
        raise Missing
    return person


@verb
def use(secret: str, password: str, *, now: dt.datetime) -> int:
    """Choose the password, and return whose it is; the link is then used up. Raises Missing or ValueError."""
    person = behind(secret, now=now)
    people.set_password(person.sign_in_name, password, now=now)
    return person.id


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(config.setting("SECRET_KEY"), salt="password link", signer_kwargs=signing.SHA256)


def _mark(person: Person) -> str:
    """Follows from what stands where the password stands, so that a link dies with it."""
    return hashlib.sha256(str(person.password_hash).encode()).hexdigest()[:32]

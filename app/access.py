"""The locks on the doors: who is asking, and whether this door opens for them. Deny by default."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, has_request_context, request, session
from flask_login import LoginManager, UserMixin, login_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app import clock, cookies
from app.domain.permissions import Permission
from app.models import db
from app.models.transaction import Busy
from app.services import sign_ins
from app.services.people_acting import Actor

View = TypeVar("View", bound=Callable[..., Any])

# Doors without a lock. Everything else needs @requires, or stays shut.
PUBLIC = frozenset(
    {
        "about.access",
        "about.accessibility",
        "about.privacy",
        "about.questions",
        "about.retention",
        "sign_in.show",
        "sign_in.create",
        "sign_in.create_demo",
        "single_sign_on.show",
        "single_sign_on.create",
        "passkeys.answer",
        "passwords.show",
        "passwords.create",
        "aborts.create",
        "aborts.state",
        "offline.worker",
        "offline.page",
        "offline.manifest",
        "account.language",
        "account.theme",
        "internal.is_alive",
        "internal.is_ready",
        "internal.metrics",
    }
)


class Doorkeeper(LoginManager):
    """Flask-Login, asked for one thing: whose key a cookie holds. What we leave out is not worked out either."""

    def _load_user(self) -> None:
        """Whose key our own signed cookie holds: there is no other cookie, and no header, that lets somebody in.

        A sign-in is a row that we can end; a browser that changes its name after an update is still the same one.
        """
        key = session.get("_user_id")
        self._update_request_context_with_user(_person_behind(key) if key else None)

    def _update_remember_cookie(self, response: Response) -> Response:
        """There is no second cookie."""
        return response


login_manager = Doorkeeper()


@dataclasses.dataclass(frozen=True, kw_only=True)
class SignedIn(UserMixin, Actor):
    """The person behind this request, read in one query."""

    key: str = dataclasses.field(repr=False)
    sign_in_id: int
    locale: str

    def get_id(self) -> str:
        """What the cookie holds: the key of the sign-in, never the person."""
        return self.key


def init_app(app: Flask) -> None:
    """Lock every door."""
    login_manager.init_app(app, add_context_processor=False)
    app.session_interface = cookies.Cookie()
    app.before_request(stand_at_the_door)
    app.jinja_env.globals["Permission"] = Permission


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare which permission a view asks for."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


def current_person() -> SignedIn | None:
    """Whoever is signed in, or None. Asked for once in a request. Raises nothing outside one: commands have nobody."""
    if not has_request_context():
        return None
    person = g.get("_login_user")
    if person is None:
        login_manager._load_user()  # noqa: SLF001 - what Flask-Login's current_user does, without its proxy
        person = g._login_user  # noqa: SLF001 - its name for whoever it found
    return person if isinstance(person, SignedIn) else None


def has_asked() -> bool:
    """Whether this request has asked who it is."""
    return "_login_user" in g


def let_in(key: str) -> None:
    """Give this browser the sign-in with this key, in place of what its cookie held. Raises 401 when it has ended."""
    session.clear()
    person = _person_behind(key)
    if person is None:
        abort(401)
    login_user(person)
    session.permanent = True


def settle_who_it_is() -> None:
    """After a failure: know who is reading, or take them for nobody if the database does not say so any more."""
    try:
        db.session.rollback()
        current_person()
    except (SQLAlchemyError, Busy):
        g._login_user = login_manager.anonymous_user()  # noqa: SLF001 - nobody is signed out, only not known now


def signed_in() -> SignedIn:
    """Whoever is signed in. Behind a lock there is always somebody."""
    person = current_person()
    if person is None:
        abort(401)
    return person


def stand_at_the_door() -> Response | None:
    """Let public doors open; for the others ask who it is, and whether they may."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC:
        return None
    person = current_person()
    if person is None:
        abort(401)
    permission = getattr(current_app.view_functions[endpoint], "permission", None)
    if permission is None or not person.may(permission):
        abort(403)  # and app/errors.py writes down who was refused what
    return None


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _person_behind(key: str) -> SignedIn | None:
    config = current_app.config
    found = sign_ins.behind(
        key,
        now=clock.now(),
        idle_hours=config["SESSION_IDLE_HOURS"],
        longest_hours=config["SESSION_LONGEST_HOURS"],
    )
    if found is None:
        session.pop("_user_id", None)
        return None
    return SignedIn(key=key, **found)

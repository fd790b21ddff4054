"""The main menu: only what opens for whoever is signed in."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext

from app import access
from app.domain.permissions import Permission
from app.domain.text import _

DOORS = (
    (Permission.ASSESS, "meetings.index", _("Mine møter")),
    (Permission.READ_FLAGGED, "board.index", _("Tavle")),
)


def navigation() -> dict[str, object]:
    """The variable of the same name that layouts draw."""
    person = access.current_person()
    return {
        "navigation": [
            {"href": url_for(endpoint), "label": gettext(label), "current": request.endpoint == endpoint}
            for permission, endpoint, label in DOORS
            if person is not None and person.may(permission)
        ]
    }


def home(person: access.SignedIn) -> str:
    """The address that a person starts from."""
    for permission, endpoint, _label in (DOORS[1], DOORS[0]) if person.may(Permission.DECIDE) else DOORS:
        if person.may(permission):
            return url_for(endpoint)
    return url_for("account.show")

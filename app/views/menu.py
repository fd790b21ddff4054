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
    (Permission.RAISE, "units.index", _("Enheten")),
    (Permission.ADMINISTER, "unit_tree.index", _("Enheter")),
    (Permission.ADMINISTER, "staff.index", _("Folk")),
    (Permission.SEE_COUNTS, "insight.index", _("Innsikt")),
)
MENU = {endpoint: label for _permission, endpoint, label in DOORS}


def open_doors() -> dict[str, object]:
    """What every page draws its menu from: which doors are open, and whether this is one of them."""
    person = access.current_person()
    return {
        "open_doors": tuple(
            endpoint for permission, endpoint, _label in DOORS if person is not None and person.may(permission)
        ),
        "here": request.endpoint if request.endpoint in MENU else None,
    }


def navigation(doors: tuple[str, ...], here: str | None) -> list[dict[str, object]]:
    """The rows of the menu, as the frame draws them."""
    return [{"href": url_for(door), "label": gettext(MENU[door]), "current": door == here} for door in doors]


def home(person: access.SignedIn) -> str:
    """The address that a person starts from."""
    for permission, endpoint, _label in (DOORS[1], *DOORS) if person.may(Permission.READ_FLAGGED) else DOORS:
        if person.may(permission):
            return url_for(endpoint)
    return url_for("account.show")

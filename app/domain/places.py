"""What a unit knows of a place where it meets clients, in the words and codes of the checklist's page about places."""

from __future__ import annotations

import datetime as dt

from app.domain.text import _

KINDS = {"room": _("Rom"), "area": _("Adresse eller område")}
EXITS = {"clear": _("Fri vei ut"), "partly": _("Delvis fri vei ut"), "none": _("Ingen rask vei ut")}
LAYOUTS = {"safe": _("Oversiktlig og trygt innredet"), "weaknesses": _("Noen svakheter"), "unsafe": _("Ikke trygt")}
COVERAGES = {"good": _("God mobildekning"), "uncertain": _("Usikker mobildekning"), "none": _("Ingen mobildekning")}


def is_overdue(has_alarm: bool, tested_at: dt.datetime | None, *, now: dt.datetime, days: int) -> bool:
    """Whether the alarm of a place should have been tested by now: never was, or more than so many days ago."""
    return has_alarm and (tested_at is None or tested_at < now - dt.timedelta(days=days))

"""The forms a meeting can have, and what they have in common (krav 2.1, footnote 5 of the standard)."""

from __future__ import annotations

from app.domain.text import _

PHYSICAL = ("office", "outside", "home_visit", "transport")
AWAY = ("outside", "home_visit", "transport")
REMOTE = ("phone", "digital")

FORMS = {
    "office": _("På kontoret"),
    "outside": _("Ute, et annet sted"),
    "home_visit": _("Hjemmebesøk"),
    "phone": _("Telefon"),
    "digital": _("Video eller chat"),
    "transport": _("Kjøring i bil"),
}

"""How units and people are described wherever somebody enters them: kinds, roles, numbers and addresses."""

from __future__ import annotations

import re

from app.domain.tables import Unreadable
from app.domain.text import _

PHONE = re.compile(r"\+?[0-9][0-9 ]{6,18}[0-9]")
PHONE_AT_MOST = 20
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ADDRESS_AT_MOST = 200
NO_PHONE = _("Skriv et telefonnummer med bare tall, for eksempel +47 400 00 000.")
NO_ADDRESS = _("Skriv en hel e-postadresse, for eksempel kari@nav.no.")
KINDS = {"office": _("Kontor"), "county": _("Fylke"), "directorate": _("Direktorat")}
ROLES = {"leader": _("Leder"), "safety_rep": _("Verneombud"), "admin": _("Administrator")}


def read_phone(cell: str) -> str:
    """A number that can be called. Raises Unreadable."""
    if len(cell) > PHONE_AT_MOST or not PHONE.fullmatch(cell):
        raise Unreadable(NO_PHONE)
    return cell


def read_address(cell: str) -> str:
    """An e-mail address as it is stored. Raises Unreadable."""
    if len(cell) > ADDRESS_AT_MOST or not ADDRESS.fullmatch(cell):
        raise Unreadable(NO_ADDRESS)
    return cell.lower()

"""Where one wants to be told outside the app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField

from forms.base import Form, LineField

OWN = "own"


class AddressForm(Form):
    """A mail or Apprise address, for oneself or for a unit that one leads."""

    whose = SelectField(_("Hvem skal få varslene?"), validate_choice=True)
    target = LineField(_("Adresse"), at_most=1500, needed=_("Skriv adressen som skal få varsler."))
    label = LineField(_("Navn på adressen"), at_most=60, needed=_("Gi adressen et navn, for eksempel «Jobbmobil»."))

    def __init__(self, *args: Any, units: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whose.choices = [(OWN, gettext("Jeg")), *((str(unit.id), unit.name) for unit in units)]
        if not self.whose.raw_data:
            self.whose.data = self.whose.data or OWN

    @property
    def unit_id(self) -> int | None:
        """The unit that was chosen, or None for oneself. Only after validate()."""
        return None if self.whose.data == OWN else int(self.whose.data)

"""Where one wants to be told outside the app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, ValidationError

from forms.base import Form, LineField

OWN = "own"


class AddressForm(Form):
    """A mail or Apprise address, for oneself or for a unit that one leads."""

    whose = SelectField(_("Hvem skal få varslene?"), validate_choice=False)
    target = LineField(_("Adresse"), at_most=1500, needed=_("Skriv adressen som skal få varsler."))
    label = LineField(_("Navn på adressen"), at_most=60, needed=_("Gi adressen et navn, for eksempel «Jobbmobil»."))

    def __init__(self, *args: Any, units: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offered = {OWN: gettext("Jeg"), **{str(unit.id): unit.name for unit in units}}
        self.whose.choices = list(self._offered.items())
        if not self.whose.raw_data:
            self.whose.data = self.whose.data or OWN

    def validate_whose(self, field: SelectField) -> None:
        if field.data not in self._offered:
            raise ValidationError(gettext("Velg deg selv, eller en enhet som du leder."))

    @property
    def unit_id(self) -> int | None:
        """The unit that was chosen, or None for oneself. Only after validate()."""
        return None if self.whose.data == OWN else int(self.whose.data)

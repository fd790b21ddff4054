"""What a reviewer of the access log wants to see: one unit, one reader, some days."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, Form, SelectField, ValidationError
from wtforms.validators import Optional

EVERY = ("", _("Alle"))


class _AnyDay(DateField):
    """A date, or none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata([each for each in valuelist if each])
        except ValueError:
            raise ValueError(gettext("Skriv en dato, for eksempel 24.11.2026.")) from None


class WantedForm(Form):
    """Asked in the address: it changes nothing, so it carries no token."""

    unit = SelectField(_("Enhet"), validate_choice=False)
    reader = SelectField(_("Hvem har sett"), validate_choice=False)
    starts_on = _AnyDay(_("Fra og med"), [Optional()])
    ends_on = _AnyDay(_("Til og med"), [Optional()])

    def __init__(self, units: list[tuple[int, str]], readers: list[tuple[int, str]], **given: Any) -> None:
        super().__init__(**given)
        self.unit.choices = [EVERY, *((str(number), name) for number, name in units)]
        self.reader.choices = [EVERY, *((str(number), name) for number, name in readers)]

    def validate_ends_on(self, field: DateField) -> None:
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("Den siste dagen kan ikke være før den første."))

    @staticmethod
    def number_in(field: SelectField) -> int | None:
        """The id that was chosen, None for all and for what is no id."""
        chosen = str(field.data or "")
        return int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 18 else None

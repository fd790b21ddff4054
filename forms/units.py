"""What is asked about a unit: who stands in, and when its leader is away."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, ValidationError
from wtforms.validators import InputRequired

from forms.base import Form


class DayField(DateField):
    """A date."""

    def __init__(self, label: Any, *, needed: Any, **options: Any) -> None:
        super().__init__(label, [InputRequired(message=needed)], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Skriv en dato, for eksempel 24.11.2026.")) from None


class DatesForm(Form):
    """From one date to another, both included."""

    starts_on = DayField(_("Fra og med"), needed=_("Skriv den første dagen."))
    ends_on = DayField(_("Til og med"), needed=_("Skriv den siste dagen."))

    def validate_ends_on(self, field: DayField) -> None:
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("Den siste dagen kan ikke være før den første."))


class DeputyForm(DatesForm):
    """Who stands in for the leader, and when."""

    person = SelectField(_("Hvem er stedfortreder?"), [InputRequired(message=_("Velg en person."))])

    def __init__(self, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = [(str(number), name) for number, name in people]

"""What is asked about a training: who, what, when, and until when."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, ValidationError
from wtforms.validators import InputRequired

from app import clock
from app.domain.trainings import COURSES
from forms.base import Form
from forms.units import DayField


class MaybeDayField(DateField):
    """A date that may be left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist or not valuelist[0]:
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Skriv en dato, for eksempel 24.11.2026.")) from None


class TrainingForm(Form):
    """One training of one person."""

    person = SelectField(_("Hvem?"), [InputRequired(message=_("Velg en person."))])
    course = SelectField(_("Hvilken opplæring?"), [InputRequired(message=_("Velg en opplæring."))])
    taken_on = DayField(_("Når ble den gjennomført?"), needed=_("Skriv dagen."))
    valid_to = MaybeDayField(_("Gyldig til (valgfritt)"))

    def __init__(self, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = [(str(number), name) for number, name in people]
        self.course.choices = [(course.id, gettext(course.label)) for course in COURSES.values()]

    def validate_taken_on(self, field: DayField) -> None:
        if field.data and field.data > clock.today(clock.now()):
            raise ValidationError(gettext("Opplæringen må være tatt senest i dag. Rett datoen."))

    def validate_valid_to(self, field: MaybeDayField) -> None:
        if field.data and self.taken_on.data and field.data < self.taken_on.data:
            raise ValidationError(gettext("Opplæringen går ut før den ble tatt. Rett en av datoene."))

"""Which flagged meetings a board shows. It stands in the address, so it holds no token and stores nothing."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, ValidationError

from app.domain.forms_of_meeting import FORMS
from app.domain.levels import Level
from forms.base import LineField

LONGEST = 60
AHEAD = {"1": _("I dag"), "7": _("De neste sju dagene")}
DAYS = {"30": _("Siste 30 dager"), "90": _("Siste 90 dager"), "365": _("Siste år")}


class NarrowingForm(Form):
    """Level, form of meeting, unit, place and employee; empty means any.

    `ahead`: how far ahead a meeting that waits begins. `days`: how far back answered meetings are shown.
    """

    level = SelectField(_("Nivå"), validate_choice=False)
    form = SelectField(_("Møteform"), validate_choice=False)
    unit = SelectField(_("Enhet"), validate_choice=False)
    place = SelectField(_("Sted"), validate_choice=False)
    employee = LineField(_("Ansatt"), at_most=LONGEST)
    ahead = SelectField(_("Når møtet er"), validate_choice=False)
    days = SelectField(_("Periode"), validate_choice=False, default="30")

    def __init__(self, sent: Any, units: Iterable[Any], places: Iterable[Any]) -> None:
        super().__init__(sent)
        offered = _offered(str(get_locale()))
        everything = offered["everything"]
        self.unit.choices = [*everything, *((str(unit.id), unit.name) for unit in units)]
        self.place.choices = [*everything, *((str(place.id), place.name) for place in places)]
        for field in (self.level, self.form, self.ahead, self.days):
            field.choices = offered[field.name]

    def validate_level(self, field: SelectField) -> None:
        _must_be_offered(field)

    def validate_form(self, field: SelectField) -> None:
        _must_be_offered(field)

    def validate_unit(self, field: SelectField) -> None:
        _must_be_offered(field)

    def validate_place(self, field: SelectField) -> None:
        _must_be_offered(field)

    def validate_ahead(self, field: SelectField) -> None:
        _must_be_offered(field)

    def validate_days(self, field: SelectField) -> None:
        _must_be_offered(field)

    def validate_employee(self, field: LineField) -> None:
        if field.errors:
            field.data = ""


@functools.cache
def _offered(_language: str) -> dict[str, list[tuple[str, str]]]:
    """What is offered whoever asks, in the language in use."""
    everything = [("", gettext("Alle"))]
    return {
        "everything": everything,
        "level": [*everything, *((level.code, gettext(level.word)) for level in Level)],
        "form": [*everything, *((code, gettext(word)) for code, word in FORMS.items())],
        "ahead": [*everything, *((days, str(words)) for days, words in AHEAD.items())],
        "days": [(days, str(words)) for days, words in DAYS.items()],
    }


def _must_be_offered(field: SelectField) -> None:
    if field.data and field.data not in {choice[0] for choice in field.choices or ()}:
        field.data = ""
        raise ValidationError(gettext("Velg noe som står i lista."))

"""Times as people type them in Norway, and as the app keeps them: in UTC."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, ValidationError
from wtforms.validators import InputRequired

from app import clock

# Outside these years nobody plans anything, and moments cannot be counted on: somebody's finger slipped.
FIRST_YEAR, LAST_YEAR = 2000, 2100
UNREADABLE = _("Skriv dato og klokkeslett, for eksempel 24.11.2026 kl. 10:00.")


def is_of_our_time(moment: dt.datetime) -> bool:
    """Whether a time lies in years that can be meant."""
    return FIRST_YEAR <= moment.year <= LAST_YEAR


class MomentField(DateTimeLocalField):
    """A date and a time of day in Norway. `moment` is the same in UTC, or None when it could not be read."""

    def __init__(self, label: Any, *, needed: Any, **options: Any) -> None:
        shapes = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, [InputRequired(message=needed)], format=shapes, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext(str(UNREADABLE))) from None
        if self.data and not is_of_our_time(self.data):
            self.data = None
            raise ValueError(gettext(str(UNREADABLE)))

    @property
    def moment(self) -> dt.datetime | None:
        return clock.from_local(self.data) if self.data else None


def not_before(earliest: dt.datetime, field: MomentField, sentence: str) -> None:
    """Raise ValidationError with the sentence when the field's moment lies before the earliest."""
    if field.moment is not None and field.moment < earliest:
        raise ValidationError(gettext(sentence))

"""Times as people type them in Norway, and as the app keeps them: in UTC."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, ValidationError
from wtforms.validators import InputRequired

from app import clock


class MomentField(DateTimeLocalField):
    """A date and a time of day in Norway. `moment` is the same in UTC, or None when it could not be read."""

    def __init__(self, label: Any, *, needed: Any, **options: Any) -> None:
        shapes = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, [InputRequired(message=needed)], format=shapes, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext(str(_("Skriv dato og klokkeslett, for eksempel 24.11.2026 kl. 10:00.")))) from None

    @property
    def moment(self) -> dt.datetime | None:
        return clock.from_local(self.data) if self.data else None


def not_before(earliest: dt.datetime, field: MomentField, sentence: str) -> None:
    """Raise ValidationError with the sentence when the field's moment lies before the earliest."""
    if field.moment is not None and field.moment < earliest:
        raise ValidationError(gettext(sentence))

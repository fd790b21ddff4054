"""What is asked when somebody uploads a table: the file."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import ValidationError

from forms.base import Form


class UploadForm(Form):
    """A table as a file."""

    table = FileField(_("Tabell (CSV-fil)"))

    def validate_table(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(gettext("Velg en fil."))

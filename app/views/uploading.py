"""How a view takes an uploaded table: within a size, read by its columns, with what is wrong said in the form."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from app.domain import tables
from app.domain.encodings import NotATable
from app.domain.tables import Column, Faults, Table
from app.domain.text import _
from forms.uploads import UploadForm

MEGABYTES = 8
ROOM_FOR_THE_FORM = 64 * 1024
TOO_BIG = _("Filen er for stor: høyst %(size)s MB. Del den i flere filer.")


def received(columns: Sequence[Column]) -> tuple[UploadForm, Table | None]:
    """The form that was sent, and its table; None when there is none, and then the form says why."""
    request.max_content_length = MEGABYTES * 1024 * 1024 + ROOM_FOR_THE_FORM
    try:
        form = UploadForm()
    except RequestEntityTooLarge:
        form = UploadForm(formdata=None)
        form.refuse(TOO_BIG, "table", size=MEGABYTES)
        return form, None
    if not form.validate():
        return form, None
    try:
        return form, tables.read(form.table.data.stream, columns)
    except NotATable as refusal:
        form.refuse(refusal.sentence, "table", **refusal.values)
        return form, None


def told(faults: Faults) -> list[tuple[int, str, str]]:
    """What is wrong, for components/uploads.html: line, column and sentence in the reader's language."""
    return [(each.line, each.column or "–", gettext(each.sentence, **each.values)) for each in faults.shown]

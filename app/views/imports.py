"""Importing units and people from a table, for administrators: choose, look, and say yes."""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.administration import KINDS
from app.domain.permissions import Permission
from app.services import people_import, units_import, uploads
from app.services.refusals import Replayed
from app.views import asking, uploading
from forms.base import BareForm
from forms.uploads import UploadForm

blueprint = Blueprint("imports", __name__, url_prefix="/administration/imports/<subject>")

LINES_SHOWN = 200
SUBJECTS: dict[str, ModuleType] = {"units": units_import, "people": people_import}
LISTS = {"units": "unit_tree.index", "people": "staff.index"}


@blueprint.get("")
@requires(Permission.ADMINISTER)
def new(subject: str) -> str:
    """Choose a table."""
    return _page(subject, UploadForm(formdata=None))


@blueprint.post("")
@requires(Permission.ADMINISTER)
def upload(subject: str) -> Response | tuple[str, int]:
    """Read a table: on to what it says, or back with what is wrong. Nobody and nothing is added yet."""
    person, importing = signed_in(), _importing(subject)
    form, table = uploading.received(importing.COLUMNS)
    if table is None:
        return _page(subject, form), 422
    content = importing.check(table, by=person)
    if table.faults.count:
        return _page(subject, form, uploading.told(table.faults), table.faults.unseen), 422
    name = form.table.data.filename or ""
    upload_id = uploads.keep(importing.KIND, content, filename=name, by=person, now=clock.now())
    return redirect(url_for("imports.preview", subject=subject, upload_id=upload_id), 303)


@blueprint.get("/<int:upload_id>")
@requires(Permission.ADMINISTER)
def preview(subject: str, upload_id: int) -> str:
    """What the table says, and what would be added."""
    kept = uploads.waiting(upload_id, _importing(subject).KIND, by=signed_in(), now=clock.now())
    return render_template(
        f"imports/{subject}.html",
        upload=kept,
        lines=kept.content[:LINES_SHOWN],
        unseen=max(0, len(kept.content) - LINES_SHOWN),
        fresh=sum(line[-1] for line in kept.content),
        list_address=url_for(LISTS[subject]),
        subject=subject,
        kinds=KINDS,
        roles=people_import.OFFERED,
        bare=BareForm(formdata=None),
    )


@blueprint.post("/<int:upload_id>")
@requires(Permission.ADMINISTER)
def import_all(subject: str, upload_id: int) -> Response:
    """Yes, add them."""
    form = BareForm()
    asking.must_hold(form)
    try:
        count = _importing(subject).import_all(upload_id, key=form.key.raw, by=signed_in(), now=clock.now())
        flash(ngettext("%(num)s linje er importert.", "%(num)s linjer er importert.", count), "success")
    except Replayed:
        flash(gettext("Tabellen er importert."), "success")
    return redirect(url_for(LISTS[subject]), 303)


def _importing(subject: str) -> ModuleType:
    """The service of a word in the address. Aborts with 404 for another, once the lock has been passed."""
    if subject not in SUBJECTS:
        abort(404)
    return SUBJECTS[subject]


def _page(subject: str, form: UploadForm, faults: list[tuple[int, str, str]] | None = None, unseen: int = 0) -> str:
    columns = _importing(subject).COLUMNS
    return render_template(
        "imports/upload.html",
        subject=subject,
        form=form,
        columns=columns,
        faults=faults or [],
        unseen=unseen,
        list_address=url_for(LISTS[subject]),
        kinds=KINDS,
        roles=people_import.OFFERED,
    )

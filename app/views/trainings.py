"""The unit's register of training: reading it, adding to it, and importing a table after a look at it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.permissions import Permission
from app.domain.trainings import COURSES, HELD_WORDS
from app.services import trainings, trainings_import, unit_pages, uploads
from app.services.refusals import Replayed
from app.views import asking, uploading
from forms.base import BareForm
from forms.trainings import TrainingForm
from forms.uploads import UploadForm

blueprint = Blueprint("trainings", __name__, url_prefix="/units/<int:unit_id>/trainings")

LINES_SHOWN = 200


@blueprint.get("")
@requires(Permission.RAISE)
def index(unit_id: int) -> str:
    """Everybody in the unit, and how each training stands."""
    return _drawn(unit_id, _form(unit_id, formdata=None))


@blueprint.post("")
@requires(Permission.DECIDE)
def record(unit_id: int) -> Response | tuple[str, int]:
    """Somebody has taken a course."""
    form = _form(unit_id)
    if not form.validate():
        return _drawn(unit_id, form), 422
    told = (int(form.person.data), form.course.data, form.taken_on.data, form.valid_to.data)
    asking.once(trainings.record, unit_id, *told, key=form.key.raw)
    flash(gettext("Opplæringen er registrert."), "success")
    return redirect(url_for("trainings.index", unit_id=unit_id), 303)


@blueprint.get("/imports")
@requires(Permission.DECIDE)
def new_import(unit_id: int) -> str:
    """Choose a table."""
    return _import_page(unit_id, UploadForm(formdata=None))


@blueprint.post("/imports")
@requires(Permission.DECIDE)
def upload(unit_id: int) -> Response | tuple[str, int]:
    """Read a table: on to what it says, or back with what is wrong. Nothing is stored in the register yet."""
    person, now = signed_in(), clock.now()
    _led(unit_id)
    form, table = uploading.received(trainings_import.COLUMNS)
    if table is None:
        return _import_page(unit_id, form), 422
    content = trainings_import.check(table, unit_id, now=now)
    if table.faults.count:
        return _import_page(unit_id, form, uploading.told(table.faults), table.faults.unseen), 422
    kind, name = trainings_import.KIND, form.table.data.filename or ""
    upload_id = uploads.keep(kind, content, filename=name, unit_id=unit_id, by=person, now=now)
    return redirect(url_for("trainings.preview", unit_id=unit_id, upload_id=upload_id), 303)


@blueprint.get("/imports/<int:upload_id>")
@requires(Permission.DECIDE)
def preview(unit_id: int, upload_id: int) -> str:
    """What the table says, before anything is stored in the register."""
    unit = _led(unit_id)
    kept = uploads.waiting(upload_id, trainings_import.KIND, unit_id=unit_id, by=signed_in(), now=clock.now())
    return render_template(
        "trainings/preview.html",
        unit=unit,
        upload=kept,
        names=trainings_import.names(unit_id),
        lines=trainings_import.read(kept.content[:LINES_SHOWN]),
        unseen=max(0, len(kept.content) - LINES_SHOWN),
        courses=COURSES,
        bare=BareForm(formdata=None),
    )


@blueprint.post("/imports/<int:upload_id>")
@requires(Permission.DECIDE)
def import_all(unit_id: int, upload_id: int) -> Response:
    """Yes, store it."""
    form = BareForm()
    asking.must_hold(form)
    try:
        count = trainings_import.import_all(upload_id, unit_id, key=form.key.raw, by=signed_in(), now=clock.now())
        flash(ngettext("%(num)s linje er importert.", "%(num)s linjer er importert.", count), "success")
    except Replayed:
        flash(gettext("Tabellen er importert."), "success")
    return redirect(url_for("trainings.index", unit_id=unit_id), 303)


def _led(unit_id: int) -> object:
    return unit_pages.led(unit_id, by=signed_in())


def _form(unit_id: int, **kwargs: object) -> TrainingForm:
    return TrainingForm([(row.id, row.name) for row in unit_pages.people(unit_id)], **kwargs)


def _drawn(unit_id: int, form: TrainingForm) -> str:
    person, now = signed_in(), clock.now()
    return render_template(
        "trainings/index.html",
        unit=unit_pages.find(unit_id, by=person),
        register=trainings.register(unit_id, now=now),
        leads=unit_id in person.area(Permission.DECIDE),
        form=form,
        courses=COURSES,
        held_words=HELD_WORDS,
    )


def _import_page(
    unit_id: int, form: UploadForm, faults: list[tuple[int, str, str]] | None = None, unseen: int = 0
) -> str:
    return render_template(
        "trainings/upload.html",
        unit=_led(unit_id),
        form=form,
        columns=trainings_import.COLUMNS,
        faults=faults or [],
        unseen=unseen,
        courses=COURSES,
    )

"""The right of access: one's own report, one by case reference, and a case as an archive."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app import clock
from app.access import requires, signed_in
from app.checklists import checklist
from app.domain.access_log import DEEDS
from app.domain.exports import Kind
from app.domain.forms_of_meeting import FORMS
from app.domain.permissions import Permission
from app.services import reports
from app.services.case_records import Record
from app.views import asking, exports, on_paper
from forms.base import BareForm
from forms.reports import ReferenceForm

blueprint = Blueprint("reports", __name__)


@blueprint.get("/account/report")
@requires(Permission.BE_SIGNED_IN)
def mine() -> str:
    """Everything that is stored about oneself, to read and to print."""
    report = reports.about_oneself(by=signed_in())
    return render_template(
        "reports/mine.html", report=report, checklist_of=checklist, deeds=DEEDS, form=BareForm(formdata=None)
    )


@blueprint.get("/account/report.json")
@requires(Permission.BE_SIGNED_IN)
def mine_as_json() -> Response:
    """The same for machines."""
    return _download(reports.as_json(reports.about_oneself(by=signed_in())), "innsyn.json", "application/json")


@blueprint.post("/account/report/exports")
@requires(Permission.BE_SIGNED_IN)
def ask_for_mine() -> Answer:
    """The same as a PDF."""
    form = BareForm()
    asking.must_hold(form)
    return exports.ask(Kind.ABOUT_ME, {}, form.key.raw)


@blueprint.get("/client-report")
@requires(Permission.SEE_CLIENT_REFERENCE)
def client() -> str:
    """Ask for the reference of a case."""
    return render_template(
        "reports/client.html", form=ReferenceForm(formdata=None), report=None, checklist_of=checklist
    )


@blueprint.post("/client-report")
@requires(Permission.SEE_CLIENT_REFERENCE)
def make_client_report() -> str | Answer | tuple[str, int]:
    """What is stored under the reference: a page to read, JSON, or a PDF that takes a moment."""
    form = ReferenceForm()
    if not form.validate():
        return render_template("reports/client.html", form=form, report=None, checklist_of=checklist), 422
    shape = request.form.get("shape")
    if shape == "pdf":
        return exports.ask(Kind.ABOUT_CASE, {"reference": form.reference.text}, form.key.raw)
    report = reports.about_reference(form.reference.text, by=signed_in(), now=clock.now())
    if shape == "json":
        return _download(reports.as_json(report), "innsyn.json", "application/json")
    return render_template("reports/client.html", form=form, report=report, checklist_of=checklist)


@blueprint.get("/meetings/<int:meeting_id>/archive.zip")
@requires(Permission.BE_SIGNED_IN)
def archive(meeting_id: int) -> Response:
    """The case as an archive package."""
    now = clock.now()

    def draw(record: Record) -> str:
        return on_paper.drawn("reports/printed.html", _name_of(record), made_at=now, record=record)

    def print_(page: str, record: Record) -> bytes:
        return on_paper.printed(page, _name_of(record), made_at=now)

    package = reports.archive(meeting_id, draw=draw, print_=print_, by=signed_in(), now=now)
    return _download(package, f"mote-{meeting_id}.zip", "application/zip")


def _name_of(record: Record) -> str:
    form = FORMS[record["form"]]
    return str(record["topic"] or gettext(form))


def _download(content: str | bytes, name: str, mimetype: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

"""Insight: the figures of a unit's year, as a page, as files and as a report to print."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from app import clock
from app.access import requires, signed_in
from app.domain.access_log import Looked, Shown
from app.domain.exports import OF_A_UNIT, Kind
from app.domain.permissions import Permission
from app.domain.text import _
from app.services import access_log
from app.services.insight import figures
from app.services.insight.figures import Insight, Year
from app.views import asking, exports, figure_files, insight_words
from forms.base import BareForm

blueprint = Blueprint("insight", __name__)

MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")
BACKWARDS = _("Perioden slutter før den begynner. Velg et av årene nedenfor.")
NO_MONTH = _("Skriv perioden som måneder, for eksempel 2025-10. Eller velg et av årene nedenfor.")
NO_YEAR = _(
    "Vi viser bare hele år. Forskjellen mellom to perioder som overlapper, kunne røpet enkelthendelser."
    " Velg et av årene nedenfor."
)


@blueprint.get("/insight")
@requires(Permission.SEE_COUNTS)
def index() -> Answer:
    """The figures that one starts from."""
    return redirect(url_for("insight.show", unit_id=figures.start(signed_in())))


@blueprint.get("/units/<int:unit_id>/insight")
@requires(Permission.SEE_COUNTS)
def show(unit_id: int) -> str | tuple[str, int]:
    """A year of a unit and of what is below it."""
    years = figures.years(clock.now())
    year, trouble = _chosen(years)
    if trouble:
        unit, _in_full = figures.find(unit_id, by=signed_in())
        said = gettext(trouble)
        return render_template("insight/no_such_period.html", unit=unit, years=years, trouble=said), 422
    return _drawn("insight/show.html", figures.insight(unit_id, year, by=signed_in()), years=years)


@blueprint.get("/units/<int:unit_id>/insight/report")
@requires(Permission.SEE_FIGURES)
def report(unit_id: int) -> str:
    """The yearly report to the working environment committee: everything on paper, with definitions."""
    return _drawn("insight/report.html", _in_full(unit_id, Looked.FIGURES_EXPORTED))


@blueprint.get("/units/<int:unit_id>/insight/figures.csv")
@requires(Permission.SEE_FIGURES)
def csv(unit_id: int) -> Response:
    """The figures as text for a spreadsheet."""
    return _file(unit_id, figure_files.csv, "csv", "text/csv; charset=utf-8")


@blueprint.get("/units/<int:unit_id>/insight/figures.xlsx")
@requires(Permission.SEE_FIGURES)
def xlsx(unit_id: int) -> Response:
    """The figures as a workbook."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(unit_id, figure_files.xlsx, "xlsx", kind)


@blueprint.post("/units/<int:unit_id>/insight/exports")
@requires(Permission.SEE_FIGURES)
def ask_for_file(unit_id: int) -> Answer:
    """The report as a PDF, or the figures of every unit below: files that take a moment."""
    form = BareForm()
    asking.must_hold(form)
    year, trouble = _chosen(figures.years(clock.now()))
    kind = request.form.get("kind", Kind.YEAR_REPORT)
    if trouble or kind not in OF_A_UNIT:
        abort(404)
    wanted = {"from": f"{year.first:%Y-%m}", "to": f"{year.last:%Y-%m}"}
    return exports.ask(Kind(kind), wanted, form.key.raw, unit_id=unit_id)


def _file(unit_id: int, write: Callable[[Insight], bytes], ending: str, kind: str) -> Response:
    found = _in_full(unit_id, Looked.FIGURES_EXPORTED)
    answer = Response(write(found), content_type=kind)
    name = f"trygt-mote-{unit_id}-{found.year.first:%Y-%m}-{found.year.last:%Y-%m}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _in_full(unit_id: int, looked: Looked) -> Insight:
    """All figures of the year in the address, and a line about who took them along."""
    year, trouble = _chosen(figures.years(clock.now()))
    if trouble:
        abort(404)
    by = signed_in()
    found = figures.insight(unit_id, year, by=by)
    if not found.in_full:
        abort(404)
    told = {"stream": f"unit/{unit_id}", "unit_id": unit_id, "about_id": None, "shown": [Shown.FIGURES]}
    access_log.look(looked, **told, by=by, now=clock.now())  # type: ignore[arg-type]
    return found


def _drawn(template: str, found: Insight, **more: object) -> str:
    return render_template(
        template, insight=found, words=insight_words, made_at=clock.now(), form=BareForm(formdata=None), **more
    )


def _chosen(years: list[Year]) -> tuple[Year, str | None]:
    """The year in the address, else the newest; and a sentence when the address names no year that is shown."""
    asked = [request.args.get(name) for name in ("from", "to")]
    if asked == [None, None]:
        return years[0], None
    months = [MONTH.fullmatch(each or "") for each in asked]
    if months[0] is None or months[1] is None:
        return years[0], NO_MONTH
    first, last = (dt.date(int(each[1]), int(each[2]), 1) for each in months if each)
    if last < first:
        return years[0], BACKWARDS
    return (Year(first, last), None) if Year(first, last) in years else (years[0], NO_YEAR)

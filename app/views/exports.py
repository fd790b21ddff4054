"""Files that take time: how far each has come, and the file itself when it is ready."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from app import clock, languages
from app.access import requires, signed_in
from app.domain.exports import KINDS, Kind
from app.domain.permissions import Permission
from app.services import exports
from app.views import asking, export_files
from app.views.freshness import unless_unchanged

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
ONE = "/<int:export_id>"


@blueprint.get("")
@requires(Permission.BE_SIGNED_IN)
def index() -> str:
    """What one has asked for lately."""
    rows = exports.mine(by=signed_in(), now=clock.now())
    return render_template("exports/index.html", rows=rows, kinds=KINDS)


@blueprint.get(ONE)
@requires(Permission.BE_SIGNED_IN)
def show(export_id: int) -> str:
    """How far it has come: looked after by itself, with and without scripts."""
    found = exports.find(export_id, by=signed_in(), now=clock.now())
    return render_template("exports/show.html", export=found, kinds=KINDS)


@blueprint.get(f"{ONE}/state")
@requires(Permission.BE_SIGNED_IN)
def state(export_id: int) -> Answer:
    """The part of the page that changes; 304 as long as it has not."""
    found = exports.find(export_id, by=signed_in(), now=clock.now())
    return unless_unchanged(found.mark, lambda: render_template("exports/state.html", export=found, kinds=KINDS))


@blueprint.get(f"{ONE}/file")
@requires(Permission.BE_SIGNED_IN)
def fetch(export_id: int) -> Response:
    """The file. Who has fetched what is written in the access log."""
    found, content = exports.fetch(export_id, by=signed_in(), now=clock.now())
    answer = Response(content, content_type=KINDS[Kind(found.kind)].mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{export_files.filename(found)}"'
    return answer


def ask(kind: Kind, wanted: Mapping[str, str], key: str, *, unit_id: int | None = None) -> Answer:
    """For the pages that files are asked for on: ask, and show how far it has come."""
    number = asking.once(exports.ask, kind, wanted, unit_id=unit_id, language=languages.spoken(), key=key)
    return redirect(url_for("exports.show", export_id=number), 303)

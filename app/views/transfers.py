"""Moving somebody to another unit on a date: what follows from it is shown before it is done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.access import requires, signed_in
from app.domain.administration import ROLES
from app.domain.permissions import Permission
from app.services import staff, transfers
from app.services.refusals import Missing, Refused
from app.services.transfers import Consequences
from app.views import asking, unit_tree
from forms.administration import TransferForm
from forms.base import BareForm

blueprint = Blueprint("transfers", __name__, url_prefix="/administration")


@blueprint.get("/people/<int:person_id>/transfer")
@requires(Permission.ADMINISTER)
def show(person_id: int) -> str:
    """To which unit, and from when."""
    return _drawn(person_id, TransferForm(unit_tree.choices(), formdata=None))


@blueprint.post("/people/<int:person_id>/transfer")
@requires(Permission.ADMINISTER)
def create(person_id: int) -> Response | str | tuple[str, int]:
    """Show what follows; sent once more from there, do it."""
    form = TransferForm(unit_tree.choices())
    if not form.validate():
        return _drawn(person_id, form), 422
    unit_id, on_date = int(form.unit.data), form.on_date.data or clock.today(clock.now())
    choice = f"{unit_id}/{on_date}"
    if form.seen.data != choice:
        follows = transfers.consequences(person_id, on_date, by=signed_in())
        form.seen.data = choice
        return _drawn(person_id, form, follows)
    try:
        asking.once(transfers.plan, person_id, unit_id, on_date, key=form.key.raw)
    except Missing:
        raise
    except Refused as refusal:
        form.refuse(refusal.sentence)
        return _drawn(person_id, form), refusal.status
    flash(gettext("Flyttingen er registrert."), "success")
    return redirect(url_for("staff.index", words=staff.named(person_id)), 303)


@blueprint.post("/transfers/<int:transfer_id>/cancellation")
@requires(Permission.ADMINISTER)
def drop(transfer_id: int) -> Response:
    """Call a planned move off."""
    form = BareForm()
    asking.must_hold(form)
    person_id = transfers.drop(transfer_id, key=form.key.raw, by=signed_in(), now=clock.now())
    flash(gettext("Flyttingen er avlyst."), "success")
    return redirect(url_for("staff.show", person_id=person_id), 303)


def _drawn(person_id: int, form: TransferForm, follows: Consequences | None = None) -> str:
    someone = staff.administered(person_id, by=signed_in())
    return render_template(
        "staff/transfer.html",
        someone=someone,
        unit=staff.home(someone),
        form=form,
        follows=follows,
        role_words=ROLES,
    )

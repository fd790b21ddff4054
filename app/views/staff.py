"""People, for administrators: find, add, change, roles, access. No content of theirs is shown."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock, hosts
from app.access import requires, signed_in
from app.domain.administration import ROLES
from app.domain.permissions import Permission, Role
from app.services import password_links, roles, staff, transfers
from app.services.refusals import Refused, Replayed
from app.services.refusals_to_administrators import AddressTaken
from app.views import asking, searches, unit_tree
from forms.administration import NewPersonForm, PersonForm, RoleForm
from forms.base import BareForm, Form

blueprint = Blueprint("staff", __name__, url_prefix="/administration/people")


@blueprint.get("")
@requires(Permission.ADMINISTER)
def index() -> str:
    """Everybody, by name; found by words of the name or the address."""
    words = searches.opened(request.args.get("words")).strip()
    after = request.args.get("after")
    found, more = staff.find(words, after=asking.number(after) if after else None, by=signed_in())
    return render_template("staff/index.html", found=found, more=more, words=words, sealed=request.args.get("words"))


@blueprint.post("/search")
@requires(Permission.ADMINISTER)
def search() -> Response:
    """The address of what is found: it names nobody, but holds what was typed, sealed."""
    asking.must_hold(BareForm())
    return redirect(url_for("staff.index", words=searches.sealed(request.form.get("words", ""))), 303)


@blueprint.get("/new")
@requires(Permission.ADMINISTER)
def new() -> str:
    """What is asked about somebody new."""
    return render_template("staff/new.html", form=NewPersonForm(unit_tree.choices(), formdata=None))


@blueprint.post("")
@requires(Permission.ADMINISTER)
def create() -> Response | tuple[str, int]:
    """Add somebody."""
    form = NewPersonForm(unit_tree.choices())
    if not form.validate():
        return render_template("staff/new.html", form=form), 422
    told = (form.name.text, form.sign_in_name.text, form.phone.data or None, int(form.unit.data))
    try:
        person_id = staff.add(*told, key=form.key.raw, by=signed_in(), now=clock.now())
    except Replayed:
        return redirect(url_for("staff.index", words=searches.sealed(form.name.text)), 303)
    except AddressTaken as refusal:
        form.refuse(refusal.sentence, "sign_in_name")
        return render_template("staff/new.html", form=form), refusal.status
    flash(_welcome(told[0]), "success")
    return redirect(url_for("staff.show", person_id=person_id), 303)


@blueprint.get("/<int:person_id>")
@requires(Permission.ADMINISTER)
def show(person_id: int) -> str:
    """Who it is, which roles, and the ways to change that."""
    return drawn(person_id)


@blueprint.post("/<int:person_id>")
@requires(Permission.ADMINISTER)
def change(person_id: int) -> Response | tuple[str, int]:
    """Another name, address or number."""
    form = PersonForm()
    if not form.validate():
        return drawn(person_id, form=form), 422
    told = (form.name.text, form.sign_in_name.text, form.phone.data or None)
    try:
        asking.once(staff.change, person_id, *told, key=form.key.raw)
    except AddressTaken as refusal:
        form.refuse(refusal.sentence, "sign_in_name")
        return drawn(person_id, form=form), refusal.status
    flash(gettext("Endringene er lagret."), "success")
    return _back(person_id)


@blueprint.post("/<int:person_id>/appointments")
@requires(Permission.ADMINISTER)
def appoint(person_id: int) -> Response | tuple[str, int]:
    """Give a role."""
    form = RoleForm(unit_tree.choices(), prefix="role-")
    if not form.validate():
        return drawn(person_id, role_form=form), 422
    try:
        asking.once(roles.give, person_id, Role(form.role.data), int(form.unit.data), key=form.key.raw)
    except Refused as refusal:
        return _refused(person_id, refusal, role_form=form)
    flash(gettext("Rollen er gitt, og gjelder med en gang."), "success")
    return _back(person_id)


@blueprint.post("/appointments/<int:appointment_id>/ending")
@requires(Permission.ADMINISTER)
def end_role(appointment_id: int) -> Response:
    """Take a role away."""
    form = BareForm()
    asking.must_hold(form)
    person_id = roles.end(appointment_id, key=form.key.raw, by=signed_in(), now=clock.now())
    flash(gettext("Rollen er fjernet."), "success")
    return _back(person_id)


@blueprint.post("/<int:person_id>/deactivation")
@requires(Permission.ADMINISTER)
def deactivate(person_id: int) -> Response:
    """End somebody's access, at once and everywhere."""
    form = BareForm()
    asking.must_hold(form)
    try:
        leaderless = staff.deactivate(person_id, key=form.key.raw, by=signed_in(), now=clock.now())
    except Replayed:
        leaderless = []  # whoever sent it the first time was told
    flash(gettext("Tilgangen er avsluttet, og personen er logget ut overalt."), "success")
    if leaderless:
        units = ", ".join(leaderless)
        flash(gettext("Varslingskjeden er brutt: %(units)s har ingen leder nå. Gi noen rollen.", units=units), "error")
    return _back(person_id)


@blueprint.post("/<int:person_id>/reactivation")
@requires(Permission.ADMINISTER)
def reactivate(person_id: int) -> Response:
    """Give the access back."""
    form = BareForm()
    asking.must_hold(form)
    asking.once(staff.reactivate, person_id, key=form.key.raw)
    flash(gettext("Tilgangen er gitt tilbake, med de rollene personen hadde."), "success")
    return _back(person_id)


@blueprint.post("/<int:person_id>/password-link")
@requires(Permission.ADMINISTER)
def make_password_link(person_id: int) -> str | Response:
    """Make a link to choose a password with, and show it this once."""
    asking.only_with("LOCAL_ACCOUNTS")
    form = BareForm()
    asking.must_hold(form)
    try:
        secret = password_links.make(person_id, key=form.key.raw, by=signed_in(), now=clock.now())
    except Replayed:
        flash(gettext("Lenken er allerede vist. Lag en ny hvis du ikke fikk med deg den."), "info")
        return _back(person_id)
    address = hosts.absolute(url_for("passwords.show", link=secret))
    person = staff.administered(person_id, by=signed_in())
    return render_template(
        "staff/password_link.html", someone=person, address=address, days=password_links.GOOD_FOR.days
    )


def drawn(person_id: int, **typed: Form) -> str:
    """The page of a person; `typed` holds forms that came back, by name."""
    someone = staff.administered(person_id, by=signed_in())
    forms = {
        "form": PersonForm(formdata=None, obj=someone),
        "role_form": RoleForm(
            unit_tree.choices(), formdata=None, prefix="role-", data={"unit": str(someone.unit_id), "role": "leader"}
        ),
    }
    return render_template(
        "staff/show.html",
        someone=someone,
        unit=staff.home(someone),
        roles=roles.of_person(person_id),
        role_words=ROLES,
        planned=transfers.planned(person_id),
        leaderless=staff.left_without_leader(person_id),
        bare=BareForm(formdata=None),
        has_single_sign_on=bool(current_app.config["OIDC_ISSUER"]),
        has_local_accounts=current_app.config["LOCAL_ACCOUNTS"],
        **{**forms, **typed},
    )


def _refused(person_id: int, refusal: Refused, **form: Form) -> tuple[str, int]:
    staff.administered(person_id, by=signed_in())
    for each in form.values():
        each.refuse(refusal.sentence)
    return drawn(person_id, **form), refusal.status


def _welcome(name: str) -> str:
    if current_app.config["LOCAL_ACCOUNTS"]:
        return str(gettext("%(name)s er lagt til. Lag en passordlenke, så kan personen logge inn.", name=name))
    return str(gettext("%(name)s er lagt til, og kan logge inn med jobbkontoen.", name=name))


def _back(person_id: int) -> Response:
    return redirect(url_for("staff.show", person_id=person_id), 303)

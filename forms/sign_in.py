"""Signing in with a local account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired

from forms.base import Form, LineField


class SignInForm(Form):
    """Sign-in name and password. `kept` carries what was typed when the sign-in ran out."""

    sign_in_name = LineField(_("E-postadresse"), at_most=200, needed=_("Skriv e-postadressen din."))
    password = PasswordField(_("Passord"), [InputRequired(message=_("Skriv passordet ditt."))])
    next = HiddenField()
    kept = HiddenField()


class CastForm(Form):
    """One tap signs in as somebody of the demo's cast."""

    person = HiddenField()
    next = HiddenField()
    kept = HiddenField()

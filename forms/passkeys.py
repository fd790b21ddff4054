"""Adding a passkey, answering with one, and taking one away."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField
from wtforms.validators import InputRequired

from forms.base import Form, LineField


class ConfirmedForm(Form):
    """What is changed about how one signs in is confirmed with the password."""

    password = PasswordField(_("Passord"), [InputRequired(message=_("Skriv passordet ditt."))])


class NewPasskeyForm(ConfirmedForm):
    """A name to know it by; `answer` and `state` are filled in by the browser and by us."""

    name = LineField(
        _("Navn på passnøkkelen"), at_most=60, needed=_("Gi passnøkkelen et navn, for eksempel «Mobilen min».")
    )
    answer = HiddenField()
    state = HiddenField()


class PasskeyAnswerForm(Form):
    """What the browser signed."""

    answer = HiddenField()
    state = HiddenField()

"""What is asked about units, people and roles."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, SelectField, ValidationError
from wtforms.validators import InputRequired

from app.domain.administration import ADDRESS, ADDRESS_AT_MOST, KINDS, NO_ADDRESS, NO_PHONE, PHONE, PHONE_AT_MOST, ROLES
from app.domain.permissions import APPOINTED
from forms.base import Form, LineField
from forms.units import DayField

Choices = list[tuple[int, str]]


class PhoneField(LineField):
    """A number that can be called."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, at_most=PHONE_AT_MOST, **options)

    def pre_validate(self, _form: Any) -> None:
        if self.data and not PHONE.fullmatch(self.data):
            raise ValidationError(gettext(NO_PHONE))


class UnitField(SelectField):
    """One of the units that one administers."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, [InputRequired(message=_("Velg en enhet."))], **options)

    def offer(self, units: Choices) -> None:
        """Which units can be chosen."""
        self.choices = [(str(number), name) for number, name in units]


class UnitForm(Form):
    """A unit: its name, what it lies below, and where it can be called."""

    name = LineField(_("Navn"), at_most=100, needed=_("Skriv navnet på enheten."))
    kind = SelectField(_("Hva slags enhet?"), default="office")
    parent = UnitField(_("Ligger under"))
    phone = PhoneField(_("Telefon (valgfritt)"))

    def __init__(self, units: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(code, gettext(word)) for code, word in KINDS.items()]
        self.parent.offer(units)


class PersonForm(Form):
    """A person: name, address and number; and, for somebody new, the unit."""

    name = LineField(_("Navn"), at_most=100, needed=_("Skriv navnet."))
    sign_in_name = LineField(_("E-postadresse"), at_most=ADDRESS_AT_MOST, needed=_("Skriv e-postadressen."))
    phone = PhoneField(_("Telefon"))

    def validate_sign_in_name(self, field: LineField) -> None:
        if field.data and not ADDRESS.fullmatch(field.data):
            raise ValidationError(gettext(NO_ADDRESS))


class NewPersonForm(PersonForm):
    """Somebody new, and where they work."""

    unit = UnitField(_("Enhet"))

    def __init__(self, units: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.offer(units)


class RoleForm(Form):
    """Which role, and where."""

    role = SelectField(_("Rolle"), [InputRequired(message=_("Velg en rolle."))])
    unit = UnitField(_("I enheten"))

    def __init__(self, units: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [(role.value, gettext(ROLES[role.value])) for role in APPOINTED]
        self.unit.offer(units)


class TransferForm(Form):
    """To which unit, from which day. `seen` says that the consequences have been shown."""

    unit = UnitField(_("Ny enhet"))
    on_date = DayField(_("Fra og med"), needed=_("Skriv fra hvilken dag."))
    seen = HiddenField()

    def __init__(self, units: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit.offer(units)


class PasswordForm(Form):
    """A new password."""

    password = PasswordField(_("Nytt passord"), [InputRequired(message=_("Skriv et passord."))])
    link = HiddenField()

"""Which case a report is about."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forms.base import Form, LineField


class ReferenceForm(Form):
    """The reference is sent in the form and never in an address."""

    reference = LineField(_("Saksnummer"), at_most=40, needed=_("Skriv saksnummeret."))

"""Why a case is kept."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forms.base import Form, WordsField


class HoldForm(Form):
    """The reason is read by leaders alone."""

    reason = WordsField(
        _("Hvorfor skal saken beholdes?"), at_most=500, needed=_("Skriv hvorfor, for eksempel «sak om yrkesskade».")
    )

"""How a leader or safety representative answers a flagged meeting."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app.domain.decisions import APPROVE, CHANGE, STOP
from forms.base import Form, WordsField

ANSWERS = {
    APPROVE: _("Godkjenn møtet med tiltakene"),
    CHANGE: _("Be om endringer"),
    STOP: _("Stans møtet"),
}


class DecisionForm(Form):
    """The leader's answer, with a sentence to the employee."""

    outcome = RadioField(_("Hva bestemmer du?"), [InputRequired(message=_("Velg et svar."))])
    words = WordsField(
        _("Beskjed til den ansatte"), at_most=500, needed=_("Skriv en setning til den ansatte, også når du godkjenner.")
    )
    assessment_id = HiddenField()

    def __init__(self, allowed: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [(outcome, gettext(str(ANSWERS[outcome]))) for outcome in allowed]


class ReceiptForm(Form):
    """«Sett», with or without a word to the employee."""

    words = WordsField(_("Beskjed til den ansatte (valgfritt)"), at_most=500)
    assessment_id = HiddenField()


class CommentForm(Form):
    """A comment for the employee and the leader to read."""

    words = WordsField(_("Kommentar"), at_most=500, needed=_("Skriv kommentaren din."))
    assessment_id = HiddenField()

"""What is asked after a meeting: how it went, and whether each measure helped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import AnyOf

from app.domain.afterwards import EFFECTS, WENT, WENT_WORDS
from forms.base import Form

EFFECT = "effect-"


class OutcomeForm(Form):
    """«Gikk det som planlagt?»: three buttons."""

    outcome = RadioField(
        _("Gikk det som planlagt?"), [AnyOf(WENT, message=_("Velg hvordan det gikk."))], validate_choice=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outcome.choices = [(went, gettext(WENT_WORDS[went])) for went in WENT]


class EffectsForm(Form):
    """«Virket tiltaket?» for each measure of a meeting, named effect-<id>; those that are left alone are left open."""

    def __init__(self, measures: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.measures = list(measures)

    @property
    def effects(self) -> dict[int, str]:
        """What was chosen, by the measure's id."""
        said = {each.id: request.form.get(f"{EFFECT}{each.id}") for each in self.measures}
        return {measure_id: effect for measure_id, effect in said.items() if effect in EFFECTS}

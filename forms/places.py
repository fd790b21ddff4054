"""What is asked about a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from app.domain.places import COVERAGES, EXITS, KINDS, LAYOUTS
from forms.base import Form, LineField, WordsField

ALARM = {"yes": _("Ja"), "no": _("Nei")}


class PlaceForm(Form):
    """A room or an area: what one should know before meeting somebody there."""

    name = LineField(_("Navn på stedet"), at_most=100, needed=_("Skriv hva stedet heter."))
    kind = RadioField(_("Hva slags sted er det?"), [InputRequired(message=_("Velg rom eller område."))])
    has_alarm = RadioField(_("Er det alarm der?"), [InputRequired(message=_("Velg ja eller nei."))])
    exits = SelectField(_("Utganger"), validate_choice=False)
    layout = SelectField(_("Innsyn og innredning"), validate_choice=False)
    coverage = SelectField(_("Mobildekning"), validate_choice=False)
    remarks = WordsField(_("Merknader (valgfritt)"), at_most=500)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = _choices(KINDS)
        self.has_alarm.choices = [(code, str(word)) for code, word in ALARM.items()]
        unsaid = [("", gettext("Vet ikke"))]
        for field, words in ((self.exits, EXITS), (self.layout, LAYOUTS), (self.coverage, COVERAGES)):
            field.choices = unsaid + _choices(words)

    @property
    def known(self) -> dict[str, Any]:
        """What was said, as the service takes it. Only after validate()."""
        return {
            "name": self.name.text,
            "kind": self.kind.data,
            "has_alarm": self.has_alarm.data == "yes",
            "exits": self.exits.data if self.exits.data in EXITS else None,
            "layout": self.layout.data if self.layout.data in LAYOUTS else None,
            "coverage": self.coverage.data if self.coverage.data in COVERAGES else None,
            "remarks": self.remarks.text or None,
        }


def _choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, gettext(word)) for code, word in words.items()]

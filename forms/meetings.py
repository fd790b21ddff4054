"""What is asked about a meeting: its facts, and the small questions along its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from app import clock
from app.domain.forms_of_meeting import FORMS, REMOTE
from app.domain.levels import Level
from forms.base import Form, LineField
from forms.times import MomentField, not_before

STARTED_AT_MOST = dt.timedelta(minutes=15)
LONGEST = dt.timedelta(hours=24)


def _as_text(number: object) -> str:
    return "" if number is None else str(number)


class FactsForm(Form):
    """The facts of a meeting. `like` is an earlier meeting of one's own to start from."""

    form = RadioField(_("Hvordan møtes dere?"), [InputRequired(message=_("Velg hvordan dere møtes."))])
    starts_at = MomentField(_("Når begynner møtet?"), needed=_("Skriv når møtet begynner."))
    ends_at = MomentField(_("Når er møtet ferdig?"), needed=_("Skriv når møtet er ferdig."))
    topic = LineField(_("Hva gjelder møtet?"), at_most=100, needed=_("Skriv kort hva møtet gjelder."))
    place_id = SelectField(_("Hvor er møtet?"), coerce=_as_text, validate_choice=False)
    place = LineField(_("Hvor er møtet?"), at_most=200)
    case_reference = LineField(_("Saksnummer (valgfritt)"), at_most=40)
    like = HiddenField()

    def __init__(self, places: Sequence[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.places = {str(number): name for number, name in places}
        self.place_id.choices = [("", gettext("Et annet sted")), *self.places.items()]
        if places:
            self.place.label.text = gettext("Eller skriv et annet sted")
        self.form.choices = [(form, gettext(label)) for form, label in FORMS.items()]

    def validate_starts_at(self, field: MomentField) -> None:
        earliest = clock.now() - STARTED_AT_MOST
        not_before(earliest, field, str(_("Møtet ser ut til å være i fortiden. Velg et tidspunkt fram i tid.")))

    def validate_ends_at(self, field: MomentField) -> None:
        begins = self.starts_at.moment
        if begins is None or field.moment is None:
            return
        if field.moment <= begins:
            raise ValidationError(gettext("Møtet må slutte etter at det begynner. Rett klokkeslettet."))
        if field.moment - begins > LONGEST:
            raise ValidationError(gettext("Et møte kan vare høyst ett døgn. Rett datoen."))

    def validate_place(self, field: LineField) -> None:
        if field.data and self.chosen_place:
            raise ValidationError(gettext("Du har valgt et sted og skrevet et annet. Fjern det ene."))
        if not field.data and not self.chosen_place and self.form.data not in REMOTE:
            raise ValidationError(gettext("Skriv hvor møtet er."))

    @property
    def chosen_place(self) -> str | None:
        """The name of the place that was chosen among those of the unit, if any."""
        return self.places.get(self.place_id.data or "")

    def choose_what_is_written(self) -> None:
        """Show a place of the unit that an address names as chosen, instead of as written."""
        if self._written_place:
            self.place_id.data, self.place.data = str(self._written_place), ""

    @property
    def _written_place(self) -> int | None:
        """A place of the unit that was written instead of chosen, as a calendar does."""
        written = self.place.text.casefold()
        return next((int(number) for number, name in self.places.items() if name.casefold() == written), None)

    @property
    def facts(self) -> dict[str, Any]:
        """The facts as the service takes them; times in UTC. Only after validate()."""
        return {
            "form": self.form.data,
            "starts_at": self.starts_at.moment,
            "ends_at": self.ends_at.moment,
            "topic": self.topic.data,
            "place": self.chosen_place or self.place.data or gettext(FORMS[self.form.data]),
            "case_reference": self.case_reference.data or None,
            "place_id": int(self.place_id.data) if self.chosen_place else self._written_place,
        }


class SpokenForm(Form):
    """«Vurdert muntlig»: with whom, and which level was agreed."""

    spoken_with = LineField(
        _("Hvem vurderte du risikoen sammen med?"), at_most=100, needed=_("Skriv navnet på den du snakket med.")
    )
    level = RadioField(_("Hvilket nivå ble dere enige om?"), [InputRequired(message=_("Velg et nivå."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level.choices = [(level.code, gettext(level.word)) for level in Level]


class RecheckForm(Form):
    """«Har noe endret seg?», just before the start."""

    changed = RadioField(_("Har noe endret seg siden vurderingen?"), [InputRequired(message=_("Velg ja eller nei."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changed.choices = [("no", gettext("Nei, alt er som før")), ("yes", gettext("Ja, noe har endret seg"))]

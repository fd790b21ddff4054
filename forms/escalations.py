"""What is asked around an alarm: what was understood, what one does, and how it is on the place."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from app.domain.escalation import ACTION_WORDS, THREAT_CHANNELS, Situation
from forms.base import Form, WordsField


class AcknowledgeForm(Form):
    """The read-back and the action: nobody acknowledges without both."""

    understood = RadioField(_("Hva har skjedd?"), [InputRequired(message=_("Velg hva som har skjedd."))])
    action = RadioField(_("Hva gjør du nå?"), [InputRequired(message=_("Velg hva du gjør nå."))])

    def __init__(self, situations: list[Situation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.understood.choices = [(each.code, f"{gettext(each.kind)} · {gettext(each.place)}") for each in situations]
        self.action.choices = [(action.value, gettext(words)) for action, words in ACTION_WORDS.items()]


class PhoneForm(AcknowledgeForm):
    """«Jeg fikk tak i … på telefon»: who, what they repeated, and what they do."""

    person = RadioField(_("Hvem fikk du tak i?"), [InputRequired(message=_("Velg hvem du fikk tak i."))])

    def __init__(self, situations: list[Situation], people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(situations, **kwargs)
        self.understood.label.text = gettext("Hva gjentok de at har skjedd?")
        self.action.label.text = gettext("Hva gjør de nå?")
        self.person.choices = [(str(number), name) for number, name in people]


class OfferForm(Form):
    """To whom an alarm is offered."""

    person = RadioField(_("Hvem skal ta over?"), [InputRequired(message=_("Velg hvem som skal ta over."))])

    def __init__(self, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = [(str(number), name) for number, name in people]


class ReportForm(Form):
    """A status from the place."""

    words = WordsField(
        _("Status fra stedet"),
        at_most=500,
        needed=_("Skriv kort hvordan det går, for eksempel «Fremme, alle er trygge»."),
    )


class ClosingForm(Form):
    """The text that an alarm is closed with."""

    words = WordsField(
        _("Hva skjedde, og hvordan gikk det?"), at_most=1000, needed=_("Skriv hva som skjedde, og hvordan det gikk.")
    )


class ThreatForm(Form):
    """A threat outside a meeting: by phone, chat, e-mail or otherwise."""

    channel = RadioField(_("Hvordan kom trusselen?"), [InputRequired(message=_("Velg hvordan trusselen kom."))])
    words = WordsField(_("Hva bør lederen vite? (valgfritt)"), at_most=500)
    client_key = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel.choices = [(code, gettext(words)) for code, words in THREAT_CHANNELS.items()]


class StartForm(Form):
    """«Start møtet», after "Har noe endret seg?"; signs of life in between are for meetings away."""

    check_every = RadioField(_("Skal appen spørre deg underveis?"), default="0")
    code_word = WordsField(_("Kodeord du har avtalt med en kollega (valgfritt)"), at_most=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.check_every.choices = [
            ("0", gettext("Nei, bare når møtet skal være ferdig")),
            ("15", gettext("Ja, hvert 15. minutt")),
            ("30", gettext("Ja, hvert 30. minutt")),
        ]


class DrillForm(Form):
    """A drill: the same engine, marked everywhere."""

    person = SelectField(_("Hvem skal varsle?"), [InputRequired(message=_("Velg hvem som skal varsle."))])
    is_danger = BooleanField(_("Øv på «Fare nå»"))

    def __init__(self, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = [(str(number), name) for number, name in people]

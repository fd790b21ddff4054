"""What is asked in an assessment: one page of the checklist at a time, then what to do about the findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import HiddenField

from app import clock
from app.domain.checklist import Checklist, Section
from app.domain.choices import JUDGED, Agreed, Choices
from app.domain.identity_numbers import REFUSAL, holds_identity_number
from app.domain.levels import Level
from app.domain.text import _
from forms.base import Form, tidied
from forms.times import UNREADABLE, is_of_our_time

UNANSWERED = _("Velg et svar.")
LONGEST_LINE = 200
OWN = tuple(f"own-{number}" for number in range(5))
WHY = "why-"


class SectionForm(Form):
    """One page of the checklist, built from its section: a new question needs no new form.

    `answers` holds the valid answers by question id; `complaints` a sentence by question id.
    """

    seen = HiddenField()

    def __init__(self, section: Section, form_of_meeting: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.section = section
        self.asked = section.asked(form_of_meeting)
        self.answers: dict[str, str] = {}
        self.complaints: dict[str, str] = {}
        for question in self.asked:
            given = request.form.get(question.id)
            if given is not None and any(given == option.id for option in question.options):
                self.answers[question.id] = given

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether the token holds and every question of the page has an answer of its own."""
        fine = super().validate(extra_validators)
        self.complaints = {each.id: gettext(UNANSWERED) for each in self.asked if each.id not in self.answers}
        return fine and not self.complaints


class ResultForm(Form):
    """The choices on the result page. Names: measures, who-<measure>, due-<measure>, why-<finding>, own-<n>."""

    seen = HiddenField()

    def __init__(self, questions: Checklist, default: Agreed, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.questions = questions
        self.default = default
        self.complaints: dict[str, str] = {}

    def choices(self) -> Choices:
        """What was chosen. Notes complaints about what cannot be read; everything else is kept."""
        sent = request.form.to_dict()
        chosen = dict.fromkeys(request.form.getlist("measures"))
        own = [(self._line(sent, name), self._agreed(sent, name)) for name in OWN if sent.get(name)]
        grounds = {name: self._line(sent, name) for name in sent if name.startswith(WHY)}
        judged = sent.get(JUDGED)
        return Choices(
            measures={code: self._agreed(sent, code) for code in chosen if code in self.questions.measure_by_id},
            own=tuple((words, agreed) for words, agreed in own if words),
            grounds={
                finding: words
                for name, words in grounds.items()
                if words and (finding := name.removeprefix(WHY)) in self.questions.finding_by_id
            },
            judged=judged if judged in {level.code for level in Level} else None,
        )

    def complain(self, what: Mapping[str, str]) -> None:
        """Add sentences by field; they are translated here."""
        self.complaints.update({field: gettext(sentence) for field, sentence in what.items()})

    def _line(self, sent: Mapping[str, str], name: str) -> str:
        typed = tidied(sent.get(name, ""))
        if not typed:
            return ""
        if holds_identity_number(typed):
            self.complain({name: REFUSAL})
        elif len(typed) > LONGEST_LINE:
            self.complaints[name] = gettext("Skriv høyst %(count)s tegn.", count=LONGEST_LINE)
        return typed

    def _agreed(self, sent: Mapping[str, str], name: str) -> Agreed:
        responsible = self._line(sent, f"who-{name}") or self.default.responsible
        return Agreed(responsible, self._due(f"due-{name}", sent.get(f"due-{name}")))

    def _due(self, name: str, typed: str | None) -> dt.datetime:
        if not typed:
            return self.default.due_at
        try:
            moment = dt.datetime.fromisoformat(typed)
        except ValueError:
            moment = None
        if moment and is_of_our_time(moment):
            return clock.from_local(moment.replace(tzinfo=None))
        self.complaints[name] = gettext(str(UNREADABLE))
        return self.default.due_at

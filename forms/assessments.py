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
from forms.base import Form

UNANSWERED = _("Svar på dette spørsmålet. Velg «Vet ikke» hvis du er usikker og valget finnes.")
LONGEST_LINE = 200
MOST_OWN = 5


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
        chosen = [code for code in dict.fromkeys(request.form.getlist("measures")) if code in self.questions.measure_by_id]
        own = [(self._line(f"own-{n}"), self._agreed(f"own-{n}")) for n in range(MOST_OWN)]
        judged = request.form.get(JUDGED)
        return Choices(
            measures={code: self._agreed(code) for code in chosen},
            own=tuple((words, agreed) for words, agreed in own if words),
            grounds={
                finding: words for finding in self.questions.finding_by_id if (words := self._line(f"why-{finding}"))
            },
            judged=judged if judged in {level.code for level in Level} else None,
        )

    def complain(self, what: Mapping[str, str]) -> None:
        """Add sentences by field; they are translated here."""
        self.complaints.update({field: gettext(sentence) for field, sentence in what.items()})

    def _line(self, name: str) -> str:
        typed = request.form.get(name, "").strip()
        if holds_identity_number(typed):
            self.complain({name: REFUSAL})
        elif len(typed) > LONGEST_LINE:
            self.complaints[name] = gettext("Skriv høyst %(count)s tegn.", count=LONGEST_LINE)
        return typed

    def _agreed(self, name: str) -> Agreed:
        responsible = self._line(f"who-{name}") or self.default.responsible
        return Agreed(responsible, self._due(f"due-{name}"))

    def _due(self, name: str) -> dt.datetime:
        typed = request.form.get(name)
        if not typed:
            return self.default.due_at
        try:
            return clock.from_local(dt.datetime.fromisoformat(typed).replace(tzinfo=None))
        except ValueError:
            self.complaints[name] = gettext("Skriv dato og klokkeslett, for eksempel 24.11.2026 kl. 10:00.")
            return self.default.due_at

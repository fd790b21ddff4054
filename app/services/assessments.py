"""Verbs about an assessment: saving a page of answers, choosing measures, and logging it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.checklists import checklist
from app.domain.checklist import Checklist, Section
from app.domain.choices import Choices
from app.domain.events import Happened
from app.domain.levels import Gate, Level, gate
from app.domain.risk import Outcome, Unanswerable, evaluate
from app.models import Assessment
from app.models.meeting import stream_of
from app.models.transaction import verb
from app.services import drafts, measures, submissions, timeline
from app.services.meetings import own_draft
from app.services.people_acting import Actor
from app.services.refusals import AlreadyLogged, ChangedElsewhere, Incomplete, MeetingOver


class Saved(NamedTuple):
    """The draft after a page has been saved: all its answers, and the pages that are confirmed."""

    answers: dict[str, str]
    confirmed: list[str]


@verb
def save_section(
    meeting_id: int,
    section_id: str,
    answers: Mapping[str, str],
    *,
    seen: str,
    by: Actor,
    now: dt.datetime,
    read: Any = None,
) -> Saved:
    """Keep the answers of one page; the page counts as confirmed when all of it is answered.

    `seen` is mark_of() the answers that the page showed. Raises ChangedElsewhere when they are no
    longer what is stored, unless the same answers are stored already: a repeated save is harmless.
    `read` is own_meetings.current(), from a caller that has looked it up already.
    """
    draft = drafts.own(meeting_id, by=by, read=read)
    if draft.logged_at:
        raise AlreadyLogged
    section = checklist(draft.checklist_version).section(section_id)
    asked = {question.id: question for question in section.asked(draft.form)}
    given = {question: answer for question, answer in answers.items() if question in asked}
    stored = {question: draft.answers[question] for question in asked if question in draft.answers}
    if seen != mark_of(section, draft.answers) and stored != given:
        raise ChangedElsewhere
    confirmed = [each for each in draft.confirmed if each != section_id]
    if len(given) == len(asked):
        confirmed.append(section_id)
    kept = {question: answer for question, answer in draft.answers.items() if question not in asked}
    saved = Saved({**kept, **given}, confirmed)
    drafts.save(draft, answers=saved.answers, confirmed=saved.confirmed, by=by, now=now)
    return saved


@verb
def choose(meeting_id: int, choices: Choices, *, by: Actor) -> None:
    """Keep the choices of the result page with the draft.

    Whoever logs sends theirs along. So the draft counts as unchanged: a tap on a measure that comes in beside the tap
    on "log" is no change that somebody made elsewhere.
    """
    _meeting, draft = own_draft(meeting_id, by=by)
    draft.choices = choices.to_json()


@verb
def log(
    meeting_id: int, choices: Choices, *, seen: str, key: str, by: Actor, now: dt.datetime, read: Any = None
) -> None:
    """Log the assessment: freeze it with its level, residual and gate, and tell the leader when the gate says so.

    `seen` is mark_of_answers() that the result page showed; `read` as in save_section(). Raises Incomplete
    with what is missing (the choices are kept all the same by choose()), ChangedElsewhere, AlreadyLogged,
    MeetingOver (a risk is judged before the meeting; afterwards only what was judged by word can be told)
    or Replayed.
    """
    draft = drafts.own(meeting_id, by=by, read=read)
    kept = choices.to_json()
    submissions.claim(key, [seen, kept], draft.id, by=by, now=now)
    if draft.logged_at:
        raise AlreadyLogged
    if draft.ends_at <= now:
        raise MeetingOver
    if seen != mark_of_answers(draft):
        raise ChangedElsewhere
    outcome = judged(draft, choices)
    if lacking := choices.missing(outcome):
        raise Incomplete(lacking)
    residual = choices.residual(outcome)
    opened = gate(outcome.level, residual)
    findings = [[each.id, each.risk.code, each.residual.code] for each in outcome.findings]
    told = {"level": outcome.level.code, "residual": residual.code, "gate": opened.value}
    drafts.freeze(draft, by=by, now=now, choices=kept, findings=findings, spoken_with=None, **told)
    measures.write_down(draft, choices, by=by)
    _tell(draft, Happened.ASSESSMENT_LOGGED, opened, by=by, now=now, **told, round=draft.round)


@verb
def log_by_word(meeting_id: int, spoken_with: str, level: Level, *, key: str, by: Actor, now: dt.datetime) -> None:
    """Log that the risk was judged by word of mouth, with whom, and which level was agreed.

    For no time: it is counted, and always shown to the leader (checklist contract, "The gate").
    """
    draft = drafts.own(meeting_id, by=by)
    submissions.claim(key, [spoken_with, level.code], draft.id, by=by, now=now)
    if draft.logged_at:
        raise AlreadyLogged
    opened = gate(level, level)
    if opened is Gate.HOLD:
        opened = Gate.INFORM
    told = {"level": level.code, "gate": opened.value}
    drafts.freeze(
        draft, by=by, now=now, choices=draft.choices, findings=[], residual=level.code, spoken_with=spoken_with, **told
    )
    _tell(draft, Happened.ASSESSED_BY_WORD, opened, by=by, now=now, **told)


def _tell(draft: Any, kind: Happened, opened: Gate, *, by: Actor, now: dt.datetime, **facts: Any) -> None:
    """Move the meeting on, which makes sure that nobody else has, and write the line."""
    line = timeline.next_line(stream_of(draft.id), draft, kind, by=by, now=now, **facts)
    drafts.move_on(draft, opened, line["number"], line["hash"], by=by, now=now)
    timeline.write(line)


def judged(assessment: Assessment, choices: Choices) -> Outcome:
    """The outcome of an assessment's answers. Raises Incomplete when pages are unanswered or unconfirmed."""
    questions = checklist(assessment.checklist_version)
    if unfinished := unconfirmed(questions, assessment):
        raise Incomplete({section.id: section.title for section in unfinished})
    try:
        return evaluate(questions, assessment.form, assessment.answers, choices.measures)
    except Unanswerable as error:
        raise Incomplete({}) from error


def unconfirmed(questions: Checklist, assessment: Assessment) -> list[Section]:
    """The pages that the employee has not yet answered in whole, or not yet confirmed, in order."""
    return [section for section in questions.sections if section.id not in assessment.confirmed]


def mark_of(section: Section, answers: Mapping[str, str]) -> str:
    """A short mark of one page's answers: two pages that show the same have the same mark."""
    return _mark("|".join(f"{question.id}={answers.get(question.id, '')}" for question in section.questions))


def mark_of_answers(assessment: Assessment) -> str:
    """A short mark of all answers of an assessment."""
    pairs = sorted(assessment.answers.items())
    return _mark("|".join(f"{question}={answer}" for question, answer in [("form", assessment.form), *pairs]))


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

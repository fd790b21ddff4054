"""What templates can say about times, levels and forms of meeting, in the reader's language."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from babel.dates import format_date
from flask import Flask, request
from jinja2 import StrictUndefined, pass_context
from markupsafe import Markup, escape

from app import access, clock, cookies, languages
from app.checklists import CURRENT
from app.checklists.sources import SOURCES
from app.domain.afterwards import EFFECT_WORDS, WENT_WORDS
from app.domain.decisions import OUTCOME_WORDS
from app.domain.escalation import ACTION_WORDS, Action
from app.domain.forms_of_meeting import FORMS
from app.domain.levels import GATE_SENTENCES, RISK_WORDS, Level, Risk
from app.domain.standing import SENTENCES, TAGS
from app.domain.text import _
from app.languages import translated
from forms.base import new_key

THEMES = ("auto", "light", "dark")


def init_app(app: Flask) -> None:
    """Give templates their filters and the few things that every page knows."""
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update({name: _said_when_read(words) for name, words in FILTERS.items()})
    app.jinja_env.globals.update(
        csrf_token=cookies.token,
        new_key=new_key,
        locales=list(languages.NAMES.items()),
        sources=SOURCES,
        gate_sentences=GATE_SENTENCES,
        standing_sentences=SENTENCES,
        standing_tags=TAGS,
    )
    app.context_processor(everywhere)


def everywhere() -> dict[str, object]:
    """The variables of every page."""
    return {
        "locale": languages.chosen(),
        "theme": theme(),
        "person": access.current_person(),
    }


def theme() -> str:
    """The theme that this browser was told to keep."""
    sent, name = request.cookies, cookies.named("theme")
    return sent[name] if name in sent and sent[name] in THEMES else THEMES[0]


def day(moment: dt.datetime) -> str:
    """A date in words, without the year when it is this year's: "mandag 23. november"."""
    date = clock.local(moment).date()
    pattern = "EEEE d. MMMM" if date.year == clock.today(clock.now()).year else "EEEE d. MMMM y"
    return _in_words(date, pattern, languages.spoken())


@functools.lru_cache(maxsize=2048)
def _in_words(date: dt.date, pattern: str, language: str) -> str:
    if language == "en":
        pattern = pattern.replace("d.", "d")
    return str(format_date(date, pattern, locale=language))


def written_day(moment: dt.datetime) -> str:
    """A date with its year, for what is kept: "23. november 2026"."""
    return _in_words(clock.local(moment).date(), "d. MMMM y", languages.spoken())


def clock_time(moment: dt.datetime, *, seconds: bool = False) -> str:
    """The time of day in Norway: "14:03", or "14:03:12"."""
    return clock.local(moment).strftime("%H:%M:%S" if seconds else "%H:%M")


def when(moment: dt.datetime) -> Markup:
    """Day and time of day in a <time> element."""
    return _time(moment, day(moment))


def soon(moment: dt.datetime) -> Markup:
    """As when(), but today and tomorrow are called so: for lists, never for what may be printed and kept."""
    ahead = (clock.local(moment).date() - clock.today(clock.now())).days
    name = (
        translated(_("I dag")) if ahead == 0 else translated(_("I morgen")) if ahead == 1 else capitalized(day(moment))
    )
    return _time(moment, name)


def _time(moment: dt.datetime, name_of_day: str) -> Markup:
    words = escape(f"{name_of_day} {clock_time(moment)}")
    return Markup(f'<time datetime="{moment.isoformat(timespec="seconds")}">{words}</time>')  # nosec B704 # noqa: S704


def span(meeting: Any) -> str:
    """From when to when: the day is said once if the meeting ends on it."""
    begins, ends = meeting.starts_at, meeting.ends_at
    first = f"{capitalized(day(begins))} {clock_time(begins)}"
    if clock.today(begins) == clock.today(ends):
        return f"{first}–{clock_time(ends)}"
    return f"{first} – {day(ends)} {clock_time(ends)}"


def capitalized(words: str) -> str:
    """With a capital first letter, the rest untouched: as the beginning of a line."""
    return words[:1].upper() + words[1:]


def field_value(moment: dt.datetime) -> str:
    """What a datetime-local input holds."""
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


FILTERS: dict[str, Callable[..., object]] = {
    "translated": translated,
    "day": day,
    "written_day": written_day,
    "clock": clock_time,
    "when": when,
    "soon": soon,
    "span": span,
    "date": lambda date: _in_words(date, "d. MMM y", languages.spoken()),
    "month": lambda date: f"{date:%Y-%m}",
    "month_name": lambda date: _in_words(date, "MMMM y", languages.spoken()),
    "iso": lambda moment: moment.isoformat(timespec="seconds"),
    "field_value": field_value,
    "level_word": lambda code: translated(Level.of(code).word),
    "risk_word": lambda code: translated(RISK_WORDS[Risk[code.upper()]]),
    "form_word": lambda code: translated(FORMS[code]),
    "stored_day": lambda text: written_day(dt.datetime.fromisoformat(text)),
    "mark_of_right": lambda may: translated(_("Ja")) if may else "–",
    "action_word": lambda code: translated(ACTION_WORDS[Action(code)]),
    "went_word": lambda code: translated(WENT_WORDS[code]),
    "effect_word": lambda code: translated(EFFECT_WORDS[code]),
    "measure_word": lambda code: translated(CURRENT.measure_by_id[code].label if code else _("Eget tiltak")),
    "outcome_word": lambda code: translated(OUTCOME_WORDS[code]),
}


def _said_when_read(words: Callable[..., object]) -> Callable[..., object]:
    """Keeps Jinja from working a filter out when it compiles a template: then its first reader would choose for all."""

    @pass_context
    def filtered(_context: object, *told: Any, **named: Any) -> object:
        return words(*told, **named)

    return filtered

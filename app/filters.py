"""What templates can say about times, levels and forms of meeting, in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask, request
from flask_babel import format_date, format_time, get_locale, gettext
from jinja2 import StrictUndefined
from markupsafe import Markup

from app import access, clock, cookies, languages
from app.checklists.sources import SOURCES
from app.domain.decisions import OUTCOME_WORDS
from app.domain.escalation import ACTION_WORDS, Action
from app.domain.forms_of_meeting import FORMS
from app.domain.levels import GATE_SENTENCES, RISK_WORDS, Level, Risk
from app.domain.standing import SENTENCES
from forms.base import new_key

THEMES = ("auto", "light", "dark")


def init_app(app: Flask) -> None:
    """Give templates their filters and the few things that every page knows."""
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters.update(
        {
            "translated": gettext,
            "day": day,
            "clock": clock_time,
            "when": when,
            "soon": soon,
            "span": span,
            "date": lambda date: format_date(date, "medium"),
            "iso": lambda moment: moment.isoformat(timespec="seconds"),
            "field_value": field_value,
            "level_word": lambda code: gettext(Level.of(code).word),
            "risk_word": lambda code: gettext(RISK_WORDS[Risk[code.upper()]]),
            "form_word": lambda code: gettext(FORMS[code]),
            "action_word": lambda code: gettext(ACTION_WORDS[Action(code)]),
            "outcome_word": lambda code: gettext(OUTCOME_WORDS[code]),
        }
    )
    app.jinja_env.globals.update(
        csrf_token=cookies.token, new_key=new_key, locales=list(languages.NAMES.items()), sources=SOURCES, gate_sentences=GATE_SENTENCES, standing_sentences=SENTENCES
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
    kept = request.cookies.get("theme")
    return kept if kept in THEMES else THEMES[0]


def day(moment: dt.datetime) -> str:
    """A date in words, without the year when it is this year's: "mandag 23. november"."""
    date = clock.local(moment).date()
    pattern = "EEEE d. MMMM" if date.year == clock.today(clock.now()).year else "EEEE d. MMMM y"
    if str(get_locale()) == "en":
        pattern = pattern.replace("d.", "d")
    return str(format_date(date, pattern))


def clock_time(moment: dt.datetime, *, seconds: bool = False) -> str:
    """The time of day in Norway: "14:03", or "14:03:12"."""
    return str(format_time(moment, "HH:mm:ss" if seconds else "HH:mm"))


def when(moment: dt.datetime) -> Markup:
    """Day and time of day in a <time> element."""
    return Markup('<time datetime="{}">{} {}</time>').format(
        moment.isoformat(timespec="seconds"), day(moment), clock_time(moment)
    )


def soon(moment: dt.datetime) -> Markup:
    """As when(), but today and tomorrow are called so: for lists, never for what may be printed and kept."""
    names = {0: gettext("I dag"), 1: gettext("I morgen")}
    ahead = (clock.local(moment).date() - clock.today(clock.now())).days
    return Markup('<time datetime="{}">{} {}</time>').format(
        moment.isoformat(timespec="seconds"), names.get(ahead) or capitalized(day(moment)), clock_time(moment)
    )


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

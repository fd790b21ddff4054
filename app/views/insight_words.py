"""What the figures are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext

from app.checklists import PUBLISHED
from app.domain.afterwards import EFFECT_WORDS, WENT_WORDS
from app.domain.escalation import Source
from app.domain.forms_of_meeting import FORMS
from app.domain.insight import ANSWERED, DAY_PARTS, HOURS_SHOWN, NOTHING, SPOKEN, UNANSWERED, WEEKDAYS, Subject
from app.domain.levels import LEVEL_WORDS
from app.domain.signals import Signal
from app.domain.text import _
from app.services.insight.figures import Insight

Bar = tuple[str, int | None, int | None, int | str, str]

STATUSES = {
    **{level.code: word for level, word in LEVEL_WORDS.items()},
    SPOKEN: _("Vurdert muntlig"),
    NOTHING: _("Ikke vurdert"),
}
SOURCES = {
    Source.ABORT.value: _("Avbrutte møter"),
    Source.THREAT.value: _("Trusler utenom møter"),
    Source.OVERDUE.value: _("Møter som ikke ble meldt ferdig"),
    Source.UNDECIDED.value: _("Møter uten svar fra leder før start"),
}
REACTIONS = {ANSWERED: _("Leder har svart"), UNANSWERED: _("Uten svar fra leder")}
OWN_WORDS = {"own_words": _("Tiltak med egne ord")}
DAYS = (_("Mandag"), _("Tirsdag"), _("Onsdag"), _("Torsdag"), _("Fredag"), _("Helg"))
RULES = {code: rule.because for published in PUBLISHED.values() for code, rule in published.finding_by_id.items()}
MEASURES = {each.id: each.label for published in PUBLISHED.values() for each in published.measures} | OWN_WORDS

LABELS: dict[str, dict[str, str]] = {
    Subject.FORM: FORMS,
    Subject.STATUS: STATUSES,
    Subject.RULE: RULES,
    Subject.MEASURE: MEASURES,
    Subject.ALARM: SOURCES,
    Subject.REACTION: REACTIONS,
    Subject.OUTCOME: WENT_WORDS,
}
HEADINGS = {
    Subject.MEETINGS: _("Møter"),
    Subject.FORM: _("Møteform"),
    Subject.STATUS: _("Vurdering"),
    Subject.RULE: _("Grunner til risiko"),
    Subject.MEASURE: _("Tiltak"),
    Subject.EFFECT: _("Virket tiltakene?"),
    Subject.OUTCOME: _("Hvordan gikk møtene?"),
    Subject.ALARM: _("Varsler"),
    Subject.REACTION: _("Svar fra leder"),
    Subject.ABORT_HOUR: _("Avbrudd etter ukedag og tid"),
}


def label(subject: str, key: str) -> str:
    """The name of one figure; a code that no published checklist knows is its own name."""
    if subject == Subject.ABORT_HOUR:
        day, part = map(int, key.split("-"))
        return f"{gettext(DAYS[day])}, {part_of_day(part)}"
    if subject == Subject.EFFECT:
        measure, effect = key.split("/")
        return f"{label(Subject.MEASURE, measure)}: {gettext(EFFECT_WORDS[effect])}"
    return str(gettext(LABELS.get(subject, {}).get(key, key)) if key else gettext(HEADINGS[Subject(subject)]))


def heading(subject: str) -> str:
    """What a group of figures is about."""
    return str(gettext(HEADINGS[Subject(subject)]))


def part_of_day(part: int) -> str:
    """From when to when, on the clock."""
    return str(gettext((_("før 9"), _("9–11"), _("11–13"), _("13–15"), _("etter 15"))[part]))


def weekday(day: int) -> str:
    return str(gettext(DAYS[day]))


def hidden() -> str:
    """What stands in place of a number that may not be known."""
    return str(gettext("skjult"))


def shown(number: int | None) -> int | str:
    """A number, or the word for one that is hidden."""
    return hidden() if number is None else number


def percent(share: int | None) -> str:
    return hidden() if share is None else str(gettext("%(share)s %%", share=share))


def duration(minutes: int | None) -> str:
    """Minutes as people say them."""
    if minutes is None:
        return str(gettext("for få til å vise"))
    if minutes < 120:
        return str(gettext("%(count)s min", count=minutes))
    if minutes < 48 * 60:
        return str(gettext("%(count)s timer", count=round(minutes / 60)))
    return str(gettext("%(count)s døgn", count=round(minutes / 60 / 24)))


def said(signal: Signal) -> str:
    """A signal as a sentence."""
    return str(gettext(signal.sentence, **dict(signal.facts)))


def all_said(signals: Iterable[Signal]) -> str:
    """Signals as sentences, one after another."""
    return " ".join(map(said, signals))


def keys(insight: Insight, subject: str) -> list[str]:
    """What there is a number for this year, the largest first, and then what there only was the year before."""
    return list({**insight.this.of(subject), **insight.before.of(subject)})


def bars(insight: Insight, subject: str, chosen: Iterable[str], tones: Mapping[str, str]) -> list[Bar]:
    """A bar for each key: its name, this year's number and that of the year before, the word for it, its colour."""
    numbers = {key: insight.this.number(subject, key) for key in chosen}
    return [
        (label(subject, key), number, insight.before.number(subject, key), shown(number), tones.get(key, "plain"))
        for key, number in numbers.items()
    ]


def parts_of_day() -> list[str]:
    return [part_of_day(part) for part in range(len(DAY_PARTS))]


def grid(insight: Insight) -> list[tuple[str, list[tuple[int | None, int | str]]]]:
    """The heat map: each weekday with its numbers through the day, and what stands in each cell."""
    numbers = {key: insight.this.number(Subject.ABORT_HOUR, key) for key in HOURS_SHOWN}
    return [(weekday(day), [_cell(numbers[f"{day}-{part}"]) for part in range(len(DAY_PARTS))]) for day in WEEKDAYS]


def _cell(number: int | None) -> tuple[int | None, int | str]:
    return number, "–" if number is None else number

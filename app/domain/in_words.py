"""Says conditions as sentences, so that people who read no code can review the rules.

The parameter `_` is the reader's gettext: it gets bokmål and returns the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.checklist import Checklist
from app.domain.conditions import AllOf, AnyOf, Condition, Said
from app.domain.forms_of_meeting import AWAY, FORMS, PHYSICAL, REMOTE

Gettext = Callable[[str], str]


def in_words(condition: Condition, checklist: Checklist, _: Gettext) -> str:
    """The condition as a sentence without capital and full stop: «svaret på … er …, og møtet er fysisk»."""
    match condition:
        case Said(question="form"):
            return forms_in_words(condition.options, _)
        case Said():
            return _answer_in_words(condition, checklist, _)
        case AllOf():
            parts = [in_words(part, checklist, _) for part in _flat(condition)]
            return _("%(first)s, og %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
        case AnyOf():
            parts = [in_words(part, checklist, _) for part in _flat(condition)]
            return _("minst ett av dette stemmer: %(statements)s") % {"statements": "; ".join(parts)}
    raise TypeError(f"no words for {type(condition).__name__}")


def forms_in_words(forms: frozenset[str], _: Gettext) -> str:
    """Which forms of meeting are meant: one of the known groups, or their names."""
    groups = {
        frozenset(PHYSICAL): _("møtet er fysisk"),
        frozenset(AWAY): _("møtet er utenfor kontoret"),
        frozenset(REMOTE): _("møtet er på telefon, video eller chat"),
    }
    names = [_(label) for form, label in FORMS.items() if form in forms]
    return groups.get(forms) or _("møteformen er %(forms)s") % {"forms": either(names, _)}


def either(names: Sequence[str], _: Gettext) -> str:
    """«a», «b» eller «c»."""
    quoted = [_("«%(name)s»") % {"name": name} for name in names]
    if len(quoted) == 1:
        return quoted[0]
    return _("%(first)s eller %(last)s") % {"first": ", ".join(quoted[:-1]), "last": quoted[-1]}


def _answer_in_words(said: Said, checklist: Checklist, _: Gettext) -> str:
    """All answers but one are said as that one: shorter, and nearer to how people think of it."""
    question = checklist.questions[said.question]
    meant = [option for option in question.options if option.id in said.options]
    rest = [option for option in question.options if option.id not in said.options]
    if len(rest) == 1 < len(meant):
        sentence, options = _("svaret på «%(question)s» er noe annet enn %(options)s"), rest
    else:
        sentence, options = _("svaret på «%(question)s» er %(options)s"), meant
    return sentence % {"question": _(question.text), "options": either([_(each.label) for each in options], _)}


def _flat(condition: AllOf | AnyOf) -> list[Condition]:
    """The parts, with parts of the same kind taken apart: (a and b) and c is a, b and c."""
    kind = type(condition)
    return [piece for part in condition.parts for piece in (_flat(part) if isinstance(part, kind) else [part])]

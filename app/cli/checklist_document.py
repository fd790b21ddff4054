"""Writes a checklist out as a Markdown document that a safety representative can review line by line.

Everything in it comes from the rules that the app itself uses. The parameter `_` is the reader's gettext.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.checklists.sources import SOURCES
from app.cli.markdown import bullets, heading, link_to, paragraph, table
from app.domain.checklist import Checklist, Count, Effect, Question, Rule, Section, Sum
from app.domain.forms_of_meeting import FORMS
from app.domain.in_words import Gettext, forms_in_words, in_words
from app.domain.levels import RISK_WORDS, Level


def document(checklist: Checklist, _: Gettext) -> str:
    """The whole checklist as Markdown, in the language of the gettext."""
    parts = (_introduction, _levels, _sums, _questions, _rules, _measures, _sources)
    lines = [line for part in parts for line in part(checklist, _)]
    return "\n".join(lines).strip() + "\n"


def _introduction(checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(_("Sjekklisten for trygge brukermøter"), depth=1)
    text = _(
        "Dette er versjon %(version)s av sjekklisten: alle spørsmål, regler og tiltak, og kravene de bygger "
        "på. Dokumentet er laget av reglene som appen selv bruker, med kommandoen %(command)s."
    )
    yield from paragraph(text % {"version": checklist.version, "command": "`flask checklist show`"})
    text = _(
        "Vurderingen gjelder møtet og sikringen rundt det, aldri personen. Det lages ingen poengsum. "
        "«Vet ikke» er et svar som kan gi risiko."
    )
    yield from paragraph(text)


def _levels(_checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(_("Nivåene, og hva som skjer"))
    text = _(
        "Hver regel som slår til, er et funn. Det alvorligste funnet bestemmer nivået. Tiltak kan senke et "
        "funn, og det som er igjen, er restrisikoen. Den ansatte kan heve restrisikoen, aldri senke den."
    )
    yield from paragraph(text)
    told = {
        Level.LOW: _("Hold møtet. Vurderingen logges."),
        Level.ELEVATED: _(
            "Hvert funn får et tiltak eller en begrunnelse, og restrisikoen vurderes. Hold møtet. "
            "Leder og verneombud får vite om det, og leder gir en synlig tilbakemelding."
        ),
        Level.HIGH: _(
            "Møtet starter ikke før en leder har bestemt: godkjenne med tiltak, be om endringer eller "
            "stanse. Det gjelder også når restrisikoen er høy, og når tiltak har senket møtet fra stans."
        ),
        Level.STOP: _(
            "Er også restrisikoen stans, holdes ikke møtet som planlagt: bytt form, sted eller bemanning "
            "og vurder på nytt, eller avlys. Leder får vite det med en gang."
        ),
    }
    yield from table([_("Nivå"), _("Hva som skjer")], ([_(level.word), told[level]] for level in Level))


def _sums(checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(_("Når flere forhold virker sammen"))
    text = _(
        "Summer kan bare heve nivået. Én merknad alene gir lavt nivå. Merknader om opplæring og rutiner "
        "hører til leders oversikt og telles ikke med."
    )
    yield from paragraph(text)
    counted = {
        Count.UNKNOWN_ANSWERS: _("minst %(number)s svar er «Vet ikke»"),
        Count.NOTES: _("minst %(number)s funn er merknader"),
        Count.SERIOUS_FINDINGS: _("minst %(number)s funn er forhøyet eller høyere"),
    }
    for each in checklist.sums:
        yield from _finding(each, counted[each.counts] % {"number": each.at_least}, checklist, _)


def _questions(checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(_("Spørsmålene"))
    for number, section in enumerate(checklist.sections, 1):
        yield from heading(f"{number}. {_(section.title)}", depth=3)
        for question in section.questions:
            yield from _question(question, checklist, _)


def _question(question: Question, checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(_(question.text), depth=4)
    yield from paragraph(_(question.why))
    source = SOURCES[question.source]
    yield from bullets(
        (
            _("Kode: %(code)s.") % {"code": f"`{question.id}`"},
            _asked(question, _),
            _("Kilde: %(source)s.") % {"source": _requirement(question.source, _)},
            _("Lov som standarden viser til: %(law)s.") % {"law": "; ".join(source.law_in_standard)},
            _("Lov fra 2026: %(law)s.") % {"law": "; ".join(source.law_since_2026)},
        )
    )
    columns = [_("Svar"), _("Kode"), _("Regler som nevner svaret")]
    yield from table(
        columns,
        ([_(each.label), f"`{each.id}`", _naming(question, each.id, checklist)] for each in question.options),
    )


def _asked(question: Question, _: Gettext) -> str:
    if set(question.forms) == set(FORMS):
        return _("Spørres alltid.")
    return _("Spørres når %(meeting)s.") % {"meeting": forms_in_words(frozenset(question.forms), _)}


def _naming(question: Question, option: str, checklist: Checklist) -> str:
    naming = [
        link_to(rule.id)
        for rule in checklist.rules
        if any(said.question == question.id and option in said.options for said in rule.when.sayings())
    ]
    return ", ".join(naming) or "–"


def _rules(checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(_("Reglene"))
    for section in checklist.sections:
        yield from heading(_(section.title), depth=3)
        for rule in _rules_of(section, checklist):
            yield from _finding(rule, in_words(rule.when, checklist, _), checklist, _)


def _rules_of(section: Section, checklist: Checklist) -> Iterator[Rule]:
    """A rule stands under the section of the first question that it names."""
    own = {question.id for question in section.questions}
    for rule in checklist.rules:
        named = (said.question for said in rule.when.sayings() if said.question != "form")
        if next(named) in own:
            yield rule


def _finding(rule: Rule | Sum, when: str, checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(f"`{rule.id}`", depth=4)
    yield from paragraph(f"**{_(RISK_WORDS[rule.risk])}.** {_(rule.because)}")
    points = [
        _("Når: %(condition)s.") % {"condition": when},
        _("Kilde: %(source)s.") % {"source": _requirement(rule.source, _)},
    ]
    if rule.standing:
        points.append(_("Telles ikke med når merknader legges sammen."))
    if isinstance(rule, Rule) and rule.instead_of:
        points.append(_("Kommer i stedet for: %(rules)s.") % {"rules": ", ".join(map(link_to, rule.instead_of))})
    eased = [
        f"{_(measure.label)} → {_(RISK_WORDS[rule.eased_by[measure.id]]).lower()}"
        for measure in checklist.measures_for(rule.id)
    ]
    nothing = _("ingen tiltak") if isinstance(rule, Rule) else _("tiltak mot de enkelte funnene")
    points.append(_("Senkes av: %(measures)s.") % {"measures": "; ".join(eased) or nothing})
    yield from bullets(points)


def _measures(checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(_("Tiltakene"))
    yield from paragraph(
        _("Tiltak som senker sannsynligheten, foreslås før tiltak som senker konsekvensen (krav 1.1).")
    )
    effects = {Effect.PROBABILITY: _("sannsynlighet"), Effect.CONSEQUENCE: _("konsekvens")}
    doers = {"employee": _("den ansatte"), "leader": _("leder")}
    findings = checklist.finding_by_id.values()
    rows = (
        [
            _(each.label),
            f"`{each.id}`",
            effects[each.effect],
            doers[each.done_by],
            ", ".join(link_to(finding.id) for finding in findings if each.id in finding.eased_by),
        ]
        for each in checklist.measures
    )
    yield from table([_("Tiltak"), _("Kode"), _("Senker"), _("Hvem"), _("Funn det hjelper mot")], rows)


def _sources(_checklist: Checklist, _: Gettext) -> Iterator[str]:
    yield from heading(_("Kildene"))
    text = _(
        "Kravene står i «Standard for trygge brukermøter i NAV», versjon 1.0, oktober 2023. Fra 1. januar "
        "2026 står reglene om vold og trusler i kapittel 3A i forskriften om utførelse av arbeid."
    )
    yield from paragraph(text)
    rows = (
        [each.id, _(each.title), "<br>".join(each.law_in_standard), "<br>".join(each.law_since_2026)]
        for each in SOURCES.values()
    )
    yield from table([_("Krav"), _("Hva det gjelder"), _("Lov i standarden"), _("Lov fra 2026")], rows)


def _requirement(source: str, _: Gettext) -> str:
    return _("krav %(number)s") % {"number": source} + f" ({_(SOURCES[source].title)})"

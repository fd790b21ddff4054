"""Version 1: what is asked, in which forms of meeting, and why (krav 2.2, 3.2-3.4 and 4.1)."""

from app.domain.checklist import UNKNOWN, Option, Question, Section
from app.domain.forms_of_meeting import AWAY, PHYSICAL, REMOTE
from app.domain.text import _


def dont_know(best: str) -> Option:
    """The answer "Vet ikke": never neutral, for it is worse than the best answer."""
    return Option(UNKNOWN, _("Vet ikke"), worse_than=(best,))


CLIENT = Section(
    "client",
    _("Brukeren"),
    (
        Question(
            "behaviour",
            _("Hvordan er brukeren vanligvis i møter?"),
            (
                Option("calm", _("Rolig")),
                Option("unpredictable", _("Uforutsigbar"), worse_than=("calm",)),
                Option("verbally_aggressive", _("Har vært verbalt aggressiv"), worse_than=("unpredictable",)),
                Option(
                    "threats_or_violence",
                    _("Har truet eller brukt vold"),
                    worse_than=("verbally_aggressive",),
                ),
                dont_know("calm"),
            ),
            why=_("Tidligere atferd sier mest om hva du bør være forberedt på."),
            source="2.2",
        ),
        Question(
            "safety_notice",
            _("Er det registrert et sikkerhetstiltak?"),
            (
                Option("none", _("Nei, jeg har sjekket")),
                Option("not_checked", _("Jeg har ikke sjekket"), worse_than=("none",)),
                Option("two_staff", _("Ja, vi skal være to ansatte"), worse_than=("none",)),
                Option(
                    "ban_this_form",
                    _("Ja, forbud mot denne møteformen"),
                    worse_than=("not_checked", "two_staff", "ban_other_form"),
                ),
                Option("ban_other_form", _("Ja, forbud mot en annen møteform"), worse_than=("none",)),
            ),
            why=_("Et sikkerhetstiltak kan kreve to ansatte eller forby møteformen."),
            source="2.2",
        ),
        Question(
            "payments",
            _("Hva er status for utbetalingene i saken?"),
            (
                Option("up_to_date", _("I rute")),
                Option("delayed", _("Forsinket"), worse_than=("up_to_date",)),
                Option("stopped_or_reduced", _("Stanset eller redusert"), worse_than=("delayed",)),
                dont_know("up_to_date"),
            ),
            why=_("Penger som uteblir, skaper ofte uro."),
            source="2.2",
        ),
        Question(
            "informed",
            _("Vet brukeren hva samtalen skal handle om?"),
            (
                Option("well", _("Ja, godt")),
                Option("partly", _("Delvis"), worse_than=("well",)),
                Option("no", _("Nei"), worse_than=("partly",)),
                dont_know("well"),
            ),
            why=_("Den som er forberedt, blir sjeldnere overrasket og sint."),
            source="2.2",
        ),
        Question(
            "message",
            _("Hva slags budskap skal du gi?"),
            (
                Option("neutral", _("Nøytralt eller godt")),
                Option("may_disappoint", _("Kan skuffe"), worse_than=("neutral",)),
                Option("serious", _("Alvorlig for brukeren"), worse_than=("may_disappoint",)),
            ),
            why=_("Et tungt budskap kan utløse sterke reaksjoner."),
            source="2.2",
        ),
        Question(
            "changes",
            _("Er det endringer i brukerens livssituasjon eller helse?"),
            (
                Option("none", _("Nei, ingen kjente endringer")),
                Option("some", _("Noen endringer"), worse_than=("none",)),
                Option("acute", _("Akutt eller alvorlig endring"), worse_than=("some",)),
                dont_know("none"),
            ),
            why=_("Endringer kan påvirke hvordan brukeren reagerer. Ikke skriv diagnoser noe sted."),
            source="2.2",
        ),
        Question(
            "prep_call",
            _("Bør du ringe brukeren før møtet?"),
            (
                Option("not_needed", _("Nei, det trengs ikke")),
                Option("done", _("Det er gjort"), worse_than=("not_needed",)),
                Option("should_be_made", _("Ja, det bør gjøres"), worse_than=("not_needed", "done")),
            ),
            why=_("En telefon på forhånd kan avklare og dempe."),
            source="2.2",
        ),
    ),
)

MEETING = Section(
    "meeting",
    _("Møtet"),
    (
        Question(
            "topic_kind",
            _("Hva slags tema har møtet?"),
            (
                Option("routine", _("Vanlig")),
                Option("demanding", _("Krevende"), worse_than=("routine",)),
                Option("conflict", _("Konflikt"), worse_than=("demanding",)),
            ),
            why=_("Temaet avgjør hvor mye som står på spill."),
            source="2.2",
        ),
        Question(
            "expectations",
            _("Har dere samme forventninger til møtet?"),
            (
                Option("shared", _("Ja")),
                Option("unclear", _("Uklart"), worse_than=("shared",)),
                Option("conflicting", _("Nei, de er motstridende"), worse_than=("unclear",)),
                dont_know("shared"),
            ),
            why=_("Ulike forventninger er en vanlig grunn til at samtaler låser seg."),
            source="2.2",
        ),
        Question(
            "others_present",
            _("Er det andre med i møtet?"),
            (
                Option("none", _("Nei")),
                Option("known", _("Ja, jeg vet hvem"), worse_than=("none",)),
                Option("unknown_others", _("Ja, men jeg vet ikke hvem"), worse_than=("known",)),
            ),
            why=_("Andre kan roe ned eller gjøre møtet uoversiktlig."),
            source="3.3",
        ),
    ),
)

PLACE = Section(
    "place",
    _("Møtestedet"),
    (
        Question(
            "exit_route",
            _("Kan du komme deg raskt ut?"),
            (
                Option("clear", _("Ja, fri vei ut")),
                Option("partly", _("Delvis"), worse_than=("clear",)),
                Option("none", _("Nei"), worse_than=("partly",)),
                dont_know("clear"),
            ),
            why=_("Du skal alltid kunne forlate stedet uten å passere en fare."),
            source="3.3",
            forms=PHYSICAL,
        ),
        Question(
            "layout",
            _("Er stedet trygt innredet?"),
            (
                Option("safe", _("Ja")),
                Option("weaknesses", _("Noen svakheter"), worse_than=("safe",)),
                Option("unsafe", _("Nei"), worse_than=("weaknesses",)),
                dont_know("safe"),
            ),
            why=_("Tenk på møbler, løse gjenstander, innsyn og tekniske løsninger."),
            source="3.2",
            forms=PHYSICAL,
        ),
        Question(
            "timing",
            _("Når er møtet?"),
            (
                Option("staffed_hours", _("I bemannet tid")),
                Option("early_or_late", _("Tidlig eller sent på dagen"), worse_than=("staffed_hours",)),
                Option("outside_hours", _("Utenom bemannet tid"), worse_than=("early_or_late",)),
            ),
            why=_("Med færre kolleger i nærheten kommer hjelpen senere."),
            source="2.1",
        ),
        Question(
            "coverage",
            _("Er det mobildekning og en måte å komme seg bort på?"),
            (
                Option("good", _("Ja, begge deler")),
                Option("uncertain", _("Usikkert"), worse_than=("good",)),
                Option("none", _("Nei"), worse_than=("uncertain",)),
                dont_know("good"),
            ),
            why=_("Uten dekning når ikke varselet fram."),
            source="3.3",
            forms=AWAY,
        ),
        Question(
            "surroundings",
            _("Kjenner du omgivelsene?"),
            (
                Option("familiar", _("Ja")),
                Option("unfamiliar", _("Nei, de er ukjente"), worse_than=("familiar",)),
                Option("known_risk", _("Ja, og det er kjent risiko der"), worse_than=("unfamiliar",)),
            ),
            why=_("Tenk på adressen, dyr og andre mennesker."),
            source="3.3",
            forms=AWAY,
        ),
        Question(
            "support_during",
            _("Kan du få hjelp av leder eller kollega under samtalen?"),
            (
                Option("available", _("Ja")),
                Option("unsure", _("Usikkert"), worse_than=("available",)),
                Option("none", _("Nei"), worse_than=("unsure",)),
            ),
            why=_("Støtte underveis er et sikkerhetstiltak også på telefon og video."),
            source="3.4",
            forms=REMOTE,
        ),
        Question(
            "own_location",
            _("Hvor er du selv under samtalen?"),
            (
                Option("with_colleagues", _("Sammen med kolleger")),
                Option("alone", _("Alene, for eksempel hjemme"), worse_than=("with_colleagues",)),
            ),
            why=_("Den som sitter alene, får ikke hjelp av noen som hører samtalen."),
            source="3.4",
            forms=REMOTE,
        ),
    ),
)

LONE_WORK = Section(
    "lone_work",
    _("Alenearbeid"),
    (
        Question(
            "staffing",
            _("Er dere mange nok i møtet?"),
            (
                Option("several", _("Vi er flere ansatte")),
                Option("alone_ok", _("Jeg er alene, og det er greit"), worse_than=("several",)),
                Option(
                    "alone_but_should_be_two", _("Jeg er alene, men vi burde vært to"), worse_than=("unsure",)
                ),
                Option("unsure", _("Jeg er alene og usikker"), worse_than=("alone_ok",)),
            ),
            why=_("Behovet for å være flere skal vurderes hver gang."),
            source="2.2",
        ),
        Question(
            "call_for_help",
            _("Kan du tilkalle hjelp?"),
            (
                Option("tested", _("Ja, og det er testet")),
                Option("untested", _("Ja, men det er ikke testet"), worse_than=("tested",)),
                Option("none", _("Nei"), worse_than=("untested",)),
                dont_know("tested"),
            ),
            why=_("Du skal alltid ha en måte å tilkalle hjelp på."),
            source="3.2",
        ),
        Question(
            "someone_knows",
            _("Vet noen hvor du er, og når du er ferdig?"),
            (
                Option("yes", _("Ja")),
                Option("no", _("Nei"), worse_than=("yes",)),
            ),
            why=_("Noen må savne deg hvis du ikke kommer tilbake."),
            source="3.3",
            forms=AWAY,
        ),
    ),
)

COMPETENCE = Section(
    "competence",
    _("Kompetanse"),
    (
        Question(
            "training",
            _("Har du fått opplæring i å håndtere vold og trusler?"),
            (
                Option("current", _("Ja, og den er oppdatert")),
                Option("outdated", _("Ja, men det er lenge siden"), worse_than=("current",)),
                Option("none", _("Nei"), worse_than=("outdated",)),
            ),
            why=_("Opplæringen skal være gitt før det første brukermøtet."),
            source="4.1",
        ),
        Question(
            "routines",
            _("Kjenner du rutinene for alarm og evakuering her?"),
            (
                Option("known", _("Ja")),
                Option("partly", _("Delvis"), worse_than=("known",)),
                Option("not_known", _("Nei"), worse_than=("partly",)),
            ),
            why=_("Rutiner hjelper bare den som kan dem."),
            source="3.2",
        ),
        Question(
            "confidence",
            _("Hvor trygg er du på å gjennomføre møtet?"),
            (
                Option("sure", _("Trygg")),
                Option("somewhat", _("Litt usikker"), worse_than=("sure",)),
                Option("unsure", _("Utrygg"), worse_than=("somewhat",)),
            ),
            why=_("Er du utrygg, skal ikke møtet gjennomføres som planlagt."),
            source="3.3",
        ),
    ),
)

SECTIONS = (CLIENT, MEETING, PLACE, LONE_WORK, COMPETENCE)

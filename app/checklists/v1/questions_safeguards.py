"""Version 1: what is asked of place, lone work and competence, in which forms, and why (krav 3.2-3.4 and 4.1)."""

from app.checklists.v1.answers import dont_know
from app.domain.checklist import Option, Question, Section
from app.domain.forms_of_meeting import AWAY, PHYSICAL, REMOTE
from app.domain.text import _

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

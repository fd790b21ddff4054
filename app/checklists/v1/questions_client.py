"""Version 1: what is asked of the client and the meeting, in which forms of meeting, and why (krav 2.2)."""

from app.checklists.v1.answers import dont_know
from app.domain.checklist import Option, Question, Section
from app.domain.text import _

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

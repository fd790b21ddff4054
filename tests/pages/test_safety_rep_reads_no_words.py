"""A safety representative sees the unit's whole risk picture, and in no response a client or anybody's own words."""

import datetime as dt
import itertools

import pytest

from app.domain.escalation import Action, Source, Urgency
from app.models import db
from app.services import aftermath, decisions, escalations
from app.services.escalations import Alarm
from tests import plays
from tests.pages.touring import _places

SECRETS = {
    "topic": "Hemmelig-tema",
    "place": "Hemmelig-sted",
    "case_reference": "HEMMELIG-SAK-77",
    "grounds": "Hemmelig-begrunnelse",
    "measure": "Hemmelig-tiltak",
    "responsible": "Hemmelig-ansvarlig",
    "decision": "Hemmelig-beskjed",
    "comment": "Hemmelig-kommentar",
    "threat": "Hemmelig-trussel",
    "report": "Hemmelig-status",
    "closing": "Hemmelig-avslutning",
}
ACCEPTED = ("text/html", "application/json", "text/csv")


@pytest.fixture
def lived(app, cast, now):
    """Meetings of Kari's with secrets in every place for words: decided, over, gone wrong; and an alarm closed."""
    with app.app_context():
        kari, ola = plays.actor(cast.kari, now), plays.actor(cast.ola, now)
        facts = {name: SECRETS[name] for name in ("topic", "place", "case_reference")}
        decided, waiting, over = (_logged(kari, now, hours, facts) for hours in (1, 30, 2))
        about = {"assessment_id": plays.current_assessment(decided).id, "by": ola, "now": now}
        decisions.decide(decided, "approve", SECRETS["decision"], key=plays.key(), **about)
        decisions.comment(decided, SECRETS["comment"], key=plays.key(), **about)
        aftermath.tell(over, "incident", key=plays.key(), by=kari, now=now + dt.timedelta(hours=4))
        for is_closed in (True, False):
            _alarm(kari, ola, waiting, now, is_closed=is_closed)
        db.session.commit()


def _logged(kari, now, hours, facts):
    from app.domain.choices import Agreed, Choices
    from app.services import assessments

    starts_at = now + dt.timedelta(hours=hours)
    meeting_id = plays.answered(kari, now, plays.HIGH, starts_at=starts_at, **facts)
    each = Agreed(SECRETS["responsible"], starts_at)
    draft = plays.current_assessment(meeting_id)
    outcome = assessments.judged(draft, Choices({"prep_call": each}))
    grounds = {finding.id: SECRETS["grounds"] for finding in outcome.findings}
    choices = Choices({"prep_call": each}, ((SECRETS["measure"], each),), grounds, outcome.residual.code)
    seen = assessments.mark_of_answers(draft)
    assessments.log(meeting_id, choices, seen=seen, key=plays.key(), by=kari, now=now)
    return meeting_id


def _alarm(kari, ola, meeting_id, now, *, is_closed):
    words = {"place": SECRETS["place"], "words": SECRETS["threat"], "meeting_id": meeting_id}
    alarm = Alarm(plays.key(), Source.THREAT, Urgency.SAFE, kari.id, kari.unit_id, **words)
    number = escalations.raise_alarm(alarm, by=kari, now=now)
    situation = escalations.situation(db.session.get_one(_escalation(), number))
    assert escalations.acknowledge(number, situation.code, Action.COMING, by=ola, now=now)
    escalations.report(number, SECRETS["report"], by=ola, now=now)
    if is_closed:
        escalations.close(number, SECRETS["closing"], by=ola, now=now)


def _escalation():
    from app.models import Escalation

    return Escalation


def _addresses(app):
    with app.test_request_context():
        from flask import url_for

        places = _places()
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint != "static":
                names = sorted(rule.arguments)
                for values in itertools.product(*(places[name] for name in names)):
                    yield url_for(rule.endpoint, **dict(zip(names, values, strict=True)))


MORE = ("/board?level=high", "/board/reviewed?days=365", "/board/measures?state=overdue", "/board/measures?state=done")


def _leaks(app, browser):
    with app.app_context():
        addresses = [*_addresses(app), *MORE]
    found, opened = [], 0
    for address in addresses:
        for accepted in ACCEPTED:
            answer = browser.get(address, headers={"Accept": accepted})
            opened += answer.status_code == 200
            sent = answer.get_data() + str(answer.headers).encode()
            found += [
                f"{name} in {address} ({accepted})" for name, secret in SECRETS.items() if secret.encode() in sent
            ]
    assert opened > len(ACCEPTED)
    return found


@pytest.mark.usefixtures("lived")
def test_no_response_to_a_safety_representative_holds_a_client_or_free_words(app, sign_in, cast):
    assert _leaks(app, sign_in(cast.vera).http) == []


@pytest.mark.usefixtures("lived")
def test_the_same_walk_finds_all_of_it_for_those_who_may_read(app, sign_in, cast):
    read = {each.split(" in ")[0] for each in _leaks(app, sign_in(cast.ola).http)}
    assert read == set(SECRETS)


@pytest.mark.usefixtures("lived")
def test_what_a_safety_representative_does_see(sign_in, cast):
    vera = sign_in(cast.vera)
    board = vera.get("/board")
    assert "Kari Nordvik" in board
    assert "Ring brukeren på forhånd" in vera.get("/board/measures")
    received = vera.get(vera.get("/board").link("På kontoret")).submit("Jeg har sett dette")
    assert "Sett av verneombud Vera" in received
    assert "På kontoret" in vera.get("/board")

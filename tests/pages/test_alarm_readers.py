"""Who sees an alarm, and how much of it."""

import pytest

from app.domain.escalation import Source, Urgency
from app.models import AccessLine, db
from app.services import escalations
from app.services.escalations import Alarm
from tests import plays

SECRET_PLACE, SECRET_WORDS = "Hemmelig adresse 7", "Hemmelig beskjed"


@pytest.fixture
def raised(app, cast, now):
    def of(urgency=Urgency.SAFE, **more):
        with app.app_context():
            kari = plays.actor(cast.kari, now)
            alarm = Alarm(
                plays.key(),
                Source.THREAT,
                urgency,
                kari.id,
                kari.unit_id,
                place=SECRET_PLACE,
                words=SECRET_WORDS,
                **more,
            )
            return escalations.raise_alarm(alarm, by=kari, now=now)

    return of


@pytest.mark.parametrize(
    ("who", "urgency", "status"),
    [
        ("kari", Urgency.SAFE, 200),
        ("ola", Urgency.SAFE, 200),
        ("ingrid", Urgency.SAFE, 200),
        ("tor", Urgency.SAFE, 200),
        ("vera", Urgency.SAFE, 200),
        ("amir", Urgency.SAFE, 404),
        ("amir", Urgency.DANGER, 200),
        ("sunniva", Urgency.DANGER, 404),
        ("marit", Urgency.DANGER, 404),
        ("anders", Urgency.DANGER, 403),
    ],
)
def test_an_alarm_opens_for_those_it_concerns(raised, sign_in, cast, who, urgency, status):
    number = raised(urgency)
    sign_in(getattr(cast, who)).get(f"/escalations/{number}", status=status)


@pytest.mark.parametrize("address", ["/escalations/1", "/escalations/1/state", "/escalations/open", "/board"])
def test_a_safety_representative_reads_no_free_text(raised, sign_in, cast, address):
    raised()
    answer = sign_in(cast.vera).http.get(address).get_data(as_text=True)
    assert SECRET_PLACE not in answer
    assert SECRET_WORDS not in answer


def test_opening_anothers_alarm_is_written_to_the_access_log_and_refreshing_is_not(app, raised, sign_in, cast):
    number = raised()
    ola = sign_in(cast.ola)
    ola.get(f"/escalations/{number}")
    ola.get(f"/escalations/{number}/state")
    with app.app_context():
        lines = [(line.by_id, line.action, line.stream) for line in db.session.query(AccessLine)]
    assert lines == [(cast.ola.id, "alarm_opened", f"escalation/{number}")]


def test_a_drill_is_marked_wherever_it_is_seen(raised, sign_in, cast):
    number = raised(is_drill=True)
    ola = sign_in(cast.ola)
    assert "ØVELSE" in ola.get("/board")
    assert ola.get(f"/escalations/{number}").heading.startswith("ØVELSE")


def test_a_leader_holds_a_drill_and_sees_it_in_the_log(sign_in, cast):
    ola = sign_in(cast.ola)
    page = ola.get("/drills").submit("Start øvelsen nå", person=str(cast.kari.id))
    assert page.heading.startswith("ØVELSE")
    assert "Pågår" in ola.get("/drills")


def test_nobody_drills_people_of_another_unit(sign_in, cast):
    ola = sign_in(cast.ola)
    assert str(cast.sunniva.id) not in ola.get("/drills").tree.xpath("//option/@value")

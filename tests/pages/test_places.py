"""The pages of places: the unit's list, «Testet nå», choosing one for a meeting, and what the checklist suggests."""

import datetime as dt

import pytest

from app.models import Assessment, Meeting, Place
from app.services import places
from app.services.places import Known
from tests import plays

DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def room(app, cast, now):
    """The id of Møterom 2 in Kari's unit, whose alarm was tested five days ago."""
    with app.app_context():
        ola = plays.actor(cast.ola, now)
        known = Known("Møterom 2", "room", True, "clear", "weaknesses", None, "Døren kiler.")
        place_id = places.add(ola.unit_id, known, key=plays.key(), by=ola, now=now)
        places.record_test(place_id, key=plays.key(), by=ola, now=now - 5 * DAY)
        return place_id


@pytest.fixture
def draft(app, cast, now, room):
    """The address of the checklist of a meeting in Møterom 2."""
    with app.app_context():
        return f"/meetings/{plays.planned(plays.actor(cast.kari, now), now, place_id=room)}/assessment"


@pytest.fixture
def listed(cast):
    return f"/units/{cast.ola.unit_id}/places"


def answers(stored):
    return stored(Assessment.__table__.select().with_only_columns(Assessment.answers))[-1]


def test_the_leader_adds_a_place(sign_in, cast, listed):
    told = {"name": "Møterom 9", "kind": "room", "has_alarm": "yes", "exits": "clear"}
    page = sign_in(cast.ola).get(listed).submit("Lagre stedet", told)
    assert page.heading == "Møterom 9"
    assert "Alarmen må testes" in page
    assert "Fri vei ut" in page


def test_what_is_missing_is_said_and_what_was_typed_is_kept(sign_in, cast, listed, stored):
    page = sign_in(cast.ola).get(listed).submit("Lagre stedet", {"remarks": "Bratt trapp."}, status=422)
    assert set(page.errors) == {"name", "kind", "has_alarm"}
    assert "Bratt trapp." in page.html
    assert stored(Place.__table__.select()) == []


def test_an_identity_number_is_refused_in_the_remarks(sign_in, cast, listed):
    told = {"name": "Rom", "kind": "room", "has_alarm": "no", "remarks": "Her bor 010107 50160"}
    page = sign_in(cast.ola).get(listed).submit("Lagre stedet", told, status=422)
    assert "fødselsnummer" in page.errors["remarks"]


def test_two_places_never_share_a_name(sign_in, cast, listed, room):
    told = {"name": "Møterom 2", "kind": "room", "has_alarm": "no"}
    page = sign_in(cast.ola).get(listed).submit("Lagre stedet", told, status=409)
    assert "allerede et sted med dette navnet" in page.errors["name"]


def test_one_tap_says_that_the_alarm_was_tested(sign_in, cast, room, clock):
    clock.shift(60 * DAY)
    page = sign_in(cast.ola).get(f"/places/{room}")
    assert "Alarmen må testes" in page
    after = page.submit("Testet nå")
    assert "Notert: alarmen er testet nå." in after
    assert "Alarmen må testes" not in after
    assert "av Ola Berg" in after


def test_a_place_is_changed_and_taken_out_of_use(sign_in, cast, room, listed):
    page = sign_in(cast.ola).get(f"/places/{room}").submit("Lagre endringen", {"name": "Møterom 3"})
    assert page.heading == "Møterom 3"
    assert "Ingen steder er registrert" in page.submit("Ta stedet ut av bruk")
    page.client.get(f"/places/{room}", status=404)


def test_an_overdue_test_stands_in_the_list_and_on_the_page_of_the_unit(sign_in, cast, room, listed, clock):
    clock.shift(60 * DAY)
    ola = sign_in(cast.ola)
    assert "Test alarmen" in ola.get(listed)
    assert "Alarmen på 1 sted må testes" in ola.get(f"/units/{cast.ola.unit_id}")


@pytest.mark.parametrize("name", ["kari", "vera"])
def test_others_in_the_unit_read_and_do_not_change(sign_in, cast, room, listed, name):
    browser = sign_in(getattr(cast, name))
    assert "Møterom 2" in browser.get(listed)
    page = browser.get(f"/places/{room}")
    assert "Døren kiler." in page
    assert not page.has_button("Testet nå")
    browser.post(f"/places/{room}/tests", status=403)


@pytest.mark.parametrize("name", ["marit", "sunniva"])
def test_a_place_is_unknown_to_strangers(sign_in, cast, room, listed, name):
    browser = sign_in(getattr(cast, name))
    browser.get(listed, status=404)
    browser.get(f"/places/{room}", status=404)


def facts(form):
    return {"form": form, "topic": "Samtale"}


def test_a_meeting_is_planned_in_a_place_of_the_unit(sign_in, cast, room, stored):
    page = sign_in(cast.kari).get("/meetings/new").submit("Neste", {**facts("office"), "place_id": str(room)})
    assert page.heading == "Brukeren"
    meeting = stored(Meeting.__table__.select().with_only_columns(Meeting.place_id))
    assert meeting == [room]


def test_a_free_place_is_still_a_place(sign_in, cast, room, stored):
    sign_in(cast.kari).get("/meetings/new").submit("Neste", {**facts("office"), "place": "Biblioteket"})
    assert stored(Meeting.__table__.select().with_only_columns(Meeting.place)) == ["Biblioteket"]


def test_a_place_that_a_calendar_writes_is_found_in_the_register(sign_in, cast, room, stored):
    page = sign_in(cast.kari).get("/meetings/new?form=office&place=møterom 2")
    page.submit("Neste", topic="Samtale")
    assert stored(Meeting.__table__.select().with_only_columns(Meeting.place_id)) == [room]


def test_a_calendar_may_name_all_the_facts(sign_in, cast, room):
    told = "form=home_visit&topic=Klage&case_reference=SAK-7&place=Fjordveien 12"
    entries = sign_in(cast.kari).get(f"/meetings/new?{told}").form("Neste").entries
    assert [entries[name] for name in ("topic", "case_reference", "place")] == [["Klage"], ["SAK-7"], ["Fjordveien 12"]]


def test_two_places_at_once_are_asked_about(sign_in, cast, room):
    told = {**facts("office"), "place_id": str(room), "place": "Biblioteket"}
    page = sign_in(cast.kari).get("/meetings/new").submit("Neste", told, status=422)
    assert page.errors["place"] == "Du har valgt et sted og skrevet et annet. Fjern det ene."


def test_the_facts_of_a_draft_show_the_chosen_place_and_let_it_be_changed(sign_in, cast, room, draft, stored):
    page = sign_in(cast.kari).get(draft.replace("assessment", "facts"))
    assert page.tree.xpath("//select[@name='place_id']/option[@selected]/@value") == [str(room)]
    page.submit("Neste", {"place_id": "", "place": "Biblioteket"})
    assert stored(Meeting.__table__.select().with_only_columns(Meeting.place_id)) == [None]


def test_the_page_about_places_says_what_the_register_knows_and_answers_nothing(sign_in, cast, draft):
    page = sign_in(cast.kari).get(f"{draft}/place")
    assert "Romregisteret sier" in page
    assert "Møterom 2 har alarm. Den ble sist testet 25. feb. 2026 av Ola Berg." in page
    assert "Forslag: Er stedet trygt innredet? Noen svakheter" in page
    assert page.tree.xpath("//input[@checked]") == []


def test_one_tap_takes_the_suggestions_and_leaves_the_rest_open(sign_in, cast, draft, stored):
    after = sign_in(cast.kari).get(f"{draft}/place").submit("Bruk forslagene")
    assert answers(stored) == {"exit_route": "clear", "layout": "weaknesses"}
    assert after.path.endswith("/place")


def test_an_overdue_test_warns_before_the_meeting(sign_in, cast, draft, clock):
    clock.shift(60 * DAY)
    page = sign_in(cast.kari).get(f"{draft}/place")
    assert "Alarmen skulle vært testet igjen." in page

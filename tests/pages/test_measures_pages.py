"""Measures and the question after a meeting, as people meet them on their pages."""

import pytest
import sqlalchemy as sa

from app.models import ChosenMeasure, Meeting
from tests import plays
from tests.pages.walking import LOG, SHOW, answer_all, plan, speak

DONE, NOT_DONE = "Merk som gjort Ring brukeren på forhånd", "Ikke gjort likevel Ring brukeren på forhånd"
OWN_DONE = "Merk som gjort Be vekteren stå ved døra"


@pytest.fixture
def kari(sign_in, cast):
    return sign_in(cast.kari)


@pytest.fixture
def logged(kari):
    """The page of an elevated meeting, with a measure that Amir sees to and one of Kari's own words."""
    result = answer_all(plan(kari), topic_kind="conflict").follow("Se nivå og tiltak")
    result = result.submit(SHOW, {"measures": ["prep_call"], "own-0": "Be vekteren stå ved døra"})
    return result.submit(LOG, {"judged": "low", "who-prep_call": "Amir Haugen"})


def _buttons(page):
    return page.all("//form[contains(@action, '/measures/')]//button")


def test_colleagues_are_offered_by_name_and_none_of_another_office(kari):
    result = answer_all(plan(kari), topic_kind="conflict").follow("Se nivå og tiltak")
    offered = result.tree.xpath("//datalist[@id='colleagues']/option/@value")
    assert {"Kari Nordvik", "Amir Haugen"} <= set(offered)
    assert "Sunniva Li" not in offered


def test_a_colleague_ticks_off_what_was_given_to_them_without_reading_the_meeting(logged, sign_in, cast):
    amir = sign_in(cast.amir)
    mine = amir.get("/measures")
    assert "Ring brukeren på forhånd" in mine
    assert "Samtale om tiltak" not in mine
    assert "Be vekteren" not in mine
    assert "Tiltaket er gjort." in mine.submit(DONE)
    assert "Ring brukeren på forhånd" in amir.get("/measures?state=done")
    amir.get(logged.path, status=404)


def test_a_tick_on_the_meetings_page_leads_back_there_and_can_be_taken_back(logged, stored):
    assert _buttons(logged) == [DONE, OWN_DONE]
    ticked = logged.submit(DONE)
    assert ticked.path == logged.path
    assert _buttons(ticked) == [NOT_DONE, OWN_DONE]
    assert "Gjort: Ring brukeren på forhånd" in ticked
    assert _buttons(ticked.submit(NOT_DONE)) == [DONE, OWN_DONE]
    assert [each.done_at for each in stored(sa.select(ChosenMeasure))] == [None, None]


def test_nothing_leads_out_of_the_house_after_a_tick(logged, kari):
    form = logged.form(DONE)
    forged = {**form.entries, "back": "https://elsewhere.example/"}
    assert kari.post(form.action, forged).path == "/measures"


def test_a_leader_sees_the_units_measures_and_a_safety_representative_no_words(logged, sign_in, cast):
    ola, vera = sign_in(cast.ola).get("/board/measures"), sign_in(cast.vera).get("/board/measures")
    assert "Be vekteren stå ved døra" in ola
    assert _buttons(ola) == [DONE, OWN_DONE]
    assert "Be vekteren" not in vera
    assert "Samtale om tiltak" not in vera
    assert _buttons(vera) == []
    assert "Ring brukeren på forhånd" not in sign_in(cast.marit).get("/board/measures")


LONG = pytest.param("/measures?state=" + "a" * 10_000, id="long")


@pytest.mark.parametrize("address", ["/measures?state=x", LONG, "/board/measures?unit=999"])
def test_an_odd_choice_in_the_address_is_no_error(logged, sign_in, cast, address):
    sign_in(cast.ola).get(address)


def test_what_is_due_today_is_said_on_top_of_ones_meetings(kari, stage, cast, sign_in, clock):
    assert "bør gjøres i dag" not in kari.get("/meetings")
    meeting_id = stage(plays.logged, cast.kari, plays.HIGH, measures=("prep_call",))
    clock.shift(24 * 3600 - 7200)
    assert "Du har ett tiltak som bør gjøres i dag" in sign_in(cast.kari).get("/meetings")
    sign_in(cast.kari).get(f"/meetings/{meeting_id}").submit(DONE)
    assert "bør gjøres i dag" not in sign_in(cast.kari).get("/meetings")


@pytest.fixture
def over(logged, clock):
    """Two hours later: it began within half an hour, and lasted one."""
    clock.shift(2 * 3600)
    return logged


def test_after_the_meeting_one_tap_is_enough(over, kari, stored):
    mine = kari.get("/meetings")
    assert "Gikk det som planlagt?" in mine
    effects = mine.submit("Som planlagt")
    assert effects.heading == "Virket tiltakene?"
    assert [each.outcome for each in stored(sa.select(Meeting))] == ["as_planned"]
    assert "Gikk det som planlagt?" not in kari.get("/meetings")


def test_whether_each_measure_helped_is_one_tap_each(over, kari, stored):
    first, second = (each.id for each in stored(sa.select(ChosenMeasure).order_by(ChosenMeasure.id)))
    effects = kari.get(over.path).submit("Som planlagt")
    saved = effects.submit("Lagre", {f"effect-{first}": "partly", f"effect-{second}": "not_needed"})
    assert "Virket: Delvis" in saved
    assert "Ble ikke brukt" in saved
    judged = stored(sa.select(ChosenMeasure).order_by(ChosenMeasure.id))
    assert [(each.effect, each.done_at is not None) for each in judged] == [("partly", True), ("not_needed", False)]


def test_an_incident_leads_to_help_and_to_the_leaders_board(over, kari, sign_in, cast):
    ola = sign_in(cast.ola)
    ola.get(over.path).submit("Jeg har sett dette")
    way_on = kari.get(over.path).submit("Hendelse eller trussel")
    assert way_on.heading == "Bra at du sa fra"
    assert "Avvik: vold og trusler" in way_on
    assert "Samtale om tiltak" not in way_on.all("//textarea")[0]
    board = ola.get("/board")
    assert "Hendelse eller trussel" in board
    opened = board.follow("Samtale om tiltak")
    assert "Etter møtet: Hendelse eller trussel" in opened
    opened.submit("Jeg har sett dette", {"receipt-words": "Jeg ringer deg nå."})
    assert "Jeg ringer deg nå." in kari.get(over.path)
    assert "Hendelse eller trussel" not in ola.get("/board")


def test_a_meeting_that_is_not_over_asks_nothing(logged, kari):
    assert not logged.has_button("Som planlagt")
    asked = kari.get(logged.path + "/outcome")
    assert "Du kan svare når møtet er over." in asked


def test_an_answer_that_is_none_gets_a_sentence(over, kari):
    form = kari.get(over.path).form("Som planlagt")
    assert (
        kari.post(form.action, {**form.entries, "outcome": "perhaps"}, status=422).errors["outcome"]
        == "Velg hvordan det gikk."
    )


def test_it_is_asked_in_the_readers_language(over, kari):
    speak(kari, "nn")
    assert "Gjekk det som planlagt?" in kari.get("/meetings")

"""The result: what the measures do, what is asked before logging, and that nothing chosen is lost."""

import dataclasses
import datetime as dt

import pytest
import sqlalchemy as sa

from app.models import Assessment, ChosenMeasure, db
from app.services import meetings
from tests import plays
from tests.pages.walking import IDENTITY_NUMBERS, LOG, REFUSED, SHOW

TWO_MATTERS = {**plays.HIGH, **plays.ELEVATED}
MISSING = "Velg et tiltak, eller skriv hvorfor det ikke trengs."


@pytest.fixture
def kari(sign_in, cast):
    return sign_in(cast.kari)


@pytest.fixture
def result(stage, cast, kari):
    """result(answers) is the page of the result of a new meeting with these answers."""
    return lambda answers=TWO_MATTERS: kari.get(f"/meetings/{stage(plays.answered, cast.kari, answers)}/result")


@pytest.fixture
def current(stored):
    """current() is the assessment that stands."""
    return lambda: stored(sa.select(Assessment).order_by(Assessment.id.desc()))[0]


def _before_and_after(page):
    return page.all("//dl[contains(@class, 'before-after')]//dd")


def _offered(page):
    return page.tree.xpath("//input[@name='measures']/@value")


def test_the_most_serious_reason_comes_first_with_its_requirement(result):
    page = result()
    reasons = page.all("//div[contains(@class, 'finding')]//h3")
    assert "truet eller brukt vold" in reasons[0]
    assert "konflikt" in reasons[1]
    assert "Krav 2.2" in page


def test_before_and_after_are_shown_as_the_choices_change(result):
    page = result(plays.HIGH)
    assert _before_and_after(page) == ["Høy", "Høy"]
    page = page.submit(SHOW, {"measures": ["two_staff"]})
    assert _before_and_after(page) == ["Høy", "Forhøyet"]
    assert _before_and_after(page.submit(SHOW, {"measures": []})) == ["Høy", "Høy"]


def test_every_measure_is_offered_once(result):
    offered = _offered(result())
    assert "two_staff" in offered
    assert len(offered) == len(set(offered))


def test_what_lowers_the_probability_is_offered_before_what_lowers_the_consequence(result):
    offered = _offered(result(plays.ELEVATED))
    assert offered.index("prep_call") < offered.index("leader_nearby")


def test_only_measures_that_help_are_offered(result):
    assert "test_alarm" not in _offered(result(plays.HIGH))


def test_chosen_measures_are_kept_and_come_back(result, kari, current):
    page = result().submit(SHOW, {"measures": ["two_staff", "prep_call"]})
    assert set(page.tree.xpath("//input[@name='measures'][@checked]/@value")) == {"two_staff", "prep_call"}
    assert set(current().choices["measures"]) == {"two_staff", "prep_call"}
    assert current().logged_at is None


def test_who_does_it_and_by_when_are_suggested_and_can_be_changed(result, stored):
    page = result(plays.ELEVATED).submit(SHOW, {"measures": ["prep_call"]})
    fields = page.form(LOG).entries
    assert [fields["who-prep_call"], fields["due-prep_call"]] == [["Kari Nordvik"], ["2026-03-03T09:00"]]
    page.submit(LOG, {"who-prep_call": "Amir Haugen", "due-prep_call": "2026-03-02T15:00", "judged": "low"})
    (measure,) = stored(sa.select(ChosenMeasure))
    assert [measure.code, measure.responsible] == ["prep_call", "Amir Haugen"]
    assert measure.due_at == dt.datetime(2026, 3, 2, 14, 0, tzinfo=dt.UTC)


def test_measures_of_ones_own_are_kept_and_make_room_for_another(result, stored):
    page = result(plays.ELEVATED).submit(SHOW, {"own-0": "La døra stå åpen", "who-own-0": "Amir"})
    page = page.submit(SHOW, {"own-1": "Sitt ved døra"})
    fields = page.form(LOG).entries
    assert [fields["own-0"], fields["own-1"], fields["own-2"]] == [["La døra stå åpen"], ["Sitt ved døra"], [""]]
    page.submit(LOG, {"why-conflict-topic": "Avtalt", "judged": "elevated"})
    own = [(each.words, each.responsible) for each in stored(sa.select(ChosenMeasure).order_by(ChosenMeasure.id))]
    assert own == [("La døra stå åpen", "Amir"), ("Sitt ved døra", "Kari Nordvik")]


def test_what_is_missing_is_told_and_what_was_chosen_is_kept(result, current):
    page = result().submit(LOG, {"measures": ["two_staff"], "own-0": "La døra stå åpen"}, status=422)
    assert "judged" in page.errors
    assert MISSING not in page
    assert page.form(LOG).entries["own-0"] == ["La døra stå åpen"]
    assert page.tree.xpath("//input[@name='measures'][@checked]/@value") == ["two_staff"]
    assert set(current().choices["measures"]) == {"two_staff"}
    assert current().logged_at is None


def test_each_finding_asks_for_a_measure_or_grounds(result):
    page = result().submit(LOG, {"judged": "high"}, status=422)
    assert {"why-known-threat", "why-conflict-topic"} <= page.errors.keys()
    assert MISSING in page


def test_grounds_are_enough_and_are_shown_afterwards(result, current):
    grounds = {"why-known-threat": "Lenge siden", "why-conflict-topic": "Vi er enige nå"}
    page = result().submit(LOG, {**grounds, "judged": "high"})
    assert "Uten tiltak fordi: Vi er enige nå" in page
    assert current().choices["grounds"] == {"known-threat": "Lenge siden", "conflict-topic": "Vi er enige nå"}


def test_a_low_level_can_be_raised_and_never_a_high_one_lowered(result, current):
    offered = result({}).tree.xpath("//input[@name='judged']/@value")
    assert offered == ["low", "elevated", "high", "stop"]
    offered = result(plays.HIGH).tree.xpath("//input[@name='judged']/@value")
    assert offered == ["high", "stop"]
    page = result({}).submit(LOG, judged="high")
    assert "Ikke start møtet før leder har svart." in page
    assert [current().level, current().residual, current().gate] == ["low", "high", "decide"]


def test_a_forged_lower_level_is_refused(result, kari, current):
    page = result(plays.HIGH)
    sent = {**page.form(LOG).entries, "why-known-threat": "x", "judged": "low"}
    refused = kari.post(page.path.replace("result", "log"), sent, status=422)
    assert list(refused.errors) == ["judged"]
    assert current().logged_at is None


def test_a_measure_that_does_not_exist_is_left_out(result, kari, current):
    page = result(plays.ELEVATED)
    kari.post(page.path.replace("result", "choices"), {**page.form(LOG).entries, "measures": ["magic", "prep_call"]})
    assert list(current().choices["measures"]) == ["prep_call"]


@pytest.mark.parametrize("field", ["own-0", "why-conflict-topic", "who-prep_call", "who-own-0"])
@pytest.mark.parametrize("button", [SHOW, LOG])
def test_an_identity_number_is_refused_in_every_line(result, current, field, button):
    page = result(plays.ELEVATED)
    if field == "who-prep_call":
        page = page.submit(SHOW, {"measures": ["prep_call"]})
    typed = {"own-0": "Noe", "judged": "high", field: f"Ring {IDENTITY_NUMBERS[1]}"}
    page = page.submit(button, typed, status=422)
    assert page.errors[field].startswith(REFUSED) or REFUSED in page
    assert page.form(LOG).entries[field] == [f"Ring {IDENTITY_NUMBERS[1]}"]
    assert IDENTITY_NUMBERS[1] not in str(current().choices)


@pytest.mark.parametrize("field", ["own-0", "why-conflict-topic"])
def test_a_line_that_is_too_long_comes_back(result, current, field):
    page = result(plays.ELEVATED).submit(SHOW, {field: "a" * 201}, status=422)
    assert "Skriv høyst 200 tegn." in page
    assert page.form(LOG).entries[field] == ["a" * 201]
    assert current().choices == {}


@pytest.mark.parametrize("typed", ["i morgen", "0001-01-01T00:00", "99999-01-01T00:00"])
def test_a_time_that_cannot_be_read_is_told(result, current, typed):
    page = result(plays.ELEVATED).submit(SHOW, {"own-0": "Noe", "due-own-0": typed}, status=422)
    assert page.errors == {"due-own-0": "Skriv dato og klokkeslett, for eksempel 24.11.2026 kl. 10:00."}
    assert page.form(LOG).entries["own-0"] == ["Noe"]


def test_answers_that_changed_in_another_tab_are_shown_and_the_choices_are_kept(result, current, app):
    page = result(plays.ELEVATED)
    with app.app_context():
        draft = db.session.get(Assessment, current().id)
        draft.answers = {**draft.answers, **plays.HIGH}
        db.session.commit()
    again = page.submit(LOG, {"own-0": "La døra stå åpen", "judged": "elevated"}, status=409)
    assert "Svarene er endret et annet sted" in again
    assert _before_and_after(again)[0] == "Høy"
    assert again.form(LOG).entries["own-0"] == ["La døra stå åpen"]
    assert current().logged_at is None


def test_the_same_result_sent_twice_leads_to_the_same_meeting(result, stored):
    page = result({})
    first, second = page.submit(LOG), page.submit(LOG)
    assert [second.path, second.heading] == [first.path, first.heading]
    assert len(stored(sa.select(Assessment))) == 1


def test_a_result_from_another_tab_after_logging_is_shown_back(result, kari):
    page = result({})
    other = kari.get(page.path)
    page.submit(LOG)
    refused = other.submit(LOG, {"own-0": "La døra stå åpen"}, status=409)
    assert "Vurderingen er allerede logget." in refused
    assert "La døra stå åpen" in refused


def test_a_stale_token_brings_the_result_back_filled_in(result, kari, current):
    page = result(plays.ELEVATED)
    with kari.http.session_transaction() as cookie:
        cookie["csrf_token"] = "another"
    again = page.submit(LOG, {"measures": ["prep_call"], "own-0": "Åpen dør", "judged": "elevated"}, status=422)
    assert "Siden har ligget åpen for lenge." in again
    assert again.form(LOG).entries["own-0"] == ["Åpen dør"]
    assert current().logged_at is None
    again.submit(LOG)
    assert current().logged_at is not None


def test_a_result_of_a_meeting_that_is_called_off_is_not_logged(result, current, app, cast, now):
    page = result({})
    with app.app_context():
        about = {"key": plays.key(), "by": plays.actor(cast.kari, now), "now": now}
        meetings.withdraw(current().meeting_id, **about)
    assert "Møtet er avlyst." in page.submit(LOG, status=409)
    assert current().logged_at is None


@pytest.mark.parametrize("who", ["amir", "ola", "vera"])
def test_nobody_opens_chooses_or_logs_the_result_of_somebody_else(result, sign_in, cast, current, who):
    from tests.pages.walking import token

    page, somebody = result({}), sign_in(getattr(cast, who))
    sent = {**page.form(LOG).entries, "csrf_token": token(somebody)}
    somebody.get(page.path, status=404)
    for door in ("choices", "log"):
        somebody.post(page.path.replace("result", door), sent, status=404)
    assert dataclasses.astuple(plays.Choices.from_json(current().choices)) == ({}, (), {}, None)
    assert current().logged_at is None

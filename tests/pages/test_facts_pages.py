"""The facts of a meeting: what is refused, why, and that nothing typed is lost."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app.models import Meeting
from tests import plays
from tests.pages.walking import FACTS, IDENTITY_NUMBERS, NEXT, REFUSED, meeting_of, plan

TOMORROW = {"starts_at": "2026-03-03T10:00", "ends_at": "2026-03-03T11:00"}
UNREADABLE = "Skriv dato og klokkeslett, for eksempel 24.11.2026 kl. 10:00."
PAST = "Møtet ser ut til å være i fortiden. Velg et tidspunkt fram i tid."

# What is typed, beside which field, and what is said there. It is nine o'clock on 2 March in Norway.
BAD = [
    ({"topic": ""}, "topic", "Skriv kort hva møtet gjelder."),
    ({"topic": "   "}, "topic", "Skriv kort hva møtet gjelder."),
    ({"topic": "a" * 101}, "topic", "Skriv høyst 100 tegn."),
    ({"place": ""}, "place", "Skriv hvor møtet er."),
    ({"place": "a" * 201}, "place", "Skriv høyst 200 tegn."),
    ({"case_reference": "a" * 41}, "case_reference", "Skriv høyst 40 tegn."),
    ({"starts_at": ""}, "starts_at", "Skriv når møtet begynner."),
    ({"ends_at": ""}, "ends_at", "Skriv når møtet er ferdig."),
    ({"starts_at": "i morgen klokka ti"}, "starts_at", UNREADABLE),
    ({"starts_at": "2026-02-30T10:00"}, "starts_at", UNREADABLE),
    ({"starts_at": "0001-01-01T00:00"}, "starts_at", UNREADABLE),
    ({"ends_at": "9999-12-31T23:59"}, "ends_at", UNREADABLE),
    ({"starts_at": "2026-03-02T08:44", "ends_at": "2026-03-02T10:00"}, "starts_at", PAST),
    ({"starts_at": "2025-03-03T10:00", "ends_at": "2025-03-03T11:00"}, "starts_at", PAST),
    ({"ends_at": "2026-03-03T09:59"}, "ends_at", "Møtet må slutte etter at det begynner. Rett klokkeslettet."),
    ({"ends_at": "2026-03-03T10:00"}, "ends_at", "Møtet må slutte etter at det begynner. Rett klokkeslettet."),
    ({"ends_at": "2026-03-04T10:01"}, "ends_at", "Et møte kan vare høyst ett døgn. Rett datoen."),
]


@pytest.fixture
def kari(sign_in, cast):
    return sign_in(cast.kari)


def _shown(page, name):
    return page.tree.xpath("//*[@name=$name]/@value", name=name)[0]


@pytest.mark.parametrize(("typed", "field", "sentence"), BAD)
def test_each_mistake_is_told_beside_its_field_and_nothing_is_stored(kari, stored, typed, field, sentence):
    page = kari.get("/meetings/new").submit(NEXT, {**FACTS, **TOMORROW, **typed}, status=422)
    assert page.errors == {field: sentence}
    assert stored(sa.select(Meeting)) == []


@pytest.mark.parametrize("typed", [BAD[2][0], BAD[8][0], BAD[12][0], BAD[14][0]])
def test_what_was_typed_stands_there_again(kari, typed):
    sent = {**FACTS, **TOMORROW, "case_reference": "SAK-1", **typed}
    page = kari.get("/meetings/new").submit(NEXT, sent, status=422)
    assert {name: _shown(page, name) for name in sent if name != "form"} == {
        name: value for name, value in sent.items() if name != "form"
    }
    assert page.tree.xpath("//input[@name='form'][@checked]/@value") == ["office"]


def test_what_was_typed_can_be_put_right_and_sent_again(kari, stored):
    page = kari.get("/meetings/new").submit(NEXT, {**FACTS, "topic": ""}, status=422)
    assert page.submit(NEXT, topic="Nå står det noe").heading == "Brukeren"
    assert [each.topic for each in stored(sa.select(Meeting))] == ["Nå står det noe"]


def test_nobody_is_asked_where_a_telephone_is(kari):
    assert plan(kari, form="phone", place="").heading == "Brukeren"


def test_a_meeting_that_has_just_begun_can_still_be_assessed(kari):
    assert plan(kari, starts_at="2026-03-02T08:45", ends_at="2026-03-02T10:00").heading == "Brukeren"


@pytest.mark.parametrize("number", IDENTITY_NUMBERS)
@pytest.mark.parametrize("field", ["topic", "place", "case_reference"])
def test_an_identity_number_is_refused_wherever_it_stands(kari, stored, field, number):
    page = kari.get("/meetings/new").submit(NEXT, {**FACTS, field: f"Sak {number}."}, status=422)
    assert list(page.errors) == [field]
    assert page.errors[field].startswith(REFUSED)
    assert stored(sa.select(Meeting)) == []


def test_an_identity_number_with_invisible_spaces_is_refused(kari):
    page = kari.get("/meetings/new").submit(NEXT, {**FACTS, "topic": "150765\u200b10013"}, status=422)
    assert list(page.errors) == ["topic"]


@pytest.mark.parametrize("number", ["15076510014", "12345678901", "150765100130", "+47 400 00 101 22"])
def test_eleven_other_digits_are_only_digits(kari, number):
    assert plan(kari, topic=f"Sak {number}").heading == "Brukeren"


def test_a_form_of_meeting_that_does_not_exist_is_no_answer(kari, stored):
    page = kari.get("/meetings/new")
    sent = {**page.form(NEXT).entries, **FACTS, "form": "rocket"}
    assert list(kari.post("/meetings", sent, status=422).errors) == ["form"]
    assert stored(sa.select(Meeting)) == []


def test_times_are_understood_as_they_are_in_norway(kari, stored):
    plan(kari, starts_at="2026-03-03T10:00", ends_at="2026-03-03T11:00")
    plan(kari, starts_at="2026-07-01T10:00", ends_at="2026-07-01T11:00")
    winter, summer = stored(sa.select(Meeting.starts_at).order_by(Meeting.id))
    assert winter == dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)
    assert summer == dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC)


def test_what_nobody_can_see_is_not_kept(kari, stored):
    page = kari.get("/meetings/new")
    kari.post("/meetings", {**page.form(NEXT).entries, **FACTS, "topic": " Sam\x00tale\x07 "})
    assert stored(sa.select(Meeting.topic)) == ["Samtale"]


def test_markup_is_only_words(kari):
    page = plan(kari, topic='<script>alert("x")</script>')
    assert "<script>alert" not in page.html
    assert '<script>alert("x")</script>' in page


@pytest.mark.parametrize("like", ["abc", "²", "-1", "9" * 30, "1.0"])
def test_a_forged_earlier_meeting_is_not_found(kari, stored, like):
    page = kari.get("/meetings/new")
    kari.post("/meetings", {**page.form(NEXT).entries, **FACTS, "like": like}, status=404)
    assert stored(sa.select(Meeting)) == []


def test_facts_can_be_changed_while_it_is_a_draft(kari, stored):
    meeting_id = meeting_of(plan(kari))
    page = kari.get(f"/meetings/{meeting_id}/facts")
    assert _shown(page, "topic") == FACTS["topic"]
    page.submit(NEXT, topic="Et annet tema", **TOMORROW)
    assert [each.topic for each in stored(sa.select(Meeting))] == ["Et annet tema"]


@pytest.mark.parametrize(("typed", "field", "sentence"), [BAD[0], BAD[8], BAD[12], BAD[14]])
def test_changed_facts_are_held_to_the_same(kari, stored, typed, field, sentence):
    meeting_id = meeting_of(plan(kari))
    page = kari.get(f"/meetings/{meeting_id}/facts").submit(NEXT, {**TOMORROW, **typed}, status=422)
    assert page.errors == {field: sentence}
    assert [each.topic for each in stored(sa.select(Meeting))] == [FACTS["topic"]]


def test_the_facts_of_a_logged_assessment_are_not_offered_for_change(kari, stage, cast, stored):
    meeting_id = stage(plays.logged, cast.kari)
    assert "Vurderingen er allerede logget." in kari.get(f"/meetings/{meeting_id}/facts", status=409)


def test_facts_typed_while_somebody_logged_are_shown_back(kari, stage, cast, app, now):
    meeting_id = stage(plays.answered, cast.kari)
    page = kari.get(f"/meetings/{meeting_id}/facts")
    with app.app_context():
        plays.log_as_it_is(meeting_id, by=plays.actor(cast.kari, now), now=now)
    refused = page.submit(NEXT, status=409, topic="Det jeg skrev om temaet")
    assert "Vurderingen er allerede logget." in refused
    assert "Det jeg skrev om temaet" in refused

"""The whole story without a browser: a caseworker assesses, a leader answers, and the meeting may begin."""

import pytest
import sqlalchemy as sa

from app.models import Assessment, Decision, Meeting, Reaction
from tests.pages.walking import LOG, SHOW, answer, answer_all, meeting_of, plan, speak

AGAIN = "Vurder på nytt"


@pytest.fixture
def kari(sign_in, cast):
    return sign_in(cast.kari)


@pytest.fixture
def ola(sign_in, cast):
    return sign_in(cast.ola)


def test_a_low_meeting_is_logged_from_the_page_of_answers(kari, stored):
    checked = answer_all(plan(kari))
    assert checked.heading == "Sjekk svarene dine"
    logged = checked.submit(LOG)
    assert "Vurderingen er logget." in logged
    assert "Møtet kan holdes." in logged
    (assessment,) = stored(sa.select(Assessment))
    assert [assessment.level, assessment.gate] == ["low", "hold"]


def test_a_low_meeting_concerns_no_leader(kari, ola):
    meeting_id = meeting_of(answer_all(plan(kari)).submit(LOG))
    assert "Samtale om tiltak" not in ola.get("/board")
    ola.get(f"/meetings/{meeting_id}", status=404)


def test_the_five_pages_come_in_order_and_say_where_one_is(kari):
    page, seen = plan(kari), []
    for number in range(1, 6):
        seen.append(page.heading)
        assert f"Del {number} av 5" in page
        page = answer(page)
    assert seen == ["Brukeren", "Møtet", "Møtestedet", "Alenearbeid", "Kompetanse"]


def test_an_elevated_meeting_is_held_and_the_leaders_receipt_is_seen(kari, ola, stored):
    result = answer_all(plan(kari), topic_kind="conflict").follow("Se nivå og tiltak")
    logged = result.submit(SHOW, {"measures": ["prep_call"]}).submit(LOG, {"judged": "low"})
    assert "Leder og verneombud er informert." in logged
    opened = ola.get("/board").follow("Samtale om tiltak")
    assert "Temaet for møtet er en konflikt." in opened
    received = opened.submit("Jeg har sett dette", {"receipt-words": "Fint at du ringer på forhånd."})
    assert "Kvittert." in received
    assert "Samtale om tiltak" not in ola.get("/board")
    assert "Sett av Ola Berg" in kari.get(logged.path)
    assert "Fint at du ringer på forhånd." in kari.get(logged.path)
    assert [each.kind for each in stored(sa.select(Reaction))] == ["seen"]


def test_a_high_meeting_goes_to_the_leader_back_and_is_approved(kari, ola, stored):
    result = answer_all(plan(kari), behaviour="threats_or_violence").follow("Se nivå og tiltak")
    meeting = result.submit(LOG, {"why-known-threat": "Vi kjenner hverandre.", "judged": "high"}).path
    assert "Ikke start møtet før leder har svart." in kari.get(meeting)
    assert "Venter på leder" in kari.get("/meetings")

    asked = ola.get("/board").follow("Samtale om tiltak")
    assert "Vi kjenner hverandre." in asked
    asked.submit("Send svaret", {"outcome": "change", "words": "Vær to."})

    mine = kari.get("/meetings")
    assert "Leder ønsker endringer" in mine
    told = mine.follow("Samtale om tiltak")
    assert "Vær to." in told
    result = answer_all(told.submit(AGAIN), behaviour="threats_or_violence").follow("Se nivå og tiltak")
    result.submit(SHOW, {"measures": ["two_staff"]}).submit(LOG, {"judged": "elevated"})

    ola.get("/board").follow("Samtale om tiltak").submit("Send svaret", {"outcome": "approve", "words": "Greit nå."})
    approved = kari.get(meeting)
    assert "Leder har godkjent møtet med tiltakene." in approved
    assert "Greit nå." in approved
    assert [each.outcome for each in stored(sa.select(Decision).order_by(Decision.id))] == ["change", "approve"]


def test_every_verb_left_its_line_in_the_readers_language(kari, ola, sign_in, cast):
    result = answer_all(plan(kari), behaviour="threats_or_violence").follow("Se nivå og tiltak")
    page = result.submit(LOG, {"why-known-threat": "Vi kjenner hverandre.", "judged": "high"})
    ola.get(page.path).submit("Send svaret", {"outcome": "stop", "words": "Nei."})
    happened = kari.get(page.path).all("//ol[contains(@class, 'timeline')]/li")
    assert [line.split(" Kari")[0].split(" Ola")[0] for line in happened] == [
        "Leder stanset møtet",
        "Vurderingen ble logget. Nivå: Høy. Etter tiltak: Høy",
        "Møtet ble planlagt",
    ]
    speak(kari, "en")
    assert "The leader stopped the meeting" in kari.get(page.path)


def test_a_meeting_can_be_left_and_taken_up_again_on_another_device(kari, sign_in, cast):
    page = answer(plan(kari), changes="some")
    phone = sign_in(cast.kari)
    taken_up = phone.get("/meetings").follow("Samtale om tiltak").follow("Fortsett vurderingen")
    assert taken_up.heading == page.heading == "Møtet"
    checked = answer_all_from(taken_up, 4)
    assert "Noen endringer" in checked


def answer_all_from(page, sections):
    for _section in range(sections):
        page = answer(page)
    return page


def test_an_answer_can_be_changed_from_the_page_of_answers(kari, stored):
    checked = answer_all(plan(kari))
    edit = checked.tree.xpath("//dd[contains(., 'Endre') and contains(., 'Hva slags tema')]//a/@href")[0]
    checked = kari.get(edit.split("#")[0]).submit("Neste", topic_kind="conflict")
    assert checked.heading == "Sjekk svarene dine"
    assert "Konflikt" in checked
    assert stored(sa.select(Assessment))[0].answers["topic_kind"] == "conflict"


def test_a_meeting_that_is_called_off_waits_for_nobody(kari, ola, stored):
    result = answer_all(plan(kari), behaviour="threats_or_violence").follow("Se nivå og tiltak")
    page = result.submit(LOG, {"why-known-threat": "Vi kjenner hverandre.", "judged": "high"})
    mine = page.follow("Avlys møtet").submit("Ja, avlys møtet")
    assert "Møtet er avlyst." in mine
    assert "Avlyst" in mine
    assert "Samtale om tiltak" not in ola.get("/board")
    (meeting,) = stored(sa.select(Meeting))
    assert meeting.withdrawn_at is not None

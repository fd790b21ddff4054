"""A page of questions: half answered, saved, changed elsewhere, and only what can be answered."""

import pytest
import sqlalchemy as sa

from app.models import Assessment
from app.services import meetings
from tests import plays
from tests.pages.walking import NEXT, marked, token

TALK = {"topic_kind": "demanding", "expectations": "shared", "others_present": "none"}


@pytest.fixture
def draft(stage, cast):
    """The id of a meeting of Kari's that nobody has answered anything about."""
    return stage(plays.planned, cast.kari)


@pytest.fixture
def kari(sign_in, cast):
    return sign_in(cast.kari)


@pytest.fixture
def answers(stored, draft):
    """answers() is what the draft holds now."""
    return lambda: stored(sa.select(Assessment).filter_by(meeting_id=draft, superseded_at=None))[0].answers


def _talk(browser, draft, **how):
    return browser.get(f"/meetings/{draft}/assessment/meeting", **how)


def test_an_unanswered_question_is_named_and_the_others_are_kept(kari, draft, answers):
    page = _talk(kari, draft).submit(NEXT, {"topic_kind": "demanding"}, status=422)
    assert page.errors.keys() == {"expectations", "others_present"}
    assert marked(page) == {"topic_kind": "demanding"}
    assert answers() == {"topic_kind": "demanding"}


def test_a_page_that_was_half_answered_can_be_finished(kari, draft, answers):
    page = _talk(kari, draft).submit(NEXT, {"topic_kind": "demanding"}, status=422)
    page.submit(NEXT, expectations="shared", others_present="none")
    assert answers() == TALK


def test_an_answer_that_the_question_does_not_offer_is_no_answer(kari, draft, answers):
    sent = {**_talk(kari, draft).form(NEXT).entries, **TALK, "expectations": "made_up"}
    page = kari.post(f"/meetings/{draft}/assessment/meeting", sent, status=422)
    assert page.errors.keys() == {"expectations"}
    assert "expectations" not in answers()


def test_an_answer_to_a_question_of_another_page_is_left_out(kari, draft, answers):
    sent = {**_talk(kari, draft).form(NEXT).entries, **TALK, "behaviour": "calm", "made_up": "x"}
    kari.post(f"/meetings/{draft}/assessment/meeting", sent)
    assert answers() == TALK


def test_going_back_keeps_what_was_answered_so_far(kari, draft, answers):
    page = _talk(kari, draft).submit("Tilbake", {"topic_kind": "demanding"})
    assert page.heading == "Brukeren"
    assert answers() == {"topic_kind": "demanding"}


def test_what_was_answered_is_tapped_when_one_comes_back(kari, draft):
    _talk(kari, draft).submit(NEXT, TALK)
    assert marked(_talk(kari, draft)) == TALK


def test_a_page_asks_only_what_this_form_of_meeting_needs(kari, stage, cast):
    asked = {}
    for form in ("office", "phone", "home_visit"):
        meeting_id = stage(plays.planned, cast.kari, form=form)
        page = kari.get(f"/meetings/{meeting_id}/assessment/place")
        asked[form] = {each.get("name") for each in page.tree.xpath("//input[@type='radio']")}
    assert asked == {
        "office": {"exit_route", "layout", "timing"},
        "phone": {"timing", "support_during", "own_location"},
        "home_visit": {"exit_route", "layout", "timing", "coverage", "surroundings"},
    }


def test_two_tabs_both_versions_are_shown_and_one_is_chosen(kari, draft, answers):
    older, newer = _talk(kari, draft), _talk(kari, draft)
    newer.submit(NEXT, TALK)
    both = older.submit(NEXT, {**TALK, "topic_kind": "conflict"}, status=409)
    assert both.heading == "Svarene er endret et annet sted"
    assert "Krevende" in both
    assert "Konflikt" in both
    assert answers() == TALK
    both.submit("Bruk mine svar")
    assert answers() == {**TALK, "topic_kind": "conflict"}


def test_two_tabs_what_is_stored_can_be_kept(kari, draft, answers):
    older, newer = _talk(kari, draft), _talk(kari, draft)
    newer.submit(NEXT, TALK)
    both = older.submit(NEXT, {**TALK, "topic_kind": "conflict"}, status=409)
    assert marked(both.follow("Behold det som er lagret")) == TALK
    assert answers() == TALK


def test_two_tabs_that_say_the_same_agree(kari, draft, answers):
    older, newer = _talk(kari, draft), _talk(kari, draft)
    newer.submit(NEXT, TALK)
    assert older.submit(NEXT, TALK).heading == "Møtestedet"
    assert answers() == TALK


def test_the_same_page_sent_twice_leads_on_twice(kari, draft, answers):
    page = _talk(kari, draft)
    assert page.submit(NEXT, TALK).heading == page.submit(NEXT, TALK).heading
    assert answers() == TALK


def test_saving_in_passing_answers_with_the_mark_of_what_is_stored(kari, draft, answers):
    sent = {**_talk(kari, draft).form(NEXT).entries, "topic_kind": "demanding", "go": "stay"}
    answer = kari.http.post(f"/meetings/{draft}/assessment/meeting", data=sent)
    assert answer.status_code == 200
    assert answers() == {"topic_kind": "demanding"}
    again = {**sent, "seen": answer.json["seen"], "expectations": "shared"}
    assert kari.http.post(f"/meetings/{draft}/assessment/meeting", data=again).status_code == 200
    assert answers() == {"topic_kind": "demanding", "expectations": "shared"}


@pytest.mark.parametrize("section", ["made-up", "CLIENT", "client/x", "answers%00"])
def test_a_page_that_does_not_exist_is_not_found(kari, draft, section):
    kari.get(f"/meetings/{draft}/assessment/{section}", status=404)


def test_pages_follow_the_first_that_is_not_confirmed(kari, draft):
    assert kari.get(f"/meetings/{draft}/assessment").path.endswith("/assessment/client")
    _talk(kari, draft).submit(NEXT, TALK)
    assert kari.get(f"/meetings/{draft}/assessment").path.endswith("/assessment/client")
    assert kari.get(f"/meetings/{draft}/assessment/answers").path.endswith("/assessment/client")
    assert kari.get(f"/meetings/{draft}/result").path.endswith("/assessment/client")


@pytest.mark.parametrize("who", ["amir", "ola", "vera", "sunniva"])
def test_nobody_opens_or_saves_the_page_of_somebody_else(sign_in, kari, cast, draft, answers, who):
    sent = {**_talk(kari, draft).form(NEXT).entries, **TALK}
    somebody = sign_in(getattr(cast, who))
    _talk(somebody, draft, status=404)
    sent["csrf_token"] = token(somebody)
    somebody.post(f"/meetings/{draft}/assessment/meeting", sent, status=404)
    assert answers() == {}


def test_a_page_of_a_logged_assessment_is_closed(kari, stage, cast):
    meeting_id = stage(plays.logged, cast.kari)
    assert "Velg «Vurder på nytt»" in _talk(kari, meeting_id, status=409)


def test_a_page_of_a_meeting_that_is_called_off_saves_nothing(kari, draft, answers, app, cast, now):
    page = _talk(kari, draft)
    with app.app_context():
        meetings.withdraw(draft, key=plays.key(), by=plays.actor(cast.kari, now), now=now)
    assert "Møtet er avlyst." in page.submit(NEXT, TALK, status=409)
    assert answers() == {}


def test_a_stale_token_brings_the_page_back_filled_in(kari, draft, answers):
    page = _talk(kari, draft)
    with kari.http.session_transaction() as cookie:
        cookie["csrf_token"] = "another"
    again = page.submit(NEXT, TALK, status=422)
    assert "Siden har ligget åpen for lenge." in again
    assert marked(again) == TALK
    assert answers() == {}
    again.submit(NEXT)
    assert answers() == TALK

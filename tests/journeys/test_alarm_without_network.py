"""An alarm from a phone without a network: said to be sent when the server says so, and sent once."""

import pytest
from playwright.sync_api import expect

from tests.journeys import alarms
from tests.journeys.alarms import abort, begin_meeting, expect_not_sent, expect_sent, screen, sign_in


@pytest.fixture
def kari(open_browser):
    return sign_in(open_browser(), "Kari Nordvik")


def test_an_expired_sign_in_stops_no_alarm_from_a_page_that_was_open(kari, live_house):
    begin_meeting(kari)
    kari.context.clear_cookies()
    abort(kari)
    expect_sent(kari)
    expect(kari.get_by_role("link", name="Ring 112")).to_be_visible()
    assert [alarm.urgency for alarm in alarms.alarms(live_house)] == ["danger"]


def test_offline_it_says_not_sent_and_whom_to_call_and_is_sent_once_when_back(kari, live_house):
    begin_meeting(kari)
    alarms.wait_until_kept(kari)
    kari.context.set_offline(True)
    abort(kari)
    expect_not_sent(kari)
    calls = screen(kari).locator("a[href^='tel:']").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert calls == ["tel:112", "tel:+4740000104", "tel:+4740000105", "tel:+4740000107"]
    expect(screen(kari).locator("a[href^='sms:+4740000104?']")).to_be_visible()
    assert alarms.alarms(live_house) == []

    kari.reload()
    expect_not_sent(kari)
    kari.context.set_offline(False)
    expect_sent(kari)
    kari.wait_for_timeout(4000)
    assert [alarm.urgency for alarm in alarms.alarms(live_house)] == ["danger"]


def test_a_server_that_is_down_is_the_same_as_no_network(kari, live_house, open_browser):
    begin_meeting(kari)
    live_house.is_down = True
    abort(kari, "Avbryt, ingen akutt fare")
    expect_not_sent(kari)
    live_house.is_down = False
    expect_sent(kari)
    assert [alarm.urgency for alarm in alarms.alarms(live_house)] == ["safe"]
    open_browser.complaints.clear()


def test_a_net_that_answers_in_the_place_of_the_server_is_not_believed(kari, live_house):
    begin_meeting(kari)
    kari.route(
        "**/aborts", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Velkommen</h1>")
    )
    abort(kari)
    expect_not_sent(kari)
    kari.unroute_all(behavior="wait")
    expect_sent(kari)
    assert len(alarms.alarms(live_house)) == 1


def test_an_answer_that_was_lost_on_the_way_makes_no_second_alarm(kari, live_house):
    begin_meeting(kari)
    kari.route("**/aborts", lambda route: (route.fetch(), route.abort()))
    abort(kari)
    expect_not_sent(kari)
    kari.unroute_all(behavior="wait")
    expect_sent(kari)
    assert len(alarms.alarms(live_house)) == 1


def test_signed_out_and_without_a_token_it_says_not_sent_until_signed_in_again(kari, live_house):
    kari.goto("/meetings")
    kari.context.clear_cookies()
    abort(kari)
    expect_not_sent(kari)
    expect(screen(kari)).to_contain_text("fordi du er logget ut")
    screen(kari).get_by_role("link", name="Logg inn, så sendes det").click()
    kari.get_by_role("button", name="Kari Nordvik").click()
    expect_sent(kari)
    assert len(alarms.alarms(live_house)) == 1


def test_it_is_sent_when_another_page_is_opened_too(kari, live_house):
    begin_meeting(kari)
    alarms.wait_for_worker(kari)
    kari.context.set_offline(True)
    abort(kari)
    expect_not_sent(kari)
    kari.goto("about:blank")
    kari.context.set_offline(False)
    kari.goto("/account")
    alarms.wait_until_raised(kari, live_house)
    assert len(alarms.alarms(live_house)) == 1


def test_offline_even_the_page_that_says_so_can_warn(kari, live_house):
    kari.goto("/meetings")
    alarms.wait_for_worker(kari)
    kari.context.set_offline(True)
    kari.goto("/meetings/new")
    expect(kari.get_by_role("heading", level=1)).to_have_text("Ingen kontakt med Trygt møte")
    abort(kari)
    expect_not_sent(kari)
    kari.context.set_offline(False)
    expect_sent(kari)
    assert [alarm.meeting_id for alarm in alarms.alarms(live_house)] == [None]


def test_the_screen_can_be_left_and_found_again(kari):
    begin_meeting(kari)
    kari.context.set_offline(True)
    abort(kari)
    expect_not_sent(kari)
    screen(kari).get_by_role("button", name="Vis siden bak").click()
    expect(screen(kari)).to_be_hidden()
    kari.get_by_role("button", name="IKKE SENDT: RING").click()
    expect_not_sent(kari)


def test_the_discreet_way_never_says_what_it_is(kari, live_house):
    kari.goto(f"{begin_meeting(kari)}/notes")
    alarms.wait_for_worker(kari)
    kari.context.set_offline(True)
    kari.get_by_label("Notat").fill("Ny avtale i neste uke")
    kari.get_by_role("button", name="Lagre").click()
    line = kari.locator("[data-unsaved]")
    expect(line).to_have_text("Ikke lagret, prøver igjen")
    expect(screen(kari)).to_have_count(0)
    kari.context.set_offline(False)
    expect(line).to_contain_text("Lagret ")
    said = kari.locator("main").inner_text()
    assert not [word for word in ("Varsl", "Fare", "Ring", "112", "SENDT") if word in said]
    assert [alarm.do_not_call for alarm in alarms.alarms(live_house)] == [True]

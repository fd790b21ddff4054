"""What a phone keeps of its owner: a meeting, for as long as it may be needed, and nothing for the next person."""

import contextlib

import pytest
from playwright.sync_api import Error, expect

from tests.journeys import alarms
from tests.journeys.alarms import KEPT, READY, abort, bar, begin_meeting, expect_not_sent, open_ready_meeting, sign_in

EVERYTHING_KEPT = """async () => {
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) pages.push(await (await cache.match(request)).text());
  }
  return pages.join("\\n");
}"""
LETTERS = """() => new Promise((resolve) => {
  const opening = indexedDB.open("trygt", 1);
  opening.onsuccess = () => {
    const all = opening.result.transaction("letters").objectStore("letters").getAll();
    all.onsuccess = () => resolve(all.result);
  };
})"""


@pytest.fixture
def kari(open_browser):
    return sign_in(open_browser(), "Kari Nordvik")


def sign_out(page):
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Logg ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")


def test_a_logged_meeting_opens_without_a_network_with_the_bar_and_the_numbers(kari):
    address = open_ready_meeting(kari)
    alarms.wait_until_kept(kari)
    kari.context.set_offline(True)
    kari.goto("/meetings")
    kari.get_by_role("link", name=READY).click()
    expect(kari).to_have_url(address)
    expect(kari.get_by_text("Uten nett. Slik var siden kl.")).to_be_visible()
    abort(kari)
    expect_not_sent(kari)
    expect(kari.get_by_role("link", name="Ring Ola Berg")).to_be_visible()


def test_the_page_is_shown_afresh_when_the_network_is_back(kari):
    open_ready_meeting(kari)
    alarms.wait_until_kept(kari)
    kari.context.set_offline(True)
    kari.reload()
    notice = kari.get_by_text("Uten nett. Slik var siden kl.")
    expect(notice).to_be_visible()
    kari.context.set_offline(False)
    expect(notice).to_be_hidden()


def test_a_browser_that_says_online_without_a_network_stops_no_tap(kari):
    address = open_ready_meeting(kari)
    alarms.wait_until_kept(kari)
    kari.context.set_offline(True)
    kari.goto("/meetings")
    kari.evaluate("() => { window.isTheSamePage = true; dispatchEvent(new Event('online')); }")
    kari.wait_for_timeout(1000)
    assert kari.evaluate("() => window.isTheSamePage")
    kari.get_by_role("link", name=READY).click()
    expect(kari).to_have_url(address)


def test_a_slow_server_is_not_waited_for_when_the_page_is_kept(kari, live_house, open_browser):
    begin_meeting(kari)
    alarms.wait_until_kept(kari)
    live_house.is_down = True
    kari.reload()
    expect(kari.get_by_text("Uten nett. Slik var siden kl.")).to_be_visible()
    expect(bar(kari)).to_be_visible()
    open_browser.complaints.clear()


def test_the_page_is_shown_afresh_when_the_server_is_back_though_the_network_was_there(kari, live_house, open_browser):
    begin_meeting(kari)
    alarms.wait_until_kept(kari)
    live_house.is_down = True
    kari.reload()
    notice = kari.get_by_text("Uten nett. Slik var siden kl.")
    expect(notice).to_be_visible()
    live_house.is_down = False
    expect(notice).to_be_hidden()
    open_browser.complaints.clear()


def test_what_could_not_be_sent_is_said_and_the_way_back_leads_to_the_form(kari):
    begin_meeting(kari)
    alarms.wait_until_kept(kari)
    kari.context.set_offline(True)
    kari.get_by_role("button", name="15 minutter til").click()
    expect(kari.get_by_text("Det du gjorde nå, er ikke sendt.")).to_be_visible()
    kari.context.set_offline(False)
    expect(kari.get_by_role("button", name="15 minutter til")).to_be_visible()


def test_nothing_personal_is_kept_but_ones_own_meeting(kari):
    open_ready_meeting(kari)
    alarms.wait_until_kept(kari)
    for path in ("/meetings", "/account", "/meetings/new", "/threats/new"):
        kari.goto(path)
    assert kari.evaluate(KEPT) == [f"/meetings/{_number_of_ready(kari)}"]


def _number_of_ready(page):
    page.goto("/meetings")
    return page.get_by_role("link", name=READY).get_attribute("href").rpartition("/")[2]


def test_a_leader_keeps_no_page_of_anybody(open_browser):
    ola = sign_in(open_browser(), "Ola Berg")
    alarms.wait_for_worker(ola)
    ola.goto("/board")
    ola.locator(".card__link").first.click()
    expect(ola.get_by_role("heading", level=1)).not_to_have_text("Tavle")
    ola.wait_for_timeout(500)
    assert ola.evaluate(KEPT) == []


def test_a_meeting_that_is_over_is_let_go(kari):
    begin_meeting(kari)
    alarms.wait_until_kept(kari)
    kari.get_by_role("button", name="Ferdig").click()
    expect(kari.get_by_text("Møtet er ferdig. Bra at du meldte fra.")).to_be_visible()
    kari.wait_for_function(f"async () => !(await ({KEPT})()).length")


def test_after_signing_out_no_page_of_a_person_is_in_any_cache(kari):
    begin_meeting(kari)
    alarms.wait_until_kept(kari)
    sign_out(kari)
    left = kari.evaluate(EVERYTHING_KEPT)
    assert "Ingen kontakt" in left
    assert not [word for word in ("Kari", READY, "Ola Berg", "+47") if word in left]
    kari.context.set_offline(True)
    kari.goto("/meetings/7")
    expect(kari.get_by_role("heading", level=1)).to_have_text("Ingen kontakt med Trygt møte")


def test_the_next_person_on_the_phone_sees_nothing_of_the_one_before(kari, live_house):
    address = begin_meeting(kari)
    alarms.wait_until_kept(kari)
    kari.context.clear_cookies()  # nobody signed out: the phone changes hands as it is
    amir = sign_in(kari, "Amir Haugen")
    left = amir.evaluate(EVERYTHING_KEPT)
    assert not [word for word in ("Kari", READY) if word in left]
    amir.context.set_offline(True)
    amir.goto(address)
    expect(amir.get_by_role("heading", level=1)).to_have_text("Ingen kontakt med Trygt møte")


def test_an_alarm_that_is_not_sent_outlives_its_owner_on_the_phone_but_is_not_shown_to_the_next(kari, live_house):
    begin_meeting(kari)
    alarms.wait_for_worker(kari)
    kari.route("**/aborts", lambda route: route.abort())
    abort(kari)
    expect_not_sent(kari)
    kari.goto("about:blank")
    kari.context.clear_cookies()
    amir = sign_in(kari, "Amir Haugen")
    expect(amir.get_by_role("dialog")).to_have_count(0)
    alarms.wait_until_raised(amir, live_house)
    raised = alarms.alarms(live_house)
    assert [alarm.employee_id for alarm in raised] == [_id_of(live_house, "kari")]
    amir.reload()
    expect(amir.get_by_role("dialog")).to_have_count(0)


def _id_of(house, first_name):
    from app.models import Person, db

    with house.app.app_context():
        return db.session.query(Person.id).filter(Person.sign_in_name.startswith(f"{first_name}@")).scalar()


def _open_pages_until_sent(page, house):
    for _ in range(20):
        if alarms.alarms(house):
            return
        with contextlib.suppress(Error):  # sent meanwhile, the alarm's own page comes in between
            page.goto("/account")
        page.wait_for_timeout(500)


@pytest.mark.parametrize("seconds", [0, 1.5])
def test_an_alarm_without_a_token_is_never_sent_in_the_name_of_the_next_person(kari, live_house, seconds):
    kari.goto("/meetings")
    alarms.wait_for_worker(kari)
    kari.context.set_offline(True)
    abort(kari)
    expect_not_sent(kari)
    kari.goto("about:blank")
    live_house.seconds_late = {"/aborts": seconds}  # the alarm may be on its way while the phone changes hands
    sign_in_of_kari = kari.context.cookies()
    kari.context.clear_cookies()
    kari.context.set_offline(False)
    amir = sign_in(kari, "Amir Haugen")
    amir.goto("/account")
    amir.wait_for_timeout(3000)
    expect(amir.get_by_role("dialog")).to_have_count(0)
    assert _id_of(live_house, "amir") not in [alarm.employee_id for alarm in alarms.alarms(live_house)]
    amir.context.clear_cookies()
    amir.context.add_cookies(sign_in_of_kari)
    _open_pages_until_sent(kari, live_house)
    alarms.wait_until_raised(kari, live_house)
    assert [alarm.employee_id for alarm in alarms.alarms(live_house)] == [_id_of(live_house, "kari")]

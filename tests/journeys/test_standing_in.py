"""A deputy with a phone: answers what is flagged within the dates, and has no key to it outside them."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app import clock
from app.models import Deputyship, db
from tests import plays
from tests.journeys.finger import TOUCH, Finger
from tests.journeys.looking import assert_fits_the_screen

DAY = dt.timedelta(days=1)


@pytest.fixture
def red(live_house):
    """A high meeting of Kari's tomorrow; Ingrid stands in at her office from yesterday until tomorrow."""
    with live_house.app.app_context():
        people, now = plays.people(), clock.now()
        _stand_in(people.ingrid.id, -1, 1)
        plays.logged(plays.actor(people.kari, now), now, plays.HIGH, topic="Stans av stønad")
        return people.ingrid.id


def _stand_in(person_id, first, last):
    today = clock.today(clock.now())
    dates = {"starts_on": today + first * DAY, "ends_on": today + last * DAY}
    db.session.execute(sa.update(Deputyship).where(Deputyship.person_id == person_id).values(dates))
    db.session.commit()


def test_a_deputy_decides_on_a_phone_within_the_dates_and_not_outside(open_browser, live_house, red):
    ingrid, kari = Finger(open_browser(**TOUCH)), Finger(open_browser(**TOUCH))
    ingrid.sign_in("Ingrid Moen")
    page = ingrid.page
    page.goto("/board")
    ingrid.tap(page.get_by_role("link", name="Stans av stønad"))
    expect(page).to_have_url(re.compile(r"/meetings/\d+$"))
    meeting = page.url
    ingrid.answer("outcome", "approve")
    ingrid.write("words", "Greit. Jeg er i nabokontoret.")
    ingrid.press("Send svaret")
    expect(page.get_by_role("status").get_by_text("Godkjent.")).to_be_visible()
    assert_fits_the_screen(page)

    kari.sign_in("Kari Nordvik")
    kari.page.goto(meeting)
    expect(kari.page.get_by_text("Greit. Jeg er i nabokontoret.")).to_be_visible()
    expect(kari.page.get_by_text("Ingrid Moen").first).to_be_visible()

    for first, last in ((-3, -1), (1, 3)):
        with live_house.app.app_context():
            _stand_in(red, first, last)
        assert page.goto("/board").status == 403
        assert page.goto(meeting).status == 404

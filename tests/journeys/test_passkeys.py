"""A passkey in a real browser, with a virtual device that recognises its owner (Chromium's WebAuthn)."""

import pytest
from playwright.sync_api import expect

from app import clock
from app.services import people

PASSWORD = "en lang setning som passord"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone(open_browser, live_house):
    """A browser with a device in it; passkeys belong to a name, and an address of numbers is none."""
    with live_house.app.app_context():
        people.set_password("kari@nav.example", PASSWORD, now=clock.now())
    page = open_browser(base_url=live_house.address.replace("127.0.0.1", "localhost"))
    page.device = page.context.new_cdp_session(page)
    page.device.send("WebAuthn.enable")
    page.number = page.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    return page


def _sign_in(page):
    page.goto("/")
    page.get_by_label("E-postadresse").fill("kari@nav.example")
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn", exact=True).click()


def test_a_passkey_is_added_and_asked_for_and_a_stranger_is_kept_out(phone):
    _sign_in(phone)
    expect(phone.get_by_role("heading", name="Mine møter", level=1)).to_be_visible()
    phone.goto("/account/passkeys")
    phone.get_by_label("Navn på passnøkkelen").fill("Mobilen min")
    phone.get_by_label("Passord").fill(PASSWORD)
    phone.get_by_role("button", name="Legg til").click()
    expect(phone.get_by_text("Passnøkkelen er lagret.")).to_be_visible()

    phone.context.clear_cookies()
    _sign_in(phone)
    expect(phone.get_by_role("heading", name="Bruk passnøkkelen din", level=1)).to_be_visible()
    phone.device.send("WebAuthn.setUserVerified", {"authenticatorId": phone.number, "isUserVerified": False})
    phone.get_by_role("button", name="Bruk passnøkkelen").click()
    expect(phone.get_by_text("Enheten godkjente ikke.")).to_be_visible()
    phone.device.send("WebAuthn.setUserVerified", {"authenticatorId": phone.number, "isUserVerified": True})
    phone.get_by_role("button", name="Bruk passnøkkelen").click()
    expect(phone.get_by_role("heading", name="Mine møter", level=1)).to_be_visible()

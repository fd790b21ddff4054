"""Signing in where the organisation does, in a real browser: led on, let in, and led out again."""

import pytest
from playwright.sync_api import expect

from tests.openid_provider import Provider, settings


@pytest.fixture
def provider(live_house, monkeypatch):
    running = Provider(f"{live_house.address}/single-sign-on/answer")
    for name, value in {**settings(running), "BASE_URL": live_house.address}.items():
        monkeypatch.setitem(live_house.app.config, name, value)
    yield running
    running.close()


def test_one_tap_leads_there_and_back_and_out(phone, provider):
    provider.hire("nina", "Nina Solberg", "nina@nav.example", "solvik")
    phone.goto("/")
    phone.get_by_role("button", name="Logg inn med jobbkontoen").click()
    expect(phone.get_by_role("heading", name="Mine møter", level=1)).to_be_visible()
    assert provider.asked.count("/authorize") == 1
    phone.goto("/account")
    expect(phone.get_by_text("nina@nav.example")).to_be_visible()
    phone.locator("details.menu summary").click()
    phone.get_by_role("button", name="Logg ut", exact=True).click()
    expect(phone.get_by_role("heading", name="Logg inn", level=1)).to_be_visible()
    assert provider.person is None
    assert provider.asked.count("/end") == 1

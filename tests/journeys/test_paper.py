"""A meeting's page on paper: what was judged and agreed, and nothing to press."""

from playwright.sync_api import expect

from tests.journeys.finger import TOUCH, Finger


def test_a_meeting_prints_without_menus_and_buttons(open_browser):
    kari = Finger(open_browser(**TOUCH))
    kari.sign_in("Kari Nordvik")
    kari.follow("Ny plan etter avslag")
    page = kari.page
    page.emulate_media(media="print")
    for hidden in ("header", "nav", "footer", "main button"):
        for each in page.locator(hidden).all():
            expect(each).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Hva har skjedd")).to_be_visible()
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert len(paper) > 10_000

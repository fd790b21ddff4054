"""Tab, Space and Enter are enough."""

import re

from playwright.sync_api import expect

from app.checklists import CURRENT
from tests.journeys.finger import Finger

MOST_TABS = 120


def _tab_to(page, selector):
    """Presses Tab until the focus stands on what the selector finds."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector!r} on {page.url}.")


def _has_visible_focus(page):
    """Whether something around the focus is drawn differently from how it is drawn without."""
    return page.evaluate(
        """() => {
            const seen = each => ["", "::before", "::after"].map(part => {
                const style = getComputedStyle(each, part || undefined);
                return style.outlineStyle + style.outlineWidth + style.boxShadow;
            }).join();
            const focused = document.activeElement, around = [];
            for (let each = focused; each; each = each.parentElement) around.push(each);
            const before = around.map(seen);
            focused.blur();
            const changed = around.some((each, place) => seen(each) !== before[place]);
            focused.focus();
            return changed;
        }"""
    )


def test_a_meeting_is_assessed_and_logged_with_the_keyboard_alone(open_browser):
    page = open_browser(viewport={"width": 1280, "height": 800})
    page.goto("/")
    _press(page, "button[name=person]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine møter")

    page.goto("/meetings/new?form=office")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    page.keyboard.press("Enter")
    for field, words in (("topic", "Klage"), ("place", "Møterom 1")):
        _tab_to(page, f"#{field}")
        page.keyboard.type(words)
    _press(page, "main form button[type=submit]")
    for section in CURRENT.sections:
        expect(page).to_have_url(re.compile(f"/assessment/{section.id}$"))
        _answer_section(page, section)
        _press(page, "form[data-answers] button[type=submit]")

    expect(page).to_have_url(re.compile("/answers$"))
    _press(page, "a[href$='/result']")
    _tab_to(page, "[name=measures]")
    page.keyboard.press("Space")
    expect(page.locator("dt", has_text="Med tiltak").locator("xpath=following-sibling::dd")).to_have_text("Lav")
    expect(page.locator("[name=measures]").first).to_be_focused()
    _tab_to(page, "[name=judged]")
    page.keyboard.press("Space")
    _press(page, "form[data-choices] button[type=submit]")
    expect(page.get_by_text("Vurderingen er logget.")).to_be_visible()


def _press(page, selector):
    """Tab to a button or a link, and Enter: leads to another page."""
    _tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _answer_section(page, section):
    for question in section.asked("office"):
        _tab_to(page, f"[name={question.id}]")
        page.keyboard.press("Space")
        if question.id == "topic_kind":
            page.keyboard.press("ArrowUp")  # from the first option around to the last: a conflict
        assert _has_visible_focus(page), question.id


def test_a_fold_and_a_menu_open_with_the_keyboard_and_the_menu_closes_on_escape(open_browser):
    kari = Finger(open_browser(has_touch=True))
    kari.sign_in("Kari Nordvik")
    page = kari.page
    _tab_to(page, "details.menu > summary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Min side")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Min side")).to_be_hidden()
    page.goto("/meetings/new")
    _tab_to(page, "main details > summary")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Nei, start uten svar")).to_be_visible()

"""What a browser can tell of a page: reachable for everybody, and no wider than the screen."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.models.person import LOCALES


def assert_accessible(page: Page) -> None:
    """Fails on any violation that axe finds on the page as it is shown now."""
    violations = Axe().run(page).response["violations"]
    told = [f"{each['id']}: {each['help']} — {[node['html'] for node in each['nodes']]}" for each in violations]
    assert not told, "\n  ".join([f"axe found violations on {page.url}:", *told])


DESK, PHONE, NARROWEST = 1280, 360, 320
EVERYTHING, COLOURS = {"resultTypes": ["violations"]}, {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
AXE = """options => axe.run(document, options).then(({violations}) => violations.map(
    ({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 160)).join(" | ")}`))"""


class Look(NamedTuple):
    """How a page is looked at: on a screen of that many CSS pixels, in that theme."""

    width: int
    theme: Literal["light", "dark"]


LOOKS = (Look(DESK, "light"), Look(DESK, "dark"), Look(PHONE, "light"), Look(PHONE, "dark"))
NO_LOOK: tuple[Look, ...] = ()


def whatever_is_wrong_with(page: Page, looks: Sequence[Look]) -> set[str]:
    """What axe finds in these looks with all folds open; fails when the narrowest phone is too narrow.

    The page's context must have AXE_SCRIPT as its init script: the policy lets no page load it.
    """
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    wrong = set()
    for look in looks:
        page.set_viewport_size({"width": look.width, "height": 740})
        page.emulate_media(color_scheme=look.theme)
        asked = COLOURS if look.theme == "dark" and Look(look.width, "light") in looks else EVERYTHING
        told = f"{page.url} ({look.width} px, {look.theme})"
        wrong |= {f"{told}: {each}" for each in page.evaluate(AXE, asked)}
    page.set_viewport_size({"width": NARROWEST, "height": 740})
    assert_fits_the_screen(page)
    return wrong


def one_look_in_one_language(number: int, language: str) -> Sequence[Look]:
    """For the page with this number: one look in one language, and none in the others.

    All looks in all languages come round in twelve pages; `make deep ONLY=every_look` gives each page all of them.
    """
    turn, place = divmod(number, len(LOCALES))
    return (LOOKS[turn % len(LOOKS)],) if LOCALES[place] == language else NO_LOOK


def assert_fits_the_screen(page: Page) -> None:
    """Fails when the page must be scrolled sideways, and names what sticks out."""
    page.wait_for_load_state()
    wider = page.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll('body *')]
            .filter(each => each.getBoundingClientRect().right > window.innerWidth + 0.5)
            .map(each => each.outerHTML.slice(0, 120))"""
    )
    assert not wider, "\n  ".join([f"{page.url} is wider than the screen; sticking out:", *wider])


def assert_thumb_sized(page: Page, selector: str, pixels: int = 44) -> None:
    """Fails when anything that the selector finds is too small to hit with a thumb."""
    sizes = page.locator(selector).evaluate_all(
        "all => all.map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect().height])"
    )
    assert sizes, f"{page.url} has nothing that matches {selector!r}."
    small = [f"{height:.0f} px: {sketch}" for sketch, height in sizes if height < pixels]
    assert not small, "\n  ".join([f"Smaller than {pixels} px on {page.url}:", *small])


def wait_until_signed_in(page: Page) -> None:
    """Waits for the first page of one's own; a page that is being left for it has no buttons either."""
    expect(page.locator("a[href='/account']")).to_be_attached()

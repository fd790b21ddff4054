"""Zoomed to 200 % and 400 %, and with text set wider: nothing is lost, and the focus is never under the abort bar.

WCAG 2.2: 1.4.10 Reflow, 1.4.12 Text spacing, 2.4.11 Focus not obscured.
"""

from __future__ import annotations

import pytest

from tests.deep.sights import cookie_of, sights
from tests.house.sources import told
from tests.journeys.eventful import make_eventful
from tests.journeys.looking import assert_fits_the_screen

MOST_TABS = 200
# A screen of 1280 by 1024, as wide and high as it is at each zoom.
ZOOMS = {"200 %": (640, 512), "400 %": (320, 256)}
SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    " p { margin-bottom: 2em !important }"
)
ADOPT = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }"
CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *, .abort *")]
    .filter(each => each.children.length === 0 && each.innerText?.trim() && each.checkVisibility())
    .filter(each => {
        const style = getComputedStyle(each);
        const hides = way => style[`overflow${way}`] === "hidden" || style[`overflow${way}`] === "clip";
        const isForEars = each.clientWidth <= 1 || each.clientHeight <= 1;
        return !isForEars && ((hides("X") && each.scrollWidth > each.clientWidth + 1)
            || (hides("Y") && each.scrollHeight > each.clientHeight + 1));
    }).map(each => each.outerHTML.slice(0, 120))"""
# Whether any part of what has the focus can be seen: nothing else lies over all of it, and it is on the screen.
SEEN = """() => {
    const focused = document.activeElement;
    if (focused === document.body) return null;
    const drawn = [focused, ...(focused.labels ?? [])];
    const points = drawn.flatMap(each => [...each.getClientRects()]).flatMap(({left, right, top, bottom}) =>
        [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y => [left + (right - left) * x, top + (bottom - top) * y])));
    const isSeen = points.some(([x, y]) => {
        const there = document.elementFromPoint(x, y);
        return there && drawn.some(each => each.contains(there) || there.contains(each));
    });
    return isSeen ? null : focused.outerHTML.slice(0, 160);
}"""


@pytest.fixture(scope="module")
def house(running_house):
    running_house.start_afresh()
    make_eventful(running_house.app)
    return running_house


@pytest.fixture(params=range(6), ids=("sign-in", "start", "section", "result", "alarm", "board"))
def sight(request, house):
    return sights(house.app)[request.param]


@pytest.fixture
def opened(house, browser, sight):
    """opened(width, height) is the page in a window of that many CSS pixels."""
    contexts = []

    def look(width, height):
        context = browser.new_context(
            base_url=house.address, viewport={"width": width, "height": height}, locale="nb-NO", service_workers="block"
        )
        contexts.append(context)
        cookies = cookie_of(house.app, sight.reader).items()
        context.add_cookies([{"name": name, "value": value, "url": house.address} for name, value in cookies])
        page = context.new_page()
        page.goto(sight.address)
        assert page.url.endswith(sight.address)
        return page

    yield look
    for context in contexts:
        context.close()


@pytest.mark.parametrize("zoom", ZOOMS)
def test_zoomed_nothing_is_cut_off_and_nobody_scrolls_sideways(opened, zoom):
    page = opened(*ZOOMS[zoom])
    assert_fits_the_screen(page)
    assert not (cut := page.evaluate(CLIPPED)), told(cut)


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_text_set_wider_is_not_cut_off(opened, width):
    page = opened(width, 800)
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }",
        SPACING,
    )
    assert_fits_the_screen(page)
    assert not (cut := page.evaluate(CLIPPED)), told(cut)


@pytest.mark.parametrize("zoom", ["100 %", *ZOOMS])
def test_what_has_the_focus_is_seen(opened, zoom):
    page = opened(*ZOOMS.get(zoom, (360, 640)))
    hidden, first = [], None
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate("() => document.activeElement.outerHTML.slice(0, 300)")
        if at == first:
            break
        first = first or at
        page.wait_for_timeout(20)  # what is scrolled into view has come
        if under := page.evaluate(SEEN):
            hidden.append(under)
    assert first
    assert not hidden, told([f"{page.url} at {zoom}: the focus is hidden", *hidden])

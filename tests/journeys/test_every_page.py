"""Every page, for everybody, in every language, light and dark, on a phone and on a desk."""

import pytest

from tests.journeys.conftest import LOCALES
from tests.journeys.eventful import make_eventful
from tests.journeys.looking import whatever_is_wrong_with
from tests.journeys.sights import Sights, sketch

pytestmark = pytest.mark.every_page

READERS = ["Kari Nordvik", "Ola Berg", "Vera Strand", "Anders Vik", None]
SEND_EMPTY = """place => {
    const form = document.querySelectorAll("main form[novalidate]")[place];
    for (const each of form.querySelectorAll("input:not([type=hidden]), textarea")) {
        if (["radio", "checkbox"].includes(each.type)) each.checked = false; else each.value = "";
    }
    form.submit();
}"""


@pytest.fixture(scope="session")
def sights(running_house):
    """sights[reader, day]: what this reader can open on a quiet and on an eventful day, and nobody before."""
    running_house.start_afresh()
    kinds = Sights(running_house.app)
    found = {(reader, "quiet"): kinds.new_to(reader) for reader in READERS}
    make_eventful(running_house.app)
    found |= {(reader, "eventful"): kinds.new_to(reader) for reader in READERS}
    return found


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("reader", READERS)
def test_no_page_shuts_anybody_out(sights, eyes, live_house, reader, language):
    page, wrong = eyes(reader, language), set()
    for day in ("quiet", "eventful"):
        if day == "eventful":
            make_eventful(live_house.app)
        for sight in sights[reader, day]:
            page.goto(sight.address)
            assert page.locator("html").get_attribute("lang") == language
            wrong |= whatever_is_wrong_with(page)
    assert not wrong, "\n".join(sorted(wrong))


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("reader", READERS)
def test_no_form_with_errors_shuts_anybody_out(sights, eyes, reader, language):
    page, known, wrong = eyes(reader, language), set(), set()
    forms = page.locator("main form[novalidate]")
    for address in [sight.address for sight in sights[reader, "quiet"] if sight.asks]:
        page.goto(address)
        for place in range(forms.count()):
            if place >= forms.count():
                break  # a form that needs nothing was taken, and is no longer there
            with page.expect_navigation():
                page.evaluate(SEND_EMPTY, place)
            drawn = sketch(page.content())
            if page.locator(".aksel-error-summary").count() and drawn not in known:
                known.add(drawn)
                wrong |= whatever_is_wrong_with(page)
            page.goto(address)
    assert not wrong, "\n".join(sorted(wrong))

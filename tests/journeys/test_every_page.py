"""Every page, for everybody; languages, themes and widths come round as looks_at deals them out."""

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
def test_no_page_shuts_anybody_out(sights, eyes, live_house, looks_at, reader, language):
    page, wrong = eyes(reader, language), set()
    for day in ("quiet", "eventful"):
        if day == "eventful":
            make_eventful(live_house.app)
        for number, sight in enumerate(sights[reader, day]):
            if looks := looks_at(number, language):
                page.goto(sight.address)
                assert page.locator("html").get_attribute("lang") == language
                wrong |= whatever_is_wrong_with(page, looks)
    assert not wrong, "\n".join(sorted(wrong))


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("reader", READERS)
def test_no_form_with_errors_shuts_anybody_out(sights, eyes, looks_at, reader, language):
    page, known, wrong = eyes(reader, language), set(), set()
    forms = page.locator("main form[novalidate]")
    asking = [sight.address for sight in sights[reader, "quiet"] if sight.asks]
    for address, looks in [(address, looks_at(number, language)) for number, address in enumerate(asking)]:
        if not looks:
            continue
        page.goto(address)
        for place in range(forms.count()):
            if place >= forms.count():
                break  # a form that needs nothing was taken, and is no longer there
            with page.expect_navigation():
                page.evaluate(SEND_EMPTY, place)
            drawn = sketch(page.content())
            if page.locator(".aksel-error-summary").count() and drawn not in known:
                known.add(drawn)
                wrong |= whatever_is_wrong_with(page, looks)
            page.goto(address)
    assert not wrong, "\n".join(sorted(wrong))

"""The front page, where everybody begins."""

import pytest

from tests.journeys.looking import assert_accessible, assert_fits_the_screen


def test_the_front_page_is_for_everybody(phone):
    phone.goto("/")
    assert phone.locator("h1").count() == 1
    assert_accessible(phone)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_front_page_fits_every_screen(open_browser, width, colour_scheme):
    page = open_browser(viewport={"width": width, "height": 740}, color_scheme=colour_scheme)
    page.goto("/")
    assert_fits_the_screen(page)
    assert_accessible(page)


def test_the_front_page_works_without_scripts(open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto("/")
    assert page.locator("main form").count() > 0

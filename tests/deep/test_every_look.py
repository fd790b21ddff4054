"""Every page and every refusal, in every language, theme and width: the walks of the journeys, with all looks."""

from tests.journeys.test_every_page import (  # noqa: F401 - the walks and what they walk through; looks_at is deep here
    sights,
    test_no_form_with_errors_shuts_anybody_out,
    test_no_page_shuts_anybody_out,
)
from tests.journeys.test_rare_pages import test_nobody_is_shut_out_when_something_rare_happens  # noqa: F401

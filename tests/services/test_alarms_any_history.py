"""Any history of people, clocks and power cuts: alarms do what they do on paper, and none ends silently."""

import shutil

import hypothesis
import pytest
from hypothesis import HealthCheck
from hypothesis.stateful import run_state_machine_as_test

from tests.any_history.both_houses import play
from tests.any_history.quick_sqlite import QuickSqlite
from tests.any_history.rules import AnyHistory
from tests.databases import quick_folder

HISTORIES, STEPS = 100, 30


@pytest.fixture(scope="module")
def quick():
    """The services on a database in memory, with the cast and four meetings."""
    folder = quick_folder()
    made = QuickSqlite(folder, play)
    yield made
    made.close()
    shutil.rmtree(folder, ignore_errors=True)


def test_any_history_goes_as_on_paper_and_can_be_brought_to_rest(quick):
    """Of so many histories as the profile asks for, when it asks for many: that is `make deep-alarm`."""
    histories = max(HISTORIES, hypothesis.settings().max_examples)
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    settings = hypothesis.settings(
        max_examples=histories, stateful_step_count=STEPS, deadline=None, suppress_health_check=slow
    )
    with quick.app.app_context():
        run_state_machine_as_test(lambda: AnyHistory(quick), settings=settings)

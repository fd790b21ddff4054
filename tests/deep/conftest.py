"""Deep checks run when they are asked for by name, and never with everything else."""

from pathlib import Path

import pytest

from tests.journeys.conftest import (  # noqa: F401 - the browser and the house that journeys have
    _open_pages,
    browser,
    eyes,
    live_house,
    open_browser,
    running_house,
)

HERE = Path(__file__).parent


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave this folder out unless the command line names it."""
    asked = [config.invocation_params.dir / each.split("::")[0] for each in config.args]
    return None if any(each.resolve().is_relative_to(HERE) for each in asked) else True

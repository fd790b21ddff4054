"""Deep checks run when they are asked for by name, and never with everything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from app.models.person import LOCALES
from tests.deep import proof
from tests.journeys.conftest import (  # noqa: F401 - the browser and the house that journeys have
    _open_pages,
    browser,
    eyes,
    live_house,
    open_browser,
    running_house,
)
from tests.journeys.looking import LOOKS, Look

HERE = Path(__file__).parent


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave this folder out unless the command line names it."""
    asked = [config.invocation_params.dir / each.split("::")[0] for each in config.args]
    return None if any(each.resolve().is_relative_to(HERE) for each in asked) else True


@pytest.fixture(scope="session")
def looks_at() -> Iterator[Callable[[int, str], Sequence[Look]]]:
    """Every look at each page in each language; how many pages that was is written down at the end."""
    looked = dict.fromkeys(LOCALES, 0)

    def all_of_them(_number: int, language: str) -> Sequence[Look]:
        looked[language] += 1
        return LOOKS

    yield all_of_them
    about = (
        f"axe in {len(LOOKS)} looks ({', '.join(f'{width} px {theme}' for width, theme in LOOKS)}), and 320 px wide."
    )
    rows = [(language, pages) for language, pages in looked.items()]
    proof.write("every look", "make deep ONLY=every_look", about, proof.table(("language", "pages and forms"), rows))

"""The cast of the demo as people in a test: by name, and signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask import Flask

    from tests.page import PageClient


@pytest.fixture
def cast(app: Flask, clock: object, request: pytest.FixtureRequest) -> Any:
    """The people by first name, as in cast.kari. Attached if the test uses `session`, else detached."""
    from tests import plays

    if "session" in request.fixturenames:
        request.getfixturevalue("session")
        return plays.people()
    with app.app_context():
        return plays.people()


@pytest.fixture
def others(app: Flask, cast: Any) -> list[int]:
    """Ids of other people's meetings, which a query that forgets to ask whose they are finds too.

    A draft and a high one of Amir's, in Kari's office, and an elevated one of Sunniva's in another.
    """
    return [1, 2, 3]


@pytest.fixture
def client(app: Flask, clock: object) -> PageClient:
    """Somebody who has not signed in."""
    from tests.page import PageClient

    return PageClient(app.test_client())


@pytest.fixture
def sign_in(app: Flask, clock: object) -> Callable[[Any], PageClient]:
    """sign_in(cast.kari) is Kari's own browser; several people can be signed in at once."""

    from app import clock as the_clock
    from app.services import sign_ins
    from tests.page import PageClient

    def somebody(person: Any) -> PageClient:
        with app.app_context():
            key = sign_ins.create_for(person.id, device="a test", now=the_clock.now())
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = key
        return PageClient(browser)

    return somebody

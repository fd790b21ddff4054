"""What tests of pages have at hand: ways to bring meetings about before anybody opens a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def stage(app: Any, cast: Any, now: Any) -> Callable[..., Any]:
    """stage(play, cast.kari, …) plays a part of tests/plays.py as that person, outside every request."""
    from tests import plays

    def play(part: Callable[..., Any], who: Any, *args: Any, **how: Any) -> Any:
        with app.app_context():
            return part(plays.actor(who, now), now, *args, **how)

    return play


@pytest.fixture
def stored(app: Any) -> Callable[..., Any]:
    """stored(select) is every row that the database holds now, as objects or values."""
    from app.models import db

    def look(select: Any) -> Any:
        with app.app_context():
            return list(db.session.scalars(select))

    return look

"""What tests of pages have at hand: ways to bring meetings about before anybody opens a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

TO_THE_PROVIDER = ("Logg inn med jobbkontoen", "Gå videre")


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


@pytest.fixture(scope="session")
def running_provider() -> Iterator[Any]:
    from tests.openid_provider import Provider

    provider = Provider("http://localhost/single-sign-on/answer")
    yield provider
    provider.close()


@pytest.fixture
def provider(app: Any, cast: Any, running_provider: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The organisation's own sign-in, with nobody in its directory yet; the app lets people in from there."""
    from tests.openid_provider import settings

    for name, value in settings(running_provider).items():
        monkeypatch.setitem(app.config, name, value)
    running_provider.be_as_new()
    return running_provider


@pytest.fixture
def set_out(app: Any, client: Any, provider: Any) -> Callable[..., str]:
    """set_out() presses the button and gives the address that the browser is led to; browser="another": a fresh one."""
    from tests.page import PageClient

    def press(path: str = "/", browser: Any = client, said: tuple[str, str] = TO_THE_PROVIDER) -> str:
        browser = PageClient(app.test_client()) if isinstance(browser, str) else browser
        page = browser.get(path).submit(said[0])
        assert page.response.headers["Refresh"] == f"0; url={page.link(said[1])}"
        return str(page.link(said[1]))

    return press


@pytest.fixture
def arrive(app: Any, client: Any, provider: Any, set_out: Callable[..., str]) -> Callable[..., Any]:
    """arrive() goes all the way, and gives the page that one ends on."""
    from tests.page import PageClient

    def go(path: str = "/", status: int = 200, browser: Any = client, said: tuple[str, str] = TO_THE_PROVIDER) -> Any:
        browser = PageClient(app.test_client()) if isinstance(browser, str) else browser
        return browser.get(provider.answer(set_out(path, browser, said)), status=status)

    return go


@pytest.fixture
def nobody_came_in(client: Any, stored: Callable[..., Any]) -> Callable[..., None]:
    """nobody_came_in(page, sentence) holds when the page says no, and no row and no cookie says yes."""
    from app.models import Person, SignIn
    from tests.pages.walking import in_the_cookie

    def holds(page: Any, sentence: str) -> None:
        assert page.heading == "Du ble ikke logget inn"
        assert sentence in page
        assert stored(sa.select(SignIn.id)) == []
        assert stored(sa.select(Person.id).where(Person.name == "Nina Solberg")) == []
        assert "_user_id" not in in_the_cookie(client)

    return holds
